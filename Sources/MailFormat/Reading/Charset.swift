import Foundation

/// Octets of a charset into text.
public enum Charset {
    /// The text; UTF-8 where the octets are UTF-8, then the charset as named, then ISO-8859-1, so that there always is some.
    ///
    /// - Parameter charset: an IANA name of either case, as in `charset=` or an encoded-word.
    public static func text(_ bytes: [UInt8], charset: String) -> String {
        let name = charset.lowercased()
        // ISO-2022-JP is seven bit: it would pass for UTF-8.
        if !name.hasPrefix("iso-2022"), let text = String(validating: bytes, as: UTF8.self) { return text }
        if let encoding = encodings[name], let text = String(bytes: bytes, encoding: encoding) { return text }
        if name.hasPrefix("utf-8") || name == "utf8" { return String(decoding: bytes, as: UTF8.self) }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    private static let encodings: [String: String.Encoding] = [
        "iso-2022-jp": .iso2022JP, "shift_jis": .shiftJIS, "x-sjis": .shiftJIS, "sjis": .shiftJIS, "cp932": .shiftJIS,
        "windows-31j": .shiftJIS, "euc-jp": .japaneseEUC,
        "windows-1250": .windowsCP1250, "windows-1251": .windowsCP1251, "windows-1252": .windowsCP1252, "windows-1253": .windowsCP1253,
        "windows-1254": .windowsCP1254, "iso-8859-2": .isoLatin2, "utf-16": .utf16, "utf-16le": .utf16LittleEndian,
        "utf-16be": .utf16BigEndian,
    ]
}
