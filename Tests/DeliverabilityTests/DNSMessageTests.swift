import Testing

@testable import Deliverability

@Suite("Messages of the DNS")
struct DNSMessageTests {
    /// An answer as a real server compresses it: the exchanges point into the question, and one into another's tail.
    static let compressed: [UInt8] =
        [0x12, 0x34, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 1]
        + [7] + Array("EXAMPLE".utf8) + [3] + Array("com".utf8) + [0, 0, 15, 0, 1]  // question at 12
        + [0xC0, 12, 0, 15, 0, 1, 0, 0, 0x0E, 0x10, 0, 8, 0, 10, 3] + Array("mx1".utf8) + [0xC0, 12]
        + [0xC0, 12, 0, 15, 0, 1, 0, 0, 0x0E, 0x10, 0, 4, 0, 20, 0xC0, 43]
        + [0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0]  // OPT, whose class is a size

    @Test("a compressed answer is read whole, in lower case, without the pseudo-record")
    func reading() throws {
        let message = try DNSMessage(decoding: Self.compressed)
        let name = try #require(DNSName("example.com"))
        let exchange = try #require(DNSName("mx1.example.com"))
        #expect(message.id == 0x1234 && message.isResponse && !message.isTruncated && message.code == .noError)
        #expect(message.questions == [DNSQuestion(name, .mx)])
        #expect(
            message.answers == [
                ResourceRecord(name: name, ttl: 3600, data: .mx(preference: 10, exchange: exchange)),
                ResourceRecord(name: name, ttl: 3600, data: .mx(preference: 20, exchange: exchange)),
            ])
        #expect(message.additionals.isEmpty)
    }

    @Test("what is written is read again", arguments: [RecordType.a, .aaaa, .mx, .txt, .ptr, .cname, .soa, RecordType(number: 99)])
    func roundTrip(type: RecordType) throws {
        let name = try #require(DNSName("a.example.net"))
        let data: RecordData =
            switch type {
            case .a: .a([192, 0, 2, 1])
            case .aaaa: .aaaa([0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 12))
            case .mx: .mx(preference: 0, exchange: .root)
            case .txt: .txt([Array("v=spf1 -all".utf8), [UInt8](repeating: 0x61, count: 255), []])
            case .ptr: .ptr(name)
            case .cname: .cname(name)
            case .soa: .soa(minimum: 300)
            default: .other(type, [1, 2, 3])
            }
        var message = DNSMessage(id: 7, isResponse: true, question: DNSQuestion(name, type))
        message.isTruncated = true
        message.code = .nameError
        message.answers = [ResourceRecord(name: name, ttl: 60, data: data)]
        message.authorities = message.answers
        message.additionals = message.answers
        #expect(try DNSMessage(decoding: message.encoded()) == message)
    }

    private struct Broken: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        var problem: DNSFormatProblem
    }

    private static let header: [UInt8] = [0, 1, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    private static let oneAnswer: [UInt8] = [0, 1, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0]

    private static let broken: [Broken] = [
        Broken(testDescription: "nothing", bytes: [], problem: .short),
        Broken(testDescription: "half a header", bytes: [0, 1, 2], problem: .short),
        Broken(testDescription: "a question that is not there", bytes: header, problem: .short),
        Broken(testDescription: "a pointer to itself", bytes: header + [0xC0, 12, 0, 1, 0, 1], problem: .name),
        Broken(testDescription: "a pointer ahead", bytes: header + [0xC0, 20, 0, 1, 0, 1, 0, 0, 0], problem: .name),
        Broken(testDescription: "two pointers in a ring", bytes: header + [1, 0x61, 0xC0, 12, 0, 1, 0, 1], problem: .name),
        Broken(testDescription: "a label of an unknown kind", bytes: header + [0x41, 0, 0, 1, 0, 1], problem: .name),
        Broken(testDescription: "a label longer than the rest", bytes: header + [63, 0x61], problem: .short),
        Broken(
            testDescription: "a name of 256 octets",
            bytes: header + (0..<5).flatMap { _ in [50] + [UInt8](repeating: 0x61, count: 50) } + [0, 0, 1, 0, 1], problem: .name),
        Broken(testDescription: "another class", bytes: header + [0, 0, 1, 0, 3], problem: .otherClass),
        Broken(
            testDescription: "an address of three octets", bytes: oneAnswer + [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 3, 1, 2, 3], problem: .data),
        Broken(testDescription: "content that is not there", bytes: oneAnswer + [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 1], problem: .short),
        Broken(
            testDescription: "an exchange beyond its record", bytes: oneAnswer + [0, 0, 15, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 1, 0x61, 0],
            problem: .data),
        Broken(testDescription: "text beyond its record", bytes: oneAnswer + [0, 0, 16, 0, 1, 0, 0, 0, 0, 0, 2, 9, 1], problem: .data),
    ]

    @Test("broken octets are no message", arguments: broken)
    private func refusing(broken: Broken) {
        #expect(throws: broken.problem) { try DNSMessage(decoding: broken.bytes) }
    }

    @Test("any octets give an answer: a message that can be written and read again, or a problem")
    func hostile() throws {
        var random = SplitMix(state: 2026)
        var read = 0
        for round in 0..<20_000 {
            var bytes = Self.compressed
            if round.isMultiple(of: 4) {
                bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in .random(in: 0...255, using: &random) }
            }
            for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = .random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place...)
                default: bytes.insert([0xC0, 12, 63, 0].randomElement(using: &random) ?? 0, at: place)
                }
            }
            guard let message = try? DNSMessage(decoding: bytes) else { continue }
            read += 1
            #expect(try DNSMessage(decoding: message.encoded()) == message)
        }
        #expect(read > 1000)
    }

    @Test("aliases are followed, eight at the most")
    func aliases() throws {
        func name(_ number: Int) throws -> DNSName { try #require(DNSName("n\(number).example")) }
        let question = DNSQuestion(try name(0), .a)
        for (length, found) in [(0, 1), (1, 1), (8, 1), (9, 0)] {
            var message = DNSMessage(id: 1, isResponse: true, question: question)
            for number in 0..<length {
                message.answers.append(ResourceRecord(name: try name(number), ttl: 1, data: .cname(try name(number + 1))))
            }
            message.answers.append(ResourceRecord(name: try name(length), ttl: 1, data: .a([192, 0, 2, 1])))
            #expect(message.records(for: question).count == found, "\(length) aliases")
        }
        var ring = DNSMessage(id: 1, isResponse: true, question: question)
        ring.answers = [ResourceRecord(name: question.name, ttl: 1, data: .cname(question.name))]
        #expect(ring.records(for: question).isEmpty)
    }

    @Test("names keep RFC 1035's limits and show odd octets")
    func names() {
        #expect(DNSName("Example.COM.")?.description == "example.com")
        #expect(DNSName(".")?.isRoot == true)
        for text in ["", "a..b", String(repeating: "a", count: 64), Array(repeating: "abcdefg", count: 32).joined(separator: ".")] {
            #expect(DNSName(text) == nil, "\(text)")
        }
        #expect(DNSName("ö dd")?.description == "\\195\\182\\032dd")
    }
}

/// Numbers that look random and are the same every time (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
