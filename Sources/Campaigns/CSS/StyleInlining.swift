/// Writes the rules of a template's `<style>` elements into `style` attributes, for readers that drop style sheets.
///
/// Done once, when the template is loaded, so a message costs nothing; tags of the template stay what and where they are. `<style>` itself
/// stays: media queries, pseudo-classes, `@font-face` and the rules for what a reader adds (`#outlook a`) work from there. Nothing outside
/// `style` attributes and the following changes by an octet:
///
/// - An attribute wins over a sheet. A property that is inlined would so win over a media query or `:hover` that sets it as well; there
///   `!important` is added.
/// - `!important` itself is not inlined, for the same reason: such a declaration comes last in the attribute instead.
///
/// ## Limits
/// Elements inside conditional comments, `*` rules and what `StyleSelector` does not understand stay as they are, and so does a `<style>`
/// with tags of the template in it. Of two branches of a section both are taken for there.
struct StyleInlining {
    private let flat: FlatTemplate
    private var sheets: [Sheet] = []
    /// Of all sheets, those that hold always.
    private var rules: [StyleSheet.Rule] = []
    private var edits: [Edit] = []
    private var styled: [Styled] = []

    private struct Sheet {
        var start: Int
        var sheet: StyleSheet
    }

    /// An insertion at an offset, in place of some octets.
    private struct Edit {
        var range: Range<Int>
        var text: [UInt8]
    }

    /// An element that got declarations, where it stands, and the properties.
    private struct Styled {
        var path: [StyledElement]
        var properties: Set<String>
    }

    /// A declaration that applies to an element.
    private struct Applied {
        var declaration: StyleDeclaration
        var specificity: Int
        var rule: Int
    }

    private init(_ html: HTMLTemplate) {
        flat = html.flat
        readSheets(html.tokens)
        guard !sheets.isEmpty else { return }
        rules = sheets.flatMap(\.sheet.rules).filter { !$0.isConditional }
        var open = OpenElements()
        for token in html.tokens {
            switch token {
            case .start(let tag):
                open.open(StyledElement(tag, in: flat))
                if !Self.unseen.contains(tag.name) { style(tag, open.path) }
                if TextElement.void.contains(tag.name) { open.end(tag.name) }
            case .end(let tag): open.end(tag.name)
            default: continue
            }
        }
        for sheet in sheets { raise(sheet) }
    }

    /// The template with its styles inlined, and how many elements that concerns.
    static func apply(to html: HTMLTemplate) -> (flat: FlatTemplate, elements: Int) {
        let inlining = StyleInlining(html)
        return (inlining.edited(), inlining.styled.count)
    }

    /// Elements that are never shown.
    private static let unseen: Set<String> = ["head", "title", "meta", "link", "base", "style", "script", "template"]

    private mutating func readSheets(_ tokens: [HTMLToken]) {
        var opening: HTMLStartTag?
        for token in tokens {
            if case .start(let tag) = token { opening = tag }
            guard case .rawText(let range, "style") = token, let tag = opening else { continue }
            let attributes = StyledElement(tag, in: flat).attributes
            let type = (attributes["type"] ?? nil) ?? "text/css", media = (attributes["media"] ?? nil) ?? "all"
            guard type.lowercased() == "text/css", !flat.bytes[range].contains(FlatTemplate.mark) else { continue }
            let holdsAlways = ["", "all", "screen"].contains(media.lowercased())
            sheets.append(Sheet(start: range.lowerBound, sheet: StyleSheet(flat.bytes[range], isConditional: !holdsAlways)))
        }
    }

    // MARK: - Elements

    private mutating func style(_ tag: HTMLStartTag, _ path: [StyledElement]) {
        var applied: [Applied] = []
        for (index, rule) in rules.enumerated() {
            let matching = rule.selectors.filter { !$0.isConditional && $0.matches(path) }
            guard let specificity = matching.map(\.specificity).max() else { continue }
            applied += rule.declarations.map { Applied(declaration: $0, specificity: specificity, rule: index) }
        }
        guard !applied.isEmpty else { return }
        let own = tag.attribute("style")
        guard own == nil || own?.value != nil else { return }
        let written = own?.value.map { StyleDeclaration.list(in: flat.bytes, $0) } ?? []
        let normal = Self.cascade(applied.filter { !$0.declaration.isImportant }).filter { declaration in
            !written.contains { $0.name == declaration.name }
                && !applied.contains { $0.declaration.isImportant && $0.declaration.name == declaration.name }
        }
        let important = Self.cascade(applied.filter(\.declaration.isImportant)).filter { declaration in
            !written.contains { $0.name == declaration.name && $0.isImportant }
        }
        guard !normal.isEmpty || !important.isEmpty else { return }
        styled.append(Styled(path: path, properties: Set((normal + important).map(\.name))))
        write(normal, important, into: tag, own)
    }

    /// What is left of declarations when of each property only the strongest rule counts, weakest first. A rule that sets a property twice,
    /// for readers that do not know the second value, keeps both.
    private static func cascade(_ applied: [Applied]) -> [StyleDeclaration] {
        let sorted = applied.enumerated().sorted { one, other in
            (one.element.specificity, one.element.rule, one.offset) < (other.element.specificity, other.element.rule, other.offset)
        }.map(\.element)
        var strongest: [String: Int] = [:]
        for one in sorted { strongest[one.declaration.name] = one.rule }
        return sorted.filter { strongest[$0.declaration.name] == $0.rule }.map(\.declaration)
    }

    private mutating func write(
        _ normal: [StyleDeclaration], _ important: [StyleDeclaration], into tag: HTMLStartTag, _ own: HTMLAttribute?
    ) {
        let quote = own?.quote ?? UInt8(ascii: "\"")
        let before = Self.text(normal, quote), after = Self.text(important, quote)
        guard let own, let value = own.value else {
            let name = tag.range.lowerBound + 1 + tag.name.utf8.count
            guard flat.bytes[tag.range.lowerBound + 1..<name].elementsEqual(tag.name.utf8, by: { $0 | 0x20 == $1 | 0x20 }) else { return }
            return edits.append(Edit(range: name..<name, text: Array(" style=\"".utf8) + Self.joined([before, after]) + [quote]))
        }
        let old = Array(flat.bytes[value].trimmingBlanks())
        let isEnded = old.last == UInt8(ascii: ";") || old.isEmpty
        var text = Self.joined([before, old])
        if !after.isEmpty { text = isEnded && !old.isEmpty ? text + [0x20] + after : Self.joined([text, after]) }
        edits.append(Edit(range: value, text: own.quote == nil ? [quote] + text + [quote] : text))
    }

    private static func joined(_ parts: [[UInt8]]) -> [UInt8] {
        Array(parts.filter { !$0.isEmpty }.joined(separator: Array("; ".utf8)))
    }

    /// Declarations as an attribute between quotes has them.
    private static func text(_ declarations: [StyleDeclaration], _ quote: UInt8) -> [UInt8] {
        joined(declarations.map { Array("\($0.name): ".utf8) + quoted($0.value, quote) })
    }

    private static func quoted(_ value: [UInt8], _ quote: UInt8) -> [UInt8] {
        let other: UInt8 = quote == UInt8(ascii: "\"") ? UInt8(ascii: "'") : UInt8(ascii: "\"")
        let canSwap = !value.contains(other)
        return value.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "&"): Array("&amp;".utf8)
            case quote: canSwap ? [other] : Array(quote == UInt8(ascii: "\"") ? "&quot;".utf8 : "&#39;".utf8)
            case 0x0A, 0x0D, 0x09, 0x0C: [0x20]
            default: [byte]
            }
        }
    }

    // MARK: - Conditions

    /// Adds `!important` where a condition would lose against what was inlined.
    private mutating func raise(_ sheet: Sheet) {
        for rule in sheet.sheet.rules {
            let selectors = rule.isConditional ? rule.selectors : rule.selectors.filter(\.isConditional)
            let concerned = styled.filter { element in selectors.contains { $0.matches(element.path) } }
            guard !concerned.isEmpty else { continue }
            for declaration in rule.declarations where !declaration.isImportant {
                guard concerned.contains(where: { $0.properties.contains { StyleDeclaration.touch($0, declaration.name) } }) else {
                    continue
                }
                let end = sheet.start + declaration.end
                edits.append(Edit(range: end..<end, text: Array(" !important".utf8)))
            }
        }
    }

    private func edited() -> FlatTemplate {
        var out = FlatTemplate(bytes: [], tags: flat.tags)
        var copied = 0
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            out.bytes += flat.bytes[copied..<edit.range.lowerBound]
            out.bytes += edit.text
            copied = edit.range.upperBound
        }
        out.bytes += flat.bytes[copied...]
        return out
    }
}
