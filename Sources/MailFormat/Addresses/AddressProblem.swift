/// Why a text is no address mailshot sends to; `description` is a phrase for a diagnostic ("two @ signs").
public enum AddressProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The two sides of the `@`.
    public enum Side: String, Hashable, Sendable {
        case localPart = "local part"
        case domain
    }

    case empty
    case notUTF8
    case noAtSign
    case severalAtSigns
    case nothingBeforeAtSign
    case nothingAfterAtSign
    /// RFC 5321 §4.5.3.1.1: at most 64 octets.
    case localPartTooLong(octets: Int)
    /// RFC 5321 §4.5.3.1.2: at most 255 octets.
    case domainTooLong(octets: Int)
    /// RFC 5321 §4.5.3.1.3: at most 254 octets, because a path has 256 with its angle brackets.
    case addressTooLong(octets: Int)
    case dotAtStart(Side)
    case dotAtEnd(Side)
    case dotsInARow(Side)
    case unclosedQuote
    /// A quoted-string that is only a piece of the local part.
    case strayQuote
    /// `Name <local@domain>` or `<local@domain>` where only `local@domain` may stand.
    case angleBrackets
    /// `local@domain(comment)`
    case comment
    /// `local@[192.0.2.1]`
    case addressLiteral
    /// `local@localhost`
    case bareHost
    /// A character that may not stand there, by its code.
    case character(UInt32, Side)
    /// CR, LF, NUL or another control, by its code.
    case control(UInt32)
    /// A zero-width, bidirectional-control, private or unassigned character, by its code.
    case invisible(UInt32, Side)
    /// A combining mark with nothing to combine with.
    case leadingMark(Side)
    /// RFC 1035 §2.3.4: at most 63 octets between dots, in A-label form.
    case labelTooLong(octets: Int)
    case hyphenAtLabelEdge
    /// `ab--…`: two hyphens in third and fourth place are kept for encodings (RFC 5891 §4.2.3.1).
    case reservedLabel(String)
    /// `xn--…` that stands for nothing.
    case invalidALabel(String)
    case underscoreInDomain
    /// A last label of digits only: an IP address, or no domain at all.
    case numericTopLevelDomain
    /// A display name that cannot be told from what follows without quotes.
    case displayName

    /// A phrase that completes "…: ".
    public var description: String {
        switch self {
        case .empty: "no address"
        case .notUTF8: "octets that are no UTF-8"
        case .noAtSign: "no @ sign"
        case .severalAtSigns: "two @ signs"
        case .nothingBeforeAtSign: "nothing before the @ sign"
        case .nothingAfterAtSign: "nothing after the @ sign"
        case .localPartTooLong(let octets): "\(octets) octets before the @ sign, more than 64"
        case .domainTooLong(let octets): "\(octets) octets after the @ sign, more than 255"
        case .addressTooLong(let octets): "\(octets) octets, more than 254"
        case .dotAtStart(let side): "a dot at the start of the \(side.rawValue)"
        case .dotAtEnd(let side): "a dot at the end of the \(side.rawValue)"
        case .dotsInARow(let side): "two dots in a row in the \(side.rawValue)"
        case .unclosedQuote: "a quotation mark that is not closed"
        case .strayQuote: "a quotation mark inside the local part"
        case .angleBrackets: "angle brackets around the address"
        case .comment: "a comment in parentheses"
        case .addressLiteral: "an IP address instead of a domain"
        case .bareHost: "no dot in the domain"
        case .character(0x20, let side): "a blank in the \(side.rawValue)"
        case .character(let code, let side): "\(Self.name(code)) in the \(side.rawValue)"
        case .control(0x0D), .control(0x0A): "a line break"
        case .control(let code): "a control character (\(Self.hex(code)))"
        case .invisible(let code, let side): "an invisible or unassigned character (\(Self.hex(code))) in the \(side.rawValue)"
        case .leadingMark(let side): "a combining mark at the start of the \(side.rawValue)"
        case .labelTooLong(let octets): "\(octets) octets between two dots of the domain, more than 63"
        case .hyphenAtLabelEdge: "a hyphen next to a dot or at an end of the domain"
        case .reservedLabel(let label): "'\(label)' in the domain, with two hyphens in a reserved place"
        case .invalidALabel(let label): "'\(label)' in the domain, which is no valid encoded label"
        case .underscoreInDomain: "an underscore in the domain"
        case .numericTopLevelDomain: "a domain that ends in a number"
        case .displayName: "a display name that needs quotation marks"
        }
    }

    /// A printable ASCII character in quotes, any other by its code only: the phrase goes to terminals.
    private static func name(_ code: UInt32) -> String {
        guard code > 0x20, code < 0x7F, let scalar = Unicode.Scalar(code) else { return hex(code) }
        return "'\(scalar)'"
    }

    private static func hex(_ code: UInt32) -> String {
        let digits = String(code, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
