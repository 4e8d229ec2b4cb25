import Mustache

/// The source of a section as swift-mustache gets it: tags with short names, and no text.
struct SectionSource {
    private var source = ""
    private var uses: [ValueUse] = []
    private var texts: [String] = []
    private var open: [String] = []

    var isClosed: Bool { open.isEmpty }

    mutating func append(text: String) {
        source += "{{{s\(texts.count)}}}"
        texts.append(text)
    }

    mutating func appendHandle() {
        source += "{{{handle}}}"
    }

    mutating func open(_ tag: TemplateTag, name use: ValueUse?) {
        let name = use.map { _ in "v\(uses.count)" } ?? tag.expression
        if let use { uses.append(use) }
        source += (tag.kind == .inverted ? "{{^" : "{{#") + name + "}}"
        open.append(name)
    }

    mutating func close() {
        guard let name = open.popLast() else { return }
        source += "{{/" + name + "}}"
    }

    mutating func append(_ tag: TemplateTag, use: ValueUse?, escaping: Escaping) {
        if let use {
            source += "{{{t\(uses.count)}}}"
            uses.append(use)
        } else {
            source += "{{{" + (escaping.transformName.map { "\($0)(\(tag.expression))" } ?? tag.expression) + "}}}"
        }
    }

    func compiled() throws(CampaignError) -> SectionBlock {
        do {
            return SectionBlock(template: try MustacheTemplate(string: source), uses: uses, texts: texts)
        } catch {
            let diagnostic = Diagnostic(.error, rule: "template.syntax", message: "swift-mustache refuses a section: \(error)")
            throw .invalid([diagnostic])
        }
    }
}
