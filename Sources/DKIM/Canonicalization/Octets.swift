extension UInt8 {
    static let tab: UInt8 = 0x09
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let colon: UInt8 = 0x3A

    /// WSP of RFC 5234: space or tab.
    var isBlank: Bool { self == .space || self == .tab }

    /// What FWS is made of (RFC 6376 §2.8).
    var isFoldingWhitespace: Bool { isBlank || self == .cr || self == .lf }

    var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// ASCII only.
    var lowercased: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
}

extension [UInt8] {
    /// A range without the folding white space at either end.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower < upper, self[lower].isFoldingWhitespace { lower += 1 }
        while lower < upper, self[upper - 1].isFoldingWhitespace { upper -= 1 }
        return lower..<upper
    }
}
