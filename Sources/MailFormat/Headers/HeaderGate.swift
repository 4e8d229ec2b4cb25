/// The two gates between a value and the wire. They share nothing, so that one of them being wrong is not enough for a header to be injected.
enum HeaderGate {
    /// First gate, before anything is encoded: no control character but the tab, in UTF-8.
    ///
    /// CR, LF and NUL are the ones that harm; the others have no business in a header either (C1 controls included).
    static func check(_ value: [UInt8]) throws(HeaderProblem) {
        for (index, byte) in value.enumerated() {
            if byte.isASCIIControl, byte != ASCII.tab { throw .control(UInt32(byte)) }
            if byte == 0xC2, index + 1 < value.count, value[index + 1] < 0xA0 { throw .control(UInt32(value[index + 1])) }
        }
    }

    /// Second gate, over the octets about to be written: every line ends in CRLF and is at most 998 octets, starts with a field name or is a
    /// continuation with more than blanks in it, and holds no control but the tab.
    ///
    /// SeeAlso: RFC 5322 §2.1.1, §2.2.3, §3.2.2
    static func isSafe(_ section: [UInt8]) -> Bool {
        section.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, let first = bytes.first else { return true }
            let raw = UnsafeRawPointer(base)
            if first.isBlank { return false }
            var lineStart = 0
            while lineStart < bytes.count {
                let end = firstControl(raw, from: lineStart, count: bytes.count)
                guard end + 1 < bytes.count, bytes[end] == ASCII.cr, bytes[end + 1] == ASCII.lf else { return false }
                guard end - lineStart <= HeaderSection.longestLine, bytes[lineStart..<end].contains(where: { !$0.isBlank }) else {
                    return false
                }
                lineStart = end + 2
            }
            return true
        }
    }

    /// The index of the first control but the tab, or `count`.
    private static func firstControl(_ raw: UnsafeRawPointer, from start: Int, count: Int) -> Int {
        var index = start
        while index + 8 <= count {
            let eight = EightOctets(raw, at: index)
            let controls = (eight.below(0x20) | eight.equal(to: 0x7F)) & ~eight.equal(to: ASCII.tab)
            if controls != 0 { return index + EightOctets.first(of: controls) }
            index += 8
        }
        while index < count {
            let byte = raw.load(fromByteOffset: index, as: UInt8.self)
            if byte.isASCIIControl, byte != ASCII.tab { return index }
            index += 1
        }
        return count
    }
}
