/// Where the preview line and the tracking pixel go.
enum HTMLInsertion {
    /// Offset behind `<body …>`; without one behind `</head>`, or behind the declarations at the top.
    static func preheaderOffset(in tokens: [HTMLToken]) -> Int {
        var afterHead: Int?
        var afterTop = 0
        var isTop = true
        for token in tokens {
            switch token {
            case .start(let tag) where tag.name == "body": return tag.range.upperBound
            case .end(let tag) where tag.name == "head": afterHead = tag.range.upperBound
            case .declaration where isTop: afterTop = token.range.upperBound
            case .start(let tag) where isTop && tag.name == "html": afterTop = tag.range.upperBound
            case .text, .comment: continue
            default: isTop = false
            }
        }
        return afterHead ?? afterTop
    }

    /// Offset before the last `</body>`; without one before the last `</html>`, or the end.
    static func pixelOffset(in tokens: [HTMLToken], end: Int) -> Int {
        let ends = tokens.compactMap { if case .end(let tag) = $0 { tag } else { nil } }
        let last = ends.last { $0.name == "body" } ?? ends.last { $0.name == "html" }
        return last?.range.lowerBound ?? end
    }

    /// The element that holds a preview line no reader shows in the message itself.
    static let preheaderStart =
        #"<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all">"#
    static let preheaderEnd = "</div>"

    /// The image around the handle; the empty alternative text keeps it silent for screen readers.
    static func pixelStart(base: String) -> String {
        var url: [UInt8] = []
        Escaping.html.append(base + "/o/", to: &url)
        return #"<img src=""# + String(decoding: url, as: UTF8.self)
    }
    /// The link around the handle that nobody sees, hears or reaches by key.
    static func honeypotStart(base: String) -> String {
        var url: [UInt8] = []
        Escaping.html.append(base + "/h/", to: &url)
        return #"<a href=""# + String(decoding: url, as: UTF8.self)
    }
    static let honeypotEnd = #"" rel="nofollow" tabindex="-1" aria-hidden="true" style="display:none;mso-hide:all"></a>"#
    static let pixelEnd = #".gif" width="1" height="1" alt="" style="border:0">"#
}
