/// Which elements a rule styles: types, classes, identifiers and attributes, below or directly below one another.
///
/// Pseudo-classes and pseudo-elements (`a:hover`, `td::before`) cannot be written into a `style` attribute; such a selector knows which
/// elements it would mean and is conditional.
///
/// ## Limits
/// Sibling combinators (`+`, `~`), escapes, namespaces and a bare `*` as the last word are not understood: their rules stay where they are.
///
/// SeeAlso: https://www.w3.org/TR/selectors-3/
struct StyleSelector: Hashable {
    /// `td.cell[align=left]`
    struct Compound: Hashable {
        var type: String?
        var id: String?
        var classes: [String] = []
        var attributes: [AttributeTest] = []
        var isUniversal = false
    }

    /// `[align=left]`
    struct AttributeTest: Hashable {
        var name: String
        /// `=`, `~`, `|`, `^`, `$` or `*`; nil where it need only be there.
        var relation: UInt8?
        var value = ""
    }

    /// Leftmost first.
    private(set) var compounds: [Compound] = []
    /// Whether each compound but the first stands directly below the one before.
    private(set) var isChild: [Bool] = []
    /// Whether it holds at times only.
    private(set) var isConditional = false
    /// Identifiers, then classes and attributes, then types.
    private(set) var specificity = 0

    private static let longest = 24

    /// A selector from its text; nil for one that is not understood.
    init?(_ text: ArraySlice<UInt8>) {
        var reader = SelectorReader(Array(text))
        reader.skipBlanks()
        while !reader.isAtEnd {
            if !compounds.isEmpty { isChild.append(reader.takeChildCombinator()) }
            guard let (compound, hasPseudo) = reader.compound(), compounds.count < Self.longest else { return nil }
            isConditional = isConditional || hasPseudo
            compounds.append(compound)
            specificity += compound.specificity
            guard reader.isAtEnd || reader.isAtCombinator else { return nil }
            if reader.isAtTrailingBlanks { break }
        }
        guard let last = compounds.last, !(last.isUniversal && last.specificity == 0), last != Compound() else { return nil }
    }

    /// Whether it means the last of some elements, each inside the one before.
    func matches(_ path: [StyledElement]) -> Bool {
        guard let element = path.last, let last = compounds.last, last.matches(element) else { return false }
        // The places the compounds read so far may stand at, from the right; all at once, so that nothing is tried twice.
        var places = [path.count - 1]
        for index in compounds.indices.dropLast().reversed() {
            let compound = compounds[index]
            let candidates = isChild[index] ? places.map { $0 - 1 } : Array(0..<(places.last ?? 0))
            places = candidates.filter { $0 >= 0 && compound.matches(path[$0]) }
            if places.isEmpty { return false }
        }
        return true
    }
}

extension StyleSelector.Compound {
    var specificity: Int { (id == nil ? 0 : 1 << 16) + (classes.count + attributes.count) << 8 + (type == nil ? 0 : 1) }

    func matches(_ element: StyledElement) -> Bool {
        (type == nil || type == element.name) && (id == nil || id == element.id) && classes.allSatisfy(element.classes.contains)
            && attributes.allSatisfy { $0.matches(element) }
    }
}

extension StyleSelector.AttributeTest {
    func matches(_ element: StyledElement) -> Bool {
        guard let found = element.attributes[name] else { return false }
        guard let relation else { return true }
        guard let text = found, !value.isEmpty || relation == UInt8(ascii: "=") else { return false }
        switch relation {
        case UInt8(ascii: "="): return text == value
        case UInt8(ascii: "~"): return text.split(whereSeparator: \.isWhitespace).contains { $0 == value }
        case UInt8(ascii: "|"): return text == value || text.hasPrefix(value + "-")
        case UInt8(ascii: "^"): return text.hasPrefix(value)
        case UInt8(ascii: "$"): return text.hasSuffix(value)
        default: return text.contains(value)
        }
    }
}
