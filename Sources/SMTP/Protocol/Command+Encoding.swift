import MailFormat

extension Command {
    /// Longest line, CRLF included: 512 octets, and what SIZE, BODY, SMTPUTF8, REQUIRETLS, RET, ENVID, NOTIFY and ORCPT add
    /// (RFC 5321 §4.5.3.1.4, RFC 3461 §4.1…4.4, RFC 6531 §3.4, RFC 8689 §3). AUTH lines have their own, RFC 4954 §4.
    static let lineLimit = 512 + 26 + 16 + 10 + 11 + 9 + 107 + 28 + 501
    static let authLineLimit = 12_288

    /// Appends the line and its CRLF, or nothing.
    ///
    /// - Throws: `CommandProblem` where an argument could be read as anything but itself.
    func encode(into bytes: inout [UInt8]) throws(CommandProblem) {
        let start = bytes.count
        do throws(CommandProblem) {
            try encodeLine(into: &bytes)
            bytes.append(0x0D)
            bytes.append(0x0A)
            let limit = stage == .auth ? Self.authLineLimit : Self.lineLimit
            guard bytes.count - start <= limit else { throw .tooLong }
        } catch {
            bytes.removeSubrange(start...)
            throw error
        }
    }

    private func encodeLine(into bytes: inout [UInt8]) throws(CommandProblem) {
        switch self {
        case .ehlo(let name):
            bytes += "EHLO ".utf8
            try Self.appendWord(name, to: &bytes)
        case .helo(let name):
            bytes += "HELO ".utf8
            try Self.appendWord(name, to: &bytes)
        case .startTLS:
            bytes += "STARTTLS".utf8
        case .auth(let mechanism, let initialResponse):
            bytes += "AUTH ".utf8
            try Self.appendWord(mechanism, to: &bytes)
            if let initialResponse {
                bytes.append(0x20)
                try Self.appendBase64(initialResponse, to: &bytes)
            }
        case .authResponse(let response):
            try Self.appendBase64(response, to: &bytes)
        case .authCancel:
            bytes.append(0x2A)
        case .mail(let path, let parameters):
            bytes += "MAIL FROM:<".utf8
            if case .address(let address) = path { try Self.appendAddress(address, to: &bytes) }
            bytes.append(0x3E)
            if let size = parameters.size { bytes += " SIZE=\(size)".utf8 }
            if parameters.eightBitMIME { bytes += " BODY=8BITMIME".utf8 }
            if parameters.smtpUTF8 { bytes += " SMTPUTF8".utf8 }
            if parameters.requireTLS { bytes += " REQUIRETLS".utf8 }
            if parameters.returnsHeaders { bytes += " RET=HDRS".utf8 }
            if let envelopeID = parameters.envelopeID {
                bytes += " ENVID=".utf8
                XText.encode(envelopeID, into: &bytes)
            }
        case .rcpt(let address, let parameters):
            bytes += "RCPT TO:<".utf8
            try Self.appendAddress(address, to: &bytes)
            bytes.append(0x3E)
            if parameters.notifies { bytes += " NOTIFY=FAILURE,DELAY".utf8 }
            if parameters.originalRecipient {
                // RFC 6533 §3 has a form of its own for what ASCII cannot hold; leaving ORCPT out is always allowed.
                if !address.needsSMTPUTF8 {
                    bytes += " ORCPT=rfc822;".utf8
                    XText.encode(address.description, into: &bytes)
                }
            }
        case .data: bytes += "DATA".utf8
        case .bdat(let size): bytes += "BDAT \(size) LAST".utf8
        case .rset: bytes += "RSET".utf8
        case .quit: bytes += "QUIT".utf8
        }
    }

    /// A path's address: no control, and a blank or angle bracket inside quotes only.
    private static func appendAddress(_ address: EmailAddress, to bytes: inout [UInt8]) throws(CommandProblem) {
        let start = bytes.count
        bytes += address.localPart.utf8
        bytes.append(0x40)
        bytes += address.domain.utf8
        guard isSafe(path: bytes[start...]) else { throw .unsafeArgument("address") }
    }

    /// Whether an address, between the angle brackets of a path, is read as that and nothing else.
    private static func isSafe(path: ArraySlice<UInt8>) -> Bool {
        var quoted = false
        var escaped = false
        for byte in path {
            if byte < 0x20 || byte == 0x7F { return false }
            if escaped {
                escaped = false
            } else if quoted {
                if byte == 0x5C { escaped = true } else if byte == 0x22 { quoted = false }
            } else if byte == 0x22 {
                quoted = true
            } else if byte == 0x20 || byte == 0x3C || byte == 0x3E || byte == 0x5C {
                return false
            }
        }
        return !quoted && path.count > 2
    }

    private static func appendWord(_ word: String, to bytes: inout [UInt8]) throws(CommandProblem) {
        let start = bytes.count
        bytes += word.utf8
        guard bytes.count > start, bytes[start...].allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .unsafeArgument("name")
        }
    }

    private static func appendBase64(_ secret: Secret, to bytes: inout [UInt8]) throws(CommandProblem) {
        let start = bytes.count
        bytes += secret.reveal()
        let isBase64 = bytes[start...].allSatisfy {
            (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
                || $0 == 0x2B || $0 == 0x2F || $0 == 0x3D
        }
        guard isBase64 else { throw .unsafeArgument("AUTH response") }
    }
}

/// The encoding of ENVID and ORCPT: what is not printable ASCII, and `+` and `=`, becomes `+` and two hexadecimal digits.
///
/// SeeAlso: RFC 3461 §4
enum XText {
    /// Appends a text, encoded.
    static func encode(_ text: String, into bytes: inout [UInt8]) {
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7F, byte != 0x2B, byte != 0x3D {
                bytes.append(byte)
            } else {
                bytes.append(0x2B)
                bytes.append(digit(byte >> 4))
                bytes.append(digit(byte & 15))
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }
}
