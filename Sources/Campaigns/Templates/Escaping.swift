import MailFormat

/// How a value is made harmless where it stands.
///
/// swift-mustache escapes by Character, so that a quotation mark with a combining accent passes unescaped and ends an attribute; here it is
/// done by octet.
enum Escaping: Hashable, Sendable {
    /// As it is: plain text.
    case none
    /// As it is, and refused where it holds a control character.
    case header
    /// `& < > " '` as character references: HTML text and quoted attributes.
    case html
    /// As iCalendar text: backslash, comma, semicolon and line ends escaped (RFC 5545 §3.3.11).
    case calendar
    /// Percent-encoded, in plain text.
    case url(URLPart)
    /// Percent-encoded, in `href` and `src`, and escaped for the attribute.
    case htmlURL(URLPart)

    /// What of a URL a value is.
    enum URLPart: Hashable, Sendable {
        /// It begins the URL: only what cannot stand in a URL is encoded, and its scheme is checked.
        case whole
        /// It is in the path: `/ : @` stay as well as letters, digits and `-._~` (RFC 3986 §3.3).
        case path
        /// It is in the host, the query or the fragment: everything but letters, digits and `-._~` is encoded.
        case component
    }

    /// Appends a value.
    func append(_ value: String, to out: inout [UInt8]) {
        var value = value
        value.withUTF8 { append($0, to: &out) }
    }

    /// Appends a value's octets.
    func append(_ value: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        switch self {
        case .none, .header: out.append(contentsOf: value)
        case .html: Self.appendHTML(value, to: &out)
        case .calendar: Self.appendCalendar(value, to: &out)
        case .url(let part): Self.appendURL(value, part, to: &out)
        case .htmlURL(.whole):
            var encoded: [UInt8] = []
            Self.appendURL(value, .whole, to: &encoded)
            encoded.withUnsafeBufferPointer { Self.appendHTML($0, to: &out) }
        case .htmlURL(let part): Self.appendURL(value, part, to: &out)
        }
    }

    private static func appendCalendar(_ value: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        for byte in value {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: ";"): out += [UInt8(ascii: "\\"), byte]
            case 0x0A: out += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0x0D: continue
            default: out.append(byte)
            }
        }
    }

    private static func appendURL(_ value: UnsafeBufferPointer<UInt8>, _ part: URLPart, to out: inout [UInt8]) {
        switch part {
        case .whole: PercentEncoding.encode(value, keeping: .url, into: &out)
        case .component: PercentEncoding.encode(value, keeping: .unreserved, into: &out)
        case .path:
            for byte in value {
                if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "@") || byte == UInt8(ascii: ":") {
                    out.append(byte)
                } else {
                    PercentEncoding.encode(CollectionOfOne(byte), keeping: .unreserved, into: &out)
                }
            }
        }
    }

    private static func appendHTML(_ value: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        var start = 0
        for index in value.indices {
            guard let reference = reference(for: value[index]) else { continue }
            out.append(contentsOf: UnsafeBufferPointer(rebasing: value[start..<index]))
            out.append(contentsOf: reference.utf8Start, count: reference.utf8CodeUnitCount)
            start = index + 1
        }
        out.append(contentsOf: UnsafeBufferPointer(rebasing: value[start...]))
    }

    private static func reference(for byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(contentsOf start: UnsafePointer<UInt8>, count: Int) {
        append(contentsOf: UnsafeBufferPointer(start: start, count: count))
    }
}
