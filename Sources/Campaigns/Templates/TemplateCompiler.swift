/// Turns a flat template and what is known about names into a program.
struct TemplateCompiler {
    let fields: MergeFields
    let links: RecipientLinks
    /// How dates and numbers are written.
    let conventions: LanguageConventions
    private var program = TemplateProgram()
    private var section: SectionSource?
    /// Jumps whose end is not reached yet.
    private var skips: [Int] = []

    init(fields: MergeFields, links: RecipientLinks, conventions: LanguageConventions = .english) {
        self.fields = fields
        self.conventions = conventions
        self.links = links
    }

    /// Compiles a template.
    ///
    /// - Parameter escapings: how the value of each tag is made harmless where it stands.
    /// - Throws: `invalid` for a name or transform that is not known.
    mutating func compile(_ flat: FlatTemplate, escapings: [Escaping]) throws(CampaignError) -> TemplateProgram {
        program = TemplateProgram()
        section = nil
        skips = []
        let lookingInside = sectionsThatLookInside(flat)
        var start = 0, offset = 0
        while offset < flat.bytes.count {
            guard flat.bytes[offset] == FlatTemplate.mark else {
                offset += 1
                continue
            }
            append(text: flat.bytes[start..<offset])
            let index = FlatTemplate.tagIndex(in: flat.bytes, at: offset)
            try append(flat.tags[index], escaping: escapings[index], looksInside: lookingInside.contains(index))
            offset += FlatTemplate.markLength
            start = offset
        }
        append(text: flat.bytes[start...])
        return program
    }

    /// Compiles the value of a header.
    mutating func compile(header flat: FlatTemplate) throws(CampaignError) -> TemplateProgram {
        try compile(flat, escapings: Array(repeating: .header, count: flat.tags.count))
    }

    /// Compiles a link's address.
    mutating func compile(url flat: FlatTemplate) throws(CampaignError) -> TemplateProgram {
        var escapings: [Escaping] = Array(repeating: .none, count: flat.tags.count)
        for (index, part) in HTMLContexts.urlParts(of: flat.bytes.indices, in: flat) { escapings[index] = .url(part) }
        return try compile(flat, escapings: escapings)
    }

    /// The use of a value that stands alone, where it goes into a message neither as text nor as markup.
    mutating func use(of flat: FlatTemplate) throws(CampaignError) -> ValueUse? {
        guard let tag = flat.tags.first else { return nil }
        return try use(tag, escaping: .header)
    }

    private mutating func append(text: ArraySlice<UInt8>) {
        guard !text.isEmpty else { return }
        if section != nil {
            section?.append(text: String(decoding: text, as: UTF8.self))
        } else {
            program.append(text: text)
        }
    }

    /// The sections in which a tag means the section's own value.
    private func sectionsThatLookInside(_ flat: FlatTemplate) -> Set<Int> {
        var found: Set<Int> = []
        var open: [Int] = []
        for index in flat.tagIndices(in: flat.bytes.indices) {
            let tag = flat.tags[index]
            if tag.kind == .close {
                _ = open.popLast()
                continue
            }
            if tag.name != FlatTemplate.handleName, fields.resolve(tag.name) == nil { found.formUnion(open) }
            if !tag.isValue { open.append(index) }
        }
        return found
    }

    private mutating func append(_ tag: TemplateTag, escaping: Escaping, looksInside: Bool) throws(CampaignError) {
        let escaping = tag.kind == .unescaped && escaping == .html ? .none : escaping
        switch tag.kind {
        case .section, .inverted:
            let use = try use(tag, escaping: escaping)
            if section == nil, !looksInside, let use {
                skips.append(program.beginSkip(unless: use, isInverted: tag.kind == .inverted))
                return
            }
            if section == nil { section = SectionSource() }
            section?.open(tag, name: use)
        case .close:
            if section == nil, let skip = skips.popLast() { return program.endSkip(skip) }
            section?.close()
            if let finished = section, finished.isClosed {
                section = nil
                program.append(.section(try finished.compiled()))
            }
        case _ where tag.name == FlatTemplate.handleName:
            appendHandle()
        default:
            let use = try use(tag, escaping: escaping)
            if section != nil {
                section?.append(tag, use: use, escaping: escaping)
            } else if let use {
                append(value: use)
            }
        }
    }

    private mutating func appendHandle() {
        if section != nil { section?.appendHandle() } else { program.append(.handle) }
    }

    /// What does not change is text; links are text around a handle.
    private mutating func append(value use: ValueUse) {
        guard use.isPlain else { return program.append(.value(use)) }
        switch use.source {
        case .constant(let value):
            var bytes: [UInt8] = []
            use.escaping.append(value, to: &bytes)
            program.append(text: bytes)
        case .computed(let computed):
            guard let pattern = links.pattern(of: computed), use.escaping != .url(.component), use.escaping != .htmlURL(.component) else {
                return program.append(.value(use))
            }
            var bytes: [UInt8] = []
            use.escaping.append(pattern, to: &bytes)
            program.append(text: bytes)
            program.append(.handle)
        case .column:
            program.append(.value(use))
        }
    }

    /// The use of a value; nil for a name that means the section's own value.
    private func use(_ tag: TemplateTag, escaping: Escaping) throws(CampaignError) -> ValueUse? {
        var transforms: [ValueTransform] = []
        for name in tag.transforms {
            guard let transform = ValueTransform(rawValue: name) else {
                throw .invalid([NameProblems.unknownTransform(name, at: tag.place)])
            }
            transforms.append(transform)
        }
        if let reference = fields.resolve(tag.name) {
            let escaping = transforms.first == .urlencoded ? escaping.withoutPercent : escaping
            return ValueUse(
                source: reference.source, test: reference.test.map { MergeFields.normalised($0) }, transforms: transforms,
                conventions: conventions, escaping: escaping, name: tag.name, place: tag.place)
        }
        guard section != nil || !skips.isEmpty, NameProblems.isRelative(tag.name) else {
            throw .invalid([NameProblems.unknown(tag.name, at: tag.place, fields: fields)])
        }
        return nil
    }
}

extension Escaping {
    /// For a value that is percent-encoded already.
    var withoutPercent: Escaping {
        switch self {
        case .url: .none
        case .htmlURL: .html
        default: self
        }
    }
}
