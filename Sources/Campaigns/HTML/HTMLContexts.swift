/// Where in the HTML every tag of a template stands, and what follows from it for its value.
struct HTMLContexts {
    /// How the value of each tag is made harmless.
    private(set) var escapings: [Escaping]
    /// Places where no escape makes a value harmless.
    private(set) var problems: [Diagnostic] = []

    private let flat: FlatTemplate

    init(_ flat: FlatTemplate, tokens: [HTMLToken]) {
        self.flat = flat
        escapings = Array(repeating: .html, count: flat.tags.count)
        for token in tokens {
            switch token {
            case .rawText(let range, let element) where element == "script" || element == "style":
                refuse(in: range, "inside <\(element)>", "put the value into the text or an attribute")
            case .start(let tag): look(at: tag)
            case .end(let tag): refuse(in: tag.range, "inside a tag's name", "choose between whole elements with a section")
            default: continue
            }
        }
    }

    private mutating func look(at tag: HTMLStartTag) {
        var outside = tag.range.lowerBound
        for attribute in tag.attributes {
            let name = attribute.nameRange
            refuse(in: outside..<name.upperBound, "inside a tag but outside an attribute's value", "put it into a quoted value")
            outside = name.upperBound
            guard let value = attribute.value else { continue }
            outside = value.upperBound
            look(at: attribute, value: value)
        }
        refuse(in: outside..<tag.range.upperBound, "inside a tag but outside an attribute's value", "put it into a quoted value")
    }

    private mutating func look(at attribute: HTMLAttribute, value: Range<Int>) {
        if attribute.name.hasPrefix("on") {
            refuse(in: value, "inside the script of '\(attribute.name)'", "mail readers run no scripts; leave the attribute out")
        } else if attribute.quote == nil {
            refuse(in: value, "in a value without quotes", "write \(attribute.name)=\"…\"")
        } else if Self.urlAttributes.contains(attribute.name) {
            for (index, part) in Self.urlParts(of: value, in: flat) { escapings[index] = .htmlURL(part) }
        }
    }

    private mutating func refuse(in range: Range<Int>, _ place: String, _ hint: String) {
        for index in flat.tagIndices(in: range) where flat.tags[index].isValue {
            let tag = flat.tags[index]
            problems.append(
                Diagnostic(
                    .error, rule: "value.context", file: tag.place.file, line: tag.place.line, column: tag.place.column,
                    message: "\(tag.source) stands \(place), where a value could become code", hint: hint))
        }
    }

    /// What of the URL each value in a range is.
    static func urlParts(of range: Range<Int>, in flat: FlatTemplate) -> [(index: Int, part: Escaping.URLPart)] {
        var parts: [(index: Int, part: Escaping.URLPart)] = []
        var offset = range.lowerBound
        var position = URLPosition()
        while offset < range.upperBound {
            guard flat.bytes[offset] == FlatTemplate.mark else {
                position.advance(over: flat.bytes[offset])
                offset += 1
                continue
            }
            let index = FlatTemplate.tagIndex(in: flat.bytes, at: offset)
            if flat.tags[index].isValue {
                parts.append((index, position.part))
                position.passValue()
            }
            offset += FlatTemplate.markLength
        }
        return parts
    }

    /// Attributes whose value is one URL.
    static let urlAttributes: Set<String> = [
        "href", "src", "action", "background", "cite", "poster", "formaction", "xlink:href", "longdesc", "data", "usemap",
    ]
}

/// How far into a URL a scan has come.
private struct URLPosition {
    private(set) var part: Escaping.URLPart = .whole
    private var slashes = 0
    private var hasScheme = false
    private var isPastPath = false

    mutating func advance(over byte: UInt8) {
        guard !isPastPath, part != .whole || !byte.isTemplateBlank else { return }
        switch byte {
        case UInt8(ascii: "?"), UInt8(ascii: "#"): isPastPath = true
        case UInt8(ascii: "/"): slashes += 1
        case UInt8(ascii: ":"): hasScheme = hasScheme || slashes == 0
        default: break
        }
        let isHost = hasScheme && (1...2).contains(slashes)
        part = isPastPath || isHost ? .component : .path
    }

    mutating func passValue() {
        if part == .whole { part = .path }
    }
}

extension TemplateTag {
    /// Whether a value is written here (and not a section opened or closed).
    var isValue: Bool { kind == .variable || kind == .unescaped }
}
