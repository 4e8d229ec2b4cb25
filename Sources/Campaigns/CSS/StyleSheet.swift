/// A style sheet, read as far as inlining needs it: its rules, and which of them hold only at times.
///
/// Comments are blanked out first, so that offsets stay those of the source. What cannot be understood is passed over, as the standard
/// wants it: it stays in its `<style>`, and nothing is inlined from it. One pass; nesting deeper than a few levels is passed over too.
///
/// SeeAlso: https://www.w3.org/TR/css-syntax-3/
struct StyleSheet {
    /// `td, .cell a { color: #333 }`
    struct Rule {
        var selectors: [StyleSelector]
        var declarations: [StyleDeclaration]
        /// Whether it stands inside `@media` or `@supports`.
        var isConditional: Bool
    }

    private(set) var rules: [Rule] = []
    private let bytes: [UInt8]

    /// Conditions inside conditions that are looked into.
    private static let deepest = 4

    /// A sheet from its text.
    ///
    /// - Parameter isConditional: whether the whole sheet holds at times only: `<style media="print">`.
    init(_ source: some Collection<UInt8>, isConditional: Bool = false) {
        bytes = CSSText.withoutComments(Array(source))
        read(bytes.indices, isConditional: isConditional, depth: 0)
    }

    private mutating func read(_ range: Range<Int>, isConditional: Bool, depth: Int) {
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index].isCSSBlank {
                index += 1
                continue
            }
            if let mark = ["<!--", "-->"].first(where: { bytes[index..<range.upperBound].starts(with: $0.utf8) }) {
                index += mark.utf8.count
                continue
            }
            let isAtRule = bytes[index] == UInt8(ascii: "@")
            let prelude = CSSText.run(
                in: bytes, index..<range.upperBound, until: isAtRule ? [UInt8(ascii: "{"), UInt8(ascii: ";")] : [UInt8(ascii: "{")])
            guard prelude.upperBound < range.upperBound, bytes[prelude.upperBound] == UInt8(ascii: "{") else {
                index = prelude.upperBound + 1
                continue
            }
            let inside = CSSText.run(in: bytes, prelude.upperBound + 1..<range.upperBound, until: [UInt8(ascii: "}")])
            index = inside.upperBound + 1
            if !isAtRule {
                add(prelude, inside, isConditional: isConditional)
            } else if Self.isCondition(bytes[prelude]), depth < Self.deepest {
                read(inside, isConditional: true, depth: depth + 1)
            }
        }
    }

    private mutating func add(_ prelude: Range<Int>, _ inside: Range<Int>, isConditional: Bool) {
        let selectors = CSSText.split(bytes, prelude, at: UInt8(ascii: ",")).compactMap { StyleSelector(bytes[$0]) }
        guard !selectors.isEmpty else { return }
        let declarations = StyleDeclaration.list(in: bytes, inside)
        rules.append(Rule(selectors: selectors, declarations: declarations, isConditional: isConditional))
    }

    /// `@media screen`, `@supports (display: grid)`; not `@font-face` and the others.
    private static func isCondition(_ prelude: ArraySlice<UInt8>) -> Bool {
        let name = String(decoding: prelude.dropFirst().prefix { !$0.isCSSBlank && $0 != UInt8(ascii: "(") }, as: UTF8.self).lowercased()
        return name == "media" || name == "supports"
    }
}
