/// Why a value cannot become a header field; `description` is a phrase for a diagnostic.
public enum HeaderProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// CR, LF, NUL or another control character, by its code.
    case control(UInt32)
    /// A field name that is empty, too long (77 octets), or holds a colon, a blank or anything beyond printable ASCII.
    case name(String)
    /// A field that a message may have only once (RFC 5322 §3.6) came again.
    case repeated(String)
    /// A word of structured text that no line can hold (998 octets).
    case unfoldable(length: Int)
    /// Structured text with a character beyond ASCII.
    case notASCII
    /// A field that lists addresses, without any.
    case noMailboxes

    /// A phrase that completes "…: ".
    public var description: String {
        switch self {
        case .control(0x0D), .control(0x0A): "a line break in a header value"
        case .control(let code): "a control character (U+\(Self.hex(code))) in a header value"
        case .name(let name): "\(name.debugDescription) is no name for a header field or parameter"
        case .repeated(let name): "a second \(name) field"
        case .unfoldable(let length): "a word of \(length) characters in a header value, which no line can hold"
        case .notASCII: "a character beyond ASCII where a header allows none"
        case .noMailboxes: "no address in a field that needs one"
        }
    }

    private static func hex(_ code: UInt32) -> String {
        let digits = String(code, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
