/// A forward- or reverse-path as MAIL and RCPT carry it.
///
/// SeeAlso: RFC 5321 §4.1.2 (grammar), §4.5.3.1 (64, 255 and 256 octets), RFC 6531 §3.3
struct SandboxPath: Hashable {
    /// Without angle brackets and source route; empty for `<>`.
    var address: String
    /// The local part, for the script; `postmaster` may stand alone.
    var localPart: ArraySlice<UInt8>
    /// Whether it holds octets over 127.
    var isUTF8: Bool

    /// Reads `<…>` at the start of `line`; nil where the grammar is broken.
    init?(_ line: inout SandboxLine) {
        guard line.take("<") else { return nil }
        if line.take(">") {
            address = ""
            localPart = []
            isUTF8 = false
            return
        }
        guard Self.skipSourceRoute(&line) else { return nil }
        let whole = line.rest
        guard Self.skipLocalPart(&line) else { return nil }
        let local = whole[..<line.rest.startIndex]
        guard local.count <= 64 else { return nil }
        if line.take("@") {
            let start = line.rest.startIndex
            guard Self.skipDomain(&line), line.rest.startIndex - start <= 255 else { return nil }
        } else {
            // RFC 5321 §4.1.1.3: the only name that may come without a domain.
            guard local.map(SandboxLine.upper) == Array("POSTMASTER".utf8) else { return nil }
        }
        let mailbox = whole[..<line.rest.startIndex]
        guard mailbox.count <= 254, line.take(">"), let text = String(validating: mailbox, as: UTF8.self) else { return nil }
        address = text
        localPart = local
        isUTF8 = mailbox.contains { $0 >= 0x80 }
    }

    /// `@a.example,@b.example:` is accepted and ignored (RFC 5321 appendix C).
    private static func skipSourceRoute(_ line: inout SandboxLine) -> Bool {
        guard line.take("@") else { return true }
        guard skipDomain(&line) else { return false }
        while line.take(",") {
            guard line.take("@"), skipDomain(&line) else { return false }
        }
        return line.take(":")
    }

    /// Dot-string or quoted-string.
    private static func skipLocalPart(_ line: inout SandboxLine) -> Bool {
        guard line.take("\"") else {
            repeat {
                if line.take(while: isAtomText).isEmpty { return false }
            } while line.take(".")
            return true
        }
        while !line.take("\"") {
            // qtext, or the second half of a quoted pair: a printable character or a blank.
            _ = line.take("\\")
            guard let byte = line.takeByte(), byte >= 0x20, byte != 0x7F else { return false }
        }
        return true
    }

    /// Domain or address literal.
    static func skipDomain(_ line: inout SandboxLine) -> Bool {
        if line.take("[") {
            let literal = line.take {
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "\\")
            }
            return !literal.isEmpty && line.take("]")
        }
        repeat {
            let label = line.take { SandboxLine.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 >= 0x80 }
            let hyphen = UInt8(ascii: "-")
            if label.isEmpty || label.count > 63 || label.first == hyphen || label.last == hyphen { return false }
        } while line.take(".")
        return true
    }

    /// atext of RFC 5322 §3.2.3, and UTF-8 (RFC 6531 §3.3).
    private static func isAtomText(_ byte: UInt8) -> Bool {
        if SandboxLine.isAlphanumeric(byte) || byte >= 0x80 { return true }
        return switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "?"),
            UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
