/// A piece of an HTML source. Ranges are octets of the source; the ranges of all tokens, one after another, are the source.
enum HTMLToken: Hashable, Sendable {
    /// Character data; character references are not decoded.
    case text(Range<Int>)
    case start(HTMLStartTag)
    case end(HTMLEndTag)
    /// The inside of an element whose content is no markup: script, style, title, textarea …
    case rawText(Range<Int>, element: String)
    /// `<!-- … -->`, conditional comments included.
    case comment(Range<Int>)
    /// `<!DOCTYPE …>`, `<![if …]>`, `<?xml …?>`, `</>` and a CDATA section: no content of their own.
    case declaration(Range<Int>)

    var range: Range<Int> {
        switch self {
        case .text(let range), .rawText(let range, _), .comment(let range), .declaration(let range): range
        case .start(let tag): tag.range
        case .end(let tag): tag.range
        }
    }
}

/// `<a href="…" …>`
struct HTMLStartTag: Hashable, Sendable {
    var range: Range<Int>
    /// In lower case.
    var name: String
    var attributes: [HTMLAttribute]
    /// Whether `/>` ends it.
    var isSelfClosing: Bool

    /// The first attribute of a name, which is the one that counts.
    func attribute(_ name: String) -> HTMLAttribute? { attributes.first { $0.name == name } }
}

/// `</a>`
struct HTMLEndTag: Hashable, Sendable {
    var range: Range<Int>
    /// In lower case.
    var name: String
}

/// `href="…"`
struct HTMLAttribute: Hashable, Sendable {
    /// In lower case.
    var name: String
    var nameRange: Range<Int>
    /// What stands between the quotes; nil where there is no `=`.
    var value: Range<Int>?
    /// `"` or `'`; nil for a value without quotes.
    var quote: UInt8?
}
