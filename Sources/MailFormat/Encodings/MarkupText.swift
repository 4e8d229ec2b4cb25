/// Text as it stands in HTML.
public enum MarkupText {
    /// Text between tags and inside of quoted attribute values: it ends neither, and begins nothing.
    ///
    /// Controls that no HTML may contain (HTML Living Standard §13.2.3.5) become U+FFFD.
    public static func escaped(_ text: String) -> String {
        var out = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}": out += "\u{FFFD}"
            default: out.unicodeScalars.append(character)
            }
        }
        return out
    }
}
