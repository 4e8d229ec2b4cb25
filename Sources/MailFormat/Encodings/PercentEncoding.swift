/// Percent-encoding of text inside URLs.
///
/// SeeAlso: RFC 3986 §2.1
public enum PercentEncoding {
    /// Which octets stay as they are.
    public enum Kept: Sendable {
        /// `A–Z a–z 0–9 - . _ ~` only: right for a value in a path segment, a query or a fragment.
        case unreserved
        /// What a whole, already written URL may hold (unreserved, reserved and `%`): makes a URL with blanks or letters beyond ASCII
        /// safe to send and leaves the rest alone.
        case url
    }

    /// The encoded form, with upper-case digits.
    public static func encode(_ text: some StringProtocol, keeping kept: Kept = .unreserved) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count)
        encode(text.utf8, keeping: kept, into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends the encoded form.
    public static func encode(_ bytes: some Sequence<UInt8>, keeping kept: Kept = .unreserved, into out: inout [UInt8]) {
        for byte in bytes {
            if isUnreserved(byte) || (kept == .url && isReserved(byte)) {
                out.append(byte)
            } else {
                out.append(UInt8(ascii: "%"))
                out.append(UInt8.hexDigit(byte >> 4))
                out.append(UInt8.hexDigit(byte & 0x0F))
            }
        }
    }

    /// The octets behind an encoded text, or nil where a `%` is not followed by two hexadecimal digits.
    ///
    /// A `+` stays a `+`, unless `formEncoded` says that it means a blank (`application/x-www-form-urlencoded`).
    public static func decode(_ text: some StringProtocol, formEncoded: Bool = false) -> [UInt8]? {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count)
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.next()?.hexDigitValue, let low = rest.next()?.hexDigitValue else { return nil }
                out.append(high << 4 | low)
            } else {
                out.append(formEncoded && byte == UInt8(ascii: "+") ? ASCII.space : byte)
            }
        }
        return out
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || byte == ASCII.hyphen || byte == ASCII.dot || byte == ASCII.underscore
            || byte == UInt8(ascii: "~")
    }

    private static func isReserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "["), UInt8(ascii: "]"): true
        case UInt8(ascii: "@"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("): true
        case UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="): true
        case UInt8(ascii: "%"): true
        default: false
        }
    }
}
