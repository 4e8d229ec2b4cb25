/// Puts partials and layouts in place, once, when a campaign is loaded.
///
/// So links, text and names of the whole message are found in one pass, and a message costs no look-up of files. Values never choose a
/// partial (`{{>*name}}` is refused): what is sent can be known before it is sent.
///
/// ## Limits
/// Blocks of a layout keep the blanks and line ends they are written with; the specification would indent them as the block is indented.
struct TemplateFlattening {
    /// Finds the source of a partial by name; nil where there is none.
    let partial: (String) throws(CampaignError) -> (file: String, source: [UInt8])?
    /// Names to suggest for one that is not there.
    let partialNames: [String]

    /// Files that were put in place, as they were read.
    private(set) var included: [String: [UInt8]] = [:]
    private var open: [String] = []
    private var out = FlatTemplate()
    /// Largest template, partials included, in octets.
    static let largest = 2 << 20

    init(partialNames: [String], partial: @escaping (String) throws(CampaignError) -> (file: String, source: [UInt8])?) {
        self.partial = partial
        self.partialNames = partialNames
    }

    /// The template in a source, with everything it includes.
    mutating func flatten(_ source: [UInt8], file: String, hasLines: Bool = true) throws(CampaignError) -> FlatTemplate {
        open = []
        out = FlatTemplate()
        do {
            let nodes = try TemplateNode.tree(of: TagScanner.scan(Self.checked(source, file: file), file: file, hasLines: hasLines))
            try emit(nodes, blocks: [:])
        } catch {
            throw Self.campaignError(error)
        }
        return out
    }

    private mutating func emit(_ nodes: [TemplateNode], blocks: [String: [TemplateNode]]) throws {
        for node in nodes {
            switch node {
            case .text(let bytes):
                out.bytes += bytes
            case .value(let tag):
                out.append(tag)
            case .section(let tag, let inner):
                out.append(tag)
                try emit(inner, blocks: blocks)
                var close = tag
                close.kind = .close
                out.append(close)
            case .block(let tag, let inner):
                try emit(blocks[tag.name] ?? inner, blocks: blocks)
            case .partial(let tag, let indent):
                try include(tag, indent: indent, blocks: blocks)
            case .layout(let tag, let inner, let indent):
                // A block that an outer template fills stays filled: the outermost wins.
                try include(tag, indent: indent, blocks: blocks.merging(inner) { outer, _ in outer })
            }
            guard out.bytes.count <= Self.largest else {
                throw CampaignError.unreadable(
                    file: open.last ?? "template", reason: "makes a template of more than \(Self.largest) octets")
            }
        }
    }

    private mutating func include(_ tag: TemplateTag, indent: String, blocks: [String: [TemplateNode]]) throws {
        guard tag.transforms.isEmpty, !tag.name.hasPrefix("*") else {
            throw TemplateSyntaxProblem(place: tag.place, message: "\(tag.source): a value cannot choose a partial", hint: "use a section")
        }
        guard !tag.name.hasPrefix("/"), !tag.name.split(separator: "/").contains("..") else {
            let hint = "a partial is in the template's folder or in \(MessageTemplate.sharedPartials)"
            throw TemplateSyntaxProblem(place: tag.place, message: "\(tag.source) leads out of the templates", hint: hint)
        }
        guard let (file, source) = try partial(tag.name) else {
            let hint = Spelling.nearest(to: tag.name, in: partialNames).map { "did you mean \($0)?" }
            throw TemplateSyntaxProblem(place: tag.place, message: "\(tag.source): there is no such partial", hint: hint)
        }
        guard !open.contains(tag.name), open.count < TemplateNode.deepest else {
            throw TemplateSyntaxProblem(
                place: tag.place, message: "\(tag.source) includes itself: \((open + [tag.name]).joined(separator: " → "))")
        }
        open.append(tag.name)
        included[file] = source
        let nodes = try TemplateNode.tree(of: TagScanner.scan(Self.checked(source, file: file), file: file, indent: indent))
        try emit(nodes, blocks: blocks)
        open.removeLast()
    }

    private static func checked(_ source: [UInt8], file: String) throws(CampaignError) -> [UInt8] {
        let bytes = source.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(source.dropFirst(3)) : source
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw .unreadable(file: file, reason: "is not UTF-8 text; save it as UTF-8")
        }
        guard !bytes.contains(0) else { throw .unreadable(file: file, reason: "holds a NUL character") }
        return withLineFeeds(bytes)
    }

    /// CRLF and CR as LF: the MIME writer makes CRLF of every line break.
    private static func withLineFeeds(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x0D) else { return bytes }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0D {
                if index + 1 == bytes.count || bytes[index + 1] != 0x0A { out.append(0x0A) }
            } else {
                out.append(byte)
            }
        }
        return out
    }

    private static func campaignError(_ error: any Error) -> CampaignError {
        switch error {
        case let problem as TemplateSyntaxProblem: .invalid([problem.diagnostic])
        case let error as CampaignError: error
        default: .unreadable(file: "template", reason: "\(error)")
        }
    }
}
