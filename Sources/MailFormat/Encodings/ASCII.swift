/// The octets mail grammar talks about, by name.
enum ASCII {
    static let nul: UInt8 = 0x00
    static let tab: UInt8 = 0x09
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let dot = UInt8(ascii: ".")
    static let hyphen = UInt8(ascii: "-")
    static let at = UInt8(ascii: "@")
    static let equals = UInt8(ascii: "=")
    static let underscore = UInt8(ascii: "_")
    static let questionMark = UInt8(ascii: "?")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let comma = UInt8(ascii: ",")
    static let lessThan = UInt8(ascii: "<")
    static let greaterThan = UInt8(ascii: ">")
}

extension UInt8 {
    /// `A…Z`, `a…z`
    var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }
    /// `0…9`
    var isASCIIDigit: Bool { self &- 0x30 < 10 }
    /// SP or HTAB: `WSP` of RFC 5234.
    var isBlank: Bool { self == ASCII.space || self == ASCII.tab }
    /// C0 controls and DEL.
    var isASCIIControl: Bool { self < 0x20 || self == 0x7F }

    /// The letter in lower case; anything else unchanged.
    var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// `atext` of RFC 5322 §3.2.3: what an unquoted local part or display name is made of.
    var isAtext: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"): true
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "?"): true
        case UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"): true
        case UInt8(ascii: "~"): true
        default: false
        }
    }

    /// The value of a hexadecimal digit of either case, or nil.
    var hexDigitValue: UInt8? {
        if self &- 0x30 < 10 { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter &+ 10 : nil
    }

    /// The upper-case hexadecimal digit of a value below 16.
    @inline(__always)
    static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x37 &+ value }
}
