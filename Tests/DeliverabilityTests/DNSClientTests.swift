import NIOCore
import NIOPosix
import Testing

@testable import Deliverability

@Suite("The DNS client, on real sockets")
struct DNSClientTests {
    private static func answer(_ query: DNSMessage, _ data: [RecordData]) -> DNSMessage {
        var message = query
        message.isResponse = true
        message.answers = data.map { ResourceRecord(name: query.questions[0].name, ttl: 3600, data: $0) }
        return message
    }

    @Test("one datagram there, one back")
    func datagrams() async throws {
        try await NameServer.with { query, _ in
            [.message(Self.answer(query, [.mx(preference: 10, exchange: DNSName("mx.example.com") ?? .root)]))]
        } _: { server, client in
            let answer = try await client.mailHosts(of: "example.com")
            #expect(answer.hosts == .exchanges(["mx.example.com"]))
            #expect(server.questions.count == 1)
        }
    }

    @Test("forged, foreign and broken datagrams are passed over; the real answer is waited for")
    func forgeries() async throws {
        try await NameServer.with { query, _ in
            var wrongNumber = Self.answer(query, [.a([192, 0, 2, 66])])
            wrongNumber.id &+= 1
            var otherQuestion = Self.answer(query, [.a([192, 0, 2, 66])])
            otherQuestion.questions = [DNSQuestion(DNSName("other.example") ?? .root, .a)]
            return [
                .octets([1, 2, 3]), .message(query), .message(wrongNumber), .message(otherQuestion),
                .message(Self.answer(query, [.a([192, 0, 2, 1])])),
            ]
        } _: { _, client in
            let question = DNSQuestion(try #require(DNSName("example.com")), .a)
            let answer = try await client.answer(to: question)
            #expect(answer.answers.map(\.data) == [.a([192, 0, 2, 1])])
        }
    }

    @Test("what does not fit into a datagram comes over TCP")
    func truncation() async throws {
        let many = (0..<200).map { RecordData.txt([Array("text number \($0)".utf8)]) }
        try await NameServer.with { query, overTCP in
            var message = Self.answer(query, overTCP ? many : [])
            message.isTruncated = !overTCP
            return [.message(message)]
        } _: { server, client in
            let question = DNSQuestion(try #require(DNSName("example.com")), .txt)
            let answer = try await client.answer(to: question)
            #expect(answer.records(for: question).map(\.data) == many)
            #expect(server.questions.map(\.overTCP) == [false, true])
        }
    }

    @Test("a connection that closes before the answer is a failure, and so is an answer to something else")
    func brokenStreams() async throws {
        for (reply, failure) in [
            (NameServer.Reply.silence, DNSFailure.unreachable("the connection was closed before the answer")),
            (.octets([0, 0, 0]), .malformed),
        ] {
            try await NameServer.with { query, overTCP in
                guard !overTCP else { return [reply] }
                var message = Self.answer(query, [])
                message.isTruncated = true
                return [.message(message)]
            } _: { _, client in
                await #expect(throws: failure) { try await client.mailHosts(of: "example.com") }
            }
        }
    }

    @Test("silence ends after the time-out of every round")
    func silence() async throws {
        try await NameServer.with(timeout: .milliseconds(1), attempts: 3) { _, _ in
            [.silence]
        } _: { _, client in
            await #expect(throws: DNSFailure.timedOut) { try await client.mailHosts(of: "example.com") }
        }
    }

    @Test("no server at the port is said at once, and no address is no server")
    func nobody() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        for address in ["127.0.0.1", "not an address"] {
            let configuration = ResolverConfiguration(servers: [.init(address: address, port: 9)], timeout: .seconds(30), attempts: 1)
            let client = DNSClient(configuration, group: group, randomID: { 1 })
            do {
                _ = try await client.mailHosts(of: "example.com")
                Issue.record("an answer from nobody")
            } catch {
                guard case .unreachable = error else {
                    Issue.record("\(error)")
                    continue
                }
            }
        }
        try await group.shutdownGracefully()
    }

    @Test("an implicit MX: no exchange, but an address")
    func implicit() async throws {
        try await NameServer.with { query, _ in
            [.message(Self.answer(query, query.questions[0].type == .aaaa ? [.aaaa([UInt8](repeating: 1, count: 16))] : []))]
        } _: { server, client in
            let answer = try await client.mailHosts(of: "example.com")
            #expect(answer.hosts == .itself)
            #expect(server.questions.map(\.question.type) == [.mx, .a, .aaaa])
        }
    }

    @Test("many domains: each once, every one answered")
    func many() async throws {
        try await NameServer.with { query, _ in
            [.message(Self.answer(query, [.mx(preference: 1, exchange: query.questions[0].name)]))]
        } _: { server, client in
            let domains = (0..<120).map { "d\($0).example" } + ["a..b"]
            var found: [String: MailHosts] = [:]
            try await client.mailHosts(of: domains, atOnce: 7) { domain, result in found[domain] = try result.get().hosts }
            #expect(found.count == 121 && found["d7.example"] == .exchanges(["d7.example"]) && found["a..b"] == .noSuchDomain)
            #expect(server.questions.count == 120)
        }
    }
}
