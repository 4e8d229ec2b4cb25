/// What a record is about (RFC 1035 §3.2.2, RFC 3596 §2.1).
public struct RecordType: Hashable, Sendable {
    /// The number on the wire.
    public var number: UInt16

    /// A type by its number.
    public init(number: UInt16) {
        self.number = number
    }

    /// An IPv4 address.
    public static let a = RecordType(number: 1)
    /// The canonical name behind an alias.
    public static let cname = RecordType(number: 5)
    /// The start of a zone: says how long a "no" may be remembered.
    public static let soa = RecordType(number: 6)
    /// A name, most often of an address.
    public static let ptr = RecordType(number: 12)
    /// A host that takes a domain's mail.
    public static let mx = RecordType(number: 15)
    /// Text.
    public static let txt = RecordType(number: 16)
    /// An IPv6 address.
    public static let aaaa = RecordType(number: 28)
}

/// What a record says.
public enum RecordData: Hashable, Sendable {
    /// Four octets of an IPv4 address.
    case a([UInt8])
    /// Sixteen octets of an IPv6 address.
    case aaaa([UInt8])
    case cname(DNSName)
    case ptr(DNSName)
    /// A mail exchange; the smallest preference comes first.
    case mx(preference: UInt16, exchange: DNSName)
    /// Strings of at most 255 octets each.
    case txt([[UInt8]])
    /// Only the last field of an SOA record: the seconds a "no" may be remembered (RFC 2308 §4).
    case soa(minimum: UInt32)
    /// A type nothing here reads, with its octets.
    case other(RecordType, [UInt8])

    /// The type of the record.
    public var type: RecordType {
        switch self {
        case .a: .a
        case .aaaa: .aaaa
        case .cname: .cname
        case .ptr: .ptr
        case .mx: .mx
        case .txt: .txt
        case .soa: .soa
        case .other(let type, _): type
        }
    }
}

/// One record: a name, what is said of it, and for how long it may be remembered. Class IN always.
public struct ResourceRecord: Hashable, Sendable {
    /// Whom it is about.
    public var name: DNSName
    /// Seconds it may be kept; a value with the top bit set counts as 0 (RFC 2181 §8).
    public var ttl: UInt32
    /// What it says.
    public var data: RecordData

    /// A record from its parts.
    public init(name: DNSName, ttl: UInt32, data: RecordData) {
        self.name = name
        self.ttl = ttl
        self.data = data
    }
}
