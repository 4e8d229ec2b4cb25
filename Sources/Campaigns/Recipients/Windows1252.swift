/// The code page Windows uses for Western European text, as browsers read it: 81, 8D, 8F, 90 and 9D, which it leaves open, are the
/// C1 controls of those numbers.
///
/// SeeAlso: WHATWG Encoding Standard, index windows-1252
enum Windows1252 {
    /// Code points of 80 to 9F; all others are those of ISO 8859-1.
    private static let c1: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    ]

    /// The text these bytes stand for; there are none it does not know.
    static func decode(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.map { (0x80...0x9F).contains($0) ? c1[Int($0 - 0x80)] : UInt16($0) }, as: UTF16.self)
    }
}
