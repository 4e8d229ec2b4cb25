/// The addresses of a text's links, numbered, for the end of the text.
struct TextReferences {
    private struct Reference: Hashable {
        var target: FlatTemplate
        /// The sections the link stands in, outermost first: its address is left out when they are.
        var sections: [TemplateTag]
    }

    private var references: [Reference] = []

    /// The number of a link, from 1; the same link in the same sections has one number.
    mutating func number(of target: FlatTemplate, inside sections: [TemplateTag]) -> Int {
        let reference = Reference(target: target, sections: sections)
        if let index = references.firstIndex(of: reference) { return index + 1 }
        references.append(reference)
        return references.count
    }

    /// Writes the list.
    func write(to layout: inout TextLayout) {
        for (index, reference) in references.enumerated() {
            for section in reference.sections { layout.append(section: section) }
            layout.append(text: "[\(index + 1)] ".utf8)
            layout.appendBlank()
            Self.write(reference.target, to: &layout)
            layout.breakLine(1)
            for section in reference.sections.reversed() {
                var close = section
                close.kind = .close
                layout.append(section: close)
            }
        }
    }

    /// Writes an address, its values percent-encoded as a URL needs it.
    ///
    /// - Parameter start: where in the address to begin: behind `mailto:`.
    static func write(_ target: FlatTemplate, from start: Int = 0, to layout: inout TextLayout) {
        let parts = Dictionary(
            HTMLContexts.urlParts(of: target.bytes.indices, in: target).map { ($0.index, $0.part) }, uniquingKeysWith: { first, _ in first }
        )
        var offset = start
        while offset < target.bytes.count {
            if target.bytes[offset] == FlatTemplate.mark {
                let index = FlatTemplate.tagIndex(in: target.bytes, at: offset)
                let tag = target.tags[index]
                if tag.isValue {
                    layout.append(value: tag, escaping: .url(parts[index] ?? .component))
                } else {
                    layout.append(section: tag)
                }
                offset += FlatTemplate.markLength
            } else {
                layout.append(text: CollectionOfOne(target.bytes[offset]))
                offset += 1
            }
        }
    }
}
