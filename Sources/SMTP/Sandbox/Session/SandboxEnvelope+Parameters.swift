/// The ESMTP parameters of MAIL and RCPT: checked as strictly as their RFCs say, then kept.
extension SandboxEnvelope {
    /// Reads what follows the path of a MAIL command.
    ///
    /// - Throws: 501 for a value out of its grammar, 555 for a parameter not offered, 552 for a size over the limit.
    mutating func readMailParameters(
        _ line: inout SandboxLine, offered: SandboxExtensions, maxMessageSize: Int
    ) throws(SandboxRefusal) {
        var seen: Set<String> = []
        while let (keyword, value) = try Self.nextParameter(&line, seen: &seen) {
            switch keyword {
            case "SIZE" where offered.contains(.size):
                var digits = SandboxLine(value)
                guard let size = digits.number(), digits.isAtEnd else { throw Self.badValue(of: keyword) }
                guard size <= maxMessageSize else { throw SandboxRefusal(552, "5.3.4", "message over \(maxMessageSize) octets") }
                declaredSize = size
            case "BODY" where offered.contains(.eightBitMIME):
                switch Self.capitals(value) {
                case "7BIT": is8Bit = false
                case "8BITMIME": is8Bit = true
                default: throw Self.badValue(of: keyword)
                }
            case "SMTPUTF8" where offered.contains(.smtpUTF8):
                guard value.isEmpty else { throw Self.badValue(of: keyword) }
                isUTF8 = true
            case "RET" where offered.contains(.dsn):
                let word = Self.capitals(value)
                guard word == "FULL" || word == "HDRS" else { throw Self.badValue(of: keyword) }
                returnContent = word
            case "ENVID" where offered.contains(.dsn):
                // RFC 3461 §4.4: at most 100 characters, before encoding.
                guard let text = Self.xtext(value), !text.isEmpty, text.utf8.count <= 100 else { throw Self.badValue(of: keyword) }
                envelopeID = text
            default:
                throw SandboxRefusal(555, "5.5.4", "parameter \(keyword) not offered")
            }
        }
    }

    /// `BODY=8BITMIME` → (`BODY`, `8BITMIME`); nil at the end of the line.
    static func nextParameter(
        _ line: inout SandboxLine, seen: inout Set<String>
    ) throws(SandboxRefusal) -> (keyword: String, value: ArraySlice<UInt8>)? {
        if line.isAtEnd { return nil }
        let malformed = SandboxRefusal(501, "5.5.4", "malformed parameters")
        guard line.take(" ") else { throw malformed }
        let keyword = capitals(line.take { SandboxLine.isAlphanumeric($0) || $0 == UInt8(ascii: "-") })
        guard !keyword.isEmpty else { throw malformed }
        var value: ArraySlice<UInt8> = []
        if line.take("=") {
            // esmtp-value: printable, no "=" and no blank. RFC 6531 lets UTF-8 in (utf-8-addr-xtext).
            value = line.take { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "=") }
            guard !value.isEmpty else { throw malformed }
        }
        guard seen.insert(keyword).inserted else { throw SandboxRefusal(501, "5.5.4", "parameter \(keyword) given twice") }
        return (keyword, value)
    }

    static func capitals(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map(SandboxLine.upper), as: UTF8.self)
    }

    static func badValue(of keyword: String) -> SandboxRefusal {
        SandboxRefusal(501, "5.5.4", "malformed value of \(keyword)")
    }

    /// Decodes xtext (RFC 3461 §4): `+2B` for `+`. Nil where it is malformed or decodes to a control character.
    static func xtext(_ bytes: ArraySlice<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "+") {
                guard bytes.endIndex - index >= 3, let high = hexDigit(bytes[index + 1]), let low = hexDigit(bytes[index + 2]) else {
                    return nil
                }
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        guard decoded.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    /// xtext knows capitals only.
    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension SandboxEnvelope.Recipient {
    /// Reads what follows the path of a RCPT command.
    ///
    /// - Throws: 501 for a value out of its grammar, 555 for a parameter not offered.
    mutating func readParameters(_ line: inout SandboxLine, offered: SandboxExtensions) throws(SandboxRefusal) {
        var seen: Set<String> = []
        while let (keyword, value) = try SandboxEnvelope.nextParameter(&line, seen: &seen) {
            switch keyword {
            case "NOTIFY" where offered.contains(.dsn):
                let words = SandboxEnvelope.capitals(value)
                guard Self.isNotifyList(words) else { throw SandboxEnvelope.badValue(of: keyword) }
                notify = words
            case "ORCPT" where offered.contains(.dsn):
                guard let text = SandboxEnvelope.xtext(value), let semicolon = text.firstIndex(of: ";"),
                    semicolon > text.startIndex, text.index(after: semicolon) < text.endIndex
                else { throw SandboxEnvelope.badValue(of: keyword) }
                originalRecipient = text
            default:
                throw SandboxRefusal(555, "5.5.4", "parameter \(keyword) not offered")
            }
        }
    }

    /// `NEVER` alone, or each of the others at most once (RFC 3461 §4.1).
    private static func isNotifyList(_ text: String) -> Bool {
        if text == "NEVER" { return true }
        var left: Set<Substring> = ["SUCCESS", "FAILURE", "DELAY"]
        return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { left.remove($0) != nil }
    }
}
