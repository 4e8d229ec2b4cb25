/// The two gates between a value and the wire. They share nothing, so that one of them being wrong is not enough for a header to be injected.
enum HeaderGate {
    /// First gate, before anything is encoded: no control character but the tab, in UTF-8.
    ///
    /// CR, LF and NUL are the ones that harm; the others have no business in a header either (C1 controls included).
    static func check(_ value: [UInt8]) throws(HeaderProblem) {
        var index = 0
        while index < value.count {
            let byte = value[index]
            if byte.isASCIIControl, byte != ASCII.tab { throw .control(UInt32(byte)) }
            if byte == 0xC2, index + 1 < value.count, value[index + 1] < 0xA0 { throw .control(UInt32(value[index + 1])) }
            index += 1
        }
    }

    /// Second gate, over the octets about to be written: every line ends in CRLF and is at most 998 octets, starts with a field name or is a
    /// continuation with more than blanks in it, and holds no control but the tab.
    ///
    /// SeeAlso: RFC 5322 §2.1.1, §2.2.3, §3.2.2
    static func isSafe(_ section: [UInt8]) -> Bool {
        section.withUnsafeBufferPointer { bytes in
            var lineStart = 0
            var onlyBlanks = true
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                if byte > 0x20 {
                    if byte == 0x7F { return false }
                    onlyBlanks = false
                } else if byte == ASCII.cr {
                    guard index + 1 < bytes.count, bytes[index + 1] == ASCII.lf else { return false }
                    guard !onlyBlanks, index - lineStart <= HeaderSection.longestLine else { return false }
                    index += 1
                    lineStart = index + 1
                    onlyBlanks = true
                } else if !byte.isBlank {
                    return false
                }
                index += 1
            }
            // The section starts with a name and ends at a line's end.
            return lineStart == bytes.count && !(bytes.first?.isBlank ?? false)
        }
    }
}
