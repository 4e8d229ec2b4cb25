/// Why octets are no message of the DNS.
public enum DNSFormatProblem: Error, Hashable, Sendable {
    /// It ends in the middle of something.
    case short
    /// A name is too long, has a label of an unknown kind, or points forwards.
    case name
    /// The content of a record is not what its type asks for.
    case data
    /// A class other than IN.
    case otherClass
}

extension DNSMessage {
    /// Reads a message.
    ///
    /// Octets behind the last record are ignored. Counts are believed only as far as there are octets; a compressed name may only point
    /// backwards, further with every jump, so that no message makes this loop (RFC 1035 §4.1.4, RFC 9267 §2).
    public init(decoding bytes: [UInt8]) throws(DNSFormatProblem) {
        var reader = DNSReader(bytes)
        id = try reader.integer()
        let flags: UInt16 = try reader.integer()
        isResponse = flags & 0x8000 != 0
        isTruncated = flags & 0x0200 != 0
        code = ResponseCode(number: UInt8(flags & 0x0F))
        var counts: [UInt16] = []
        for _ in 0..<4 { counts.append(try reader.integer()) }
        questions = []
        for _ in 0..<counts[0] { questions.append(try reader.question()) }
        for _ in 0..<counts[1] { answers += try reader.record() }
        for _ in 0..<counts[2] { authorities += try reader.record() }
        for _ in 0..<counts[3] { additionals += try reader.record() }
    }
}

/// A cursor over the octets of a message.
private struct DNSReader {
    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func integer<Value: FixedWidthInteger>() throws(DNSFormatProblem) -> Value {
        var value: Value = 0
        for octet in try octets(Value.bitWidth / 8) { value = value << 8 | Value(octet) }
        return value
    }

    mutating func octets(_ count: Int) throws(DNSFormatProblem) -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else { throw .short }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    mutating func name() throws(DNSFormatProblem) -> DNSName {
        var labels: [[UInt8]] = []
        var length = 1
        var at = position
        var lowest = position
        var end: Int?
        while true {
            guard at < bytes.count else { throw .short }
            let octet = Int(bytes[at])
            switch octet & 0xC0 {
            case 0x00 where octet == 0:
                position = end ?? at + 1
                return DNSName(checkedLabels: labels)
            case 0x00:
                guard at + 1 + octet <= bytes.count else { throw .short }
                length += octet + 1
                guard length <= 255 else { throw .name }
                labels.append(bytes[(at + 1)...(at + octet)].map(DNSName.lowercased))
                at += octet + 1
            case 0xC0:
                guard at + 1 < bytes.count else { throw .short }
                let target = (octet & 0x3F) << 8 | Int(bytes[at + 1])
                guard target < lowest else { throw .name }
                if end == nil { end = at + 2 }
                (at, lowest) = (target, target)
            default: throw .name
            }
        }
    }

    mutating func question() throws(DNSFormatProblem) -> DNSQuestion {
        let name = try name()
        let type = RecordType(number: try integer())
        let number: UInt16 = try integer()
        guard number == DNSMessage.internet else { throw .otherClass }
        return DNSQuestion(name, type)
    }

    /// The next record; none where it is of another class, such as the OPT pseudo-record of EDNS, whose class is a size (RFC 6891 §6.1.2).
    mutating func record() throws(DNSFormatProblem) -> [ResourceRecord] {
        let name = try name()
        let type = RecordType(number: try integer())
        let number: UInt16 = try integer()
        let ttl: UInt32 = try integer()
        let length: UInt16 = try integer()
        guard Int(length) <= bytes.count - position else { throw .short }
        let end = position + Int(length)
        guard number == DNSMessage.internet else {
            position = end
            return []
        }
        let data = try data(of: type, until: end)
        guard position == end else { throw .data }
        return [ResourceRecord(name: name, ttl: ttl > Int32.max ? 0 : ttl, data: data)]
    }

    private mutating func data(of type: RecordType, until end: Int) throws(DNSFormatProblem) -> RecordData {
        switch type {
        case .a:
            guard end - position == 4 else { throw .data }
            return .a(Array(try octets(4)))
        case .aaaa:
            guard end - position == 16 else { throw .data }
            return .aaaa(Array(try octets(16)))
        case .cname: return .cname(try name())
        case .ptr: return .ptr(try name())
        case .mx: return .mx(preference: try integer(), exchange: try name())
        case .txt:
            var strings: [[UInt8]] = []
            while position < end {
                let length: UInt8 = try integer()
                guard Int(length) <= end - position else { throw .data }
                strings.append(Array(try octets(Int(length))))
            }
            return .txt(strings)
        case .soa:
            _ = try name()
            _ = try name()
            _ = try octets(16)
            return .soa(minimum: try integer())
        default: return .other(type, Array(try octets(end - position)))
        }
    }
}
