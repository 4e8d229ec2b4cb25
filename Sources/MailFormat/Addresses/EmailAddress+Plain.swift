extension EmailAddress {
    /// The fast path: an ASCII dot-atom at a host name without any peculiarity, which is nearly every address there is.
    ///
    /// One pass, no allocation but the two strings. Whatever it does not know to be right is left to `AddressParser`, which also says what is
    /// wrong; the two must agree on everything that this one accepts.
    static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> EmailAddress? {
        guard bytes.count <= 254, bytes.count >= 3 else { return nil }
        var index = 0
        var previous = ASCII.dot
        while index < bytes.count {
            let byte = bytes[index]
            if byte == ASCII.at { break }
            guard byte.isAtext || (byte == ASCII.dot && previous != ASCII.dot) else { return nil }
            previous = byte
            index &+= 1
        }
        let at = index
        guard at > 0, at <= 64, at < bytes.count, previous != ASCII.dot else { return nil }
        var labelStart = at + 1
        var lastLabelHasLetter = false
        var upperCase = false
        index = labelStart
        while index < bytes.count {
            let byte = bytes[index]
            if byte.isASCIILetter {
                lastLabelHasLetter = true
                upperCase = upperCase || byte < 0x61
            } else if byte == ASCII.dot {
                guard isPlainLabel(bytes, labelStart, index) else { return nil }
                labelStart = index + 1
                lastLabelHasLetter = false
            } else if !byte.isASCIIDigit && byte != ASCII.hyphen {
                return nil
            }
            index &+= 1
        }
        guard labelStart > at + 1, lastLabelHasLetter, isPlainLabel(bytes, labelStart, bytes.count) else { return nil }
        let domain = UnsafeBufferPointer(rebasing: bytes[(at + 1)...])
        return EmailAddress(
            checkedLocalPart: String(decoding: UnsafeBufferPointer(rebasing: bytes[..<at]), as: UTF8.self),
            checkedDomain: upperCase ? lowercased(domain) : String(decoding: domain, as: UTF8.self)
        )
    }

    /// 1 to 63 octets, no hyphen at an edge, none in third and fourth place (A-labels and their kin take the long way).
    private static func isPlainLabel(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end > start, end - start <= 63, bytes[start] != ASCII.hyphen, bytes[end - 1] != ASCII.hyphen else { return false }
        return end - start < 4 || bytes[start + 2] != ASCII.hyphen || bytes[start + 3] != ASCII.hyphen
    }

    private static func lowercased(_ domain: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: domain.count) { output in
            for (index, byte) in domain.enumerated() { output[index] = byte.asciiLowercased }
            return domain.count
        }
    }
}
