extension DNSMessage {
    /// The message on the wire, names written out in full. Recursion is asked for; a response says it was available.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(contentsOf: id.octets)
        let flags: UInt16 =
            (isResponse ? 0x8080 : 0) | (isTruncated ? 0x0200 : 0) | 0x0100 | UInt16(code.number)
        bytes.append(contentsOf: flags.octets)
        for count in [questions.count, answers.count, authorities.count, additionals.count] {
            bytes.append(contentsOf: UInt16(clamping: count).octets)
        }
        for question in questions {
            question.name.write(into: &bytes)
            bytes.append(contentsOf: question.type.number.octets + Self.internet.octets)
        }
        for record in answers + authorities + additionals { record.write(into: &bytes) }
        return bytes
    }

    /// Class IN.
    static let internet: UInt16 = 1
}

extension DNSName {
    fileprivate func write(into bytes: inout [UInt8]) {
        for label in labels {
            bytes.append(UInt8(label.count))
            bytes.append(contentsOf: label)
        }
        bytes.append(0)
    }
}

extension ResourceRecord {
    fileprivate func write(into bytes: inout [UInt8]) {
        name.write(into: &bytes)
        bytes.append(contentsOf: data.type.number.octets + DNSMessage.internet.octets + ttl.octets)
        let content = data.octets
        bytes.append(contentsOf: UInt16(clamping: content.count).octets)
        bytes.append(contentsOf: content)
    }
}

extension RecordData {
    fileprivate var octets: [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .a(let octets), .aaaa(let octets), .other(_, let octets): bytes = octets
        case .cname(let name), .ptr(let name): name.write(into: &bytes)
        case .mx(let preference, let exchange):
            bytes = preference.octets
            exchange.write(into: &bytes)
        case .txt(let strings):
            for string in strings { bytes += [UInt8(string.count)] + string }
        case .soa(let minimum):
            bytes = [0, 0] + [UInt8](repeating: 0, count: 16) + minimum.octets
        }
        return bytes
    }
}

extension FixedWidthInteger {
    /// Most significant octet first.
    fileprivate var octets: [UInt8] {
        withUnsafeBytes(of: bigEndian) { Array($0) }
    }
}
