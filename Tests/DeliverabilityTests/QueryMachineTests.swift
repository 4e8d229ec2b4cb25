import Testing

@testable import Deliverability

@Suite("Whom to ask, and what the answers mean")
struct QueryMachineTests {
    private let question: DNSQuestion

    init() throws {
        question = DNSQuestion(try #require(DNSName("example.com")), .mx)
    }

    private func message(_ code: ResponseCode = .noError, truncated: Bool = false) -> DNSMessage {
        var message = DNSMessage(id: 1, isResponse: true, question: question)
        message.code = code
        message.isTruncated = truncated
        return message
    }

    @Test("every server in turn, then all again with twice the patience, then it is over")
    func rounds() {
        var machine = QueryMachine(
            ResolverConfiguration(servers: [.init(address: "192.0.2.1"), .init(address: "192.0.2.2")], timeout: .seconds(3), attempts: 2))
        #expect(machine.start() == .ask(server: 0, over: .udp, timeout: .seconds(3)))
        #expect(machine.failed(.timedOut) == .ask(server: 1, over: .udp, timeout: .seconds(3)))
        #expect(machine.received(message(.serverFailure)) == .ask(server: 0, over: .udp, timeout: .seconds(6)))
        #expect(machine.received(message(.refused)) == .ask(server: 1, over: .udp, timeout: .seconds(6)))
        #expect(machine.failed(.unreachable("x")) == .failed(.unreachable("x")))
    }

    @Test("what did not fit is asked again over TCP, of the same server")
    func truncation() {
        var machine = QueryMachine(ResolverConfiguration(timeout: .seconds(1), attempts: 1))
        _ = machine.start()
        #expect(machine.received(message(truncated: true)) == .ask(server: 0, over: .tcp, timeout: .seconds(1)))
        let answer = message(truncated: true)
        #expect(machine.received(answer) == .done(answer))
    }

    @Test("a no is an answer", arguments: [ResponseCode.noError, .nameError])
    func no(code: ResponseCode) {
        var machine = QueryMachine(ResolverConfiguration())
        _ = machine.start()
        #expect(machine.received(message(code)) == .done(message(code)))
    }

    @Test("without servers nothing is asked")
    func nobody() {
        var machine = QueryMachine(ResolverConfiguration(servers: []))
        #expect(machine.start() == .failed(.timedOut))
    }

    private struct Answered: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var type = RecordType.mx
        var code = ResponseCode.noError
        var ttl: UInt32 = 7200
        var data: [RecordData] = []
        var minimum: UInt32?
        var step: MailHostsQuery.Step
    }

    private static func done(_ hosts: MailHosts, _ seconds: Int) -> MailHostsQuery.Step {
        .done(MailHostsAnswer(hosts: hosts, lifetime: .seconds(seconds)))
    }

    private static func mx(_ preference: UInt16, _ host: String) -> RecordData {
        .mx(preference: preference, exchange: DNSName(host) ?? .root)
    }

    private static let answered: [Answered] = [
        Answered(
            testDescription: "exchanges by preference, then by name",
            data: [mx(20, "c.example"), mx(10, "b.example"), mx(10, "a.example")],
            step: done(.exchanges(["a.example", "b.example", "c.example"]), 7200)),
        Answered(testDescription: "a null MX", data: [mx(0, ".")], step: done(.refusesMail, 7200)),
        Answered(
            testDescription: "a null MX beside others", data: [mx(0, "."), mx(5, "a.example")], step: done(.exchanges(["a.example"]), 7200)),
        Answered(
            testDescription: "a TTL of nothing lives an hour", ttl: 0, data: [mx(0, "a.example")],
            step: done(.exchanges(["a.example"]), 3600)),
        Answered(
            testDescription: "a TTL of a month lives a week", ttl: 2_592_000, data: [mx(0, "a.example")],
            step: done(.exchanges(["a.example"]), 604_800)),
        Answered(testDescription: "no MX asks for an address", step: .ask(.a)),
        Answered(testDescription: "no IPv4 address asks for an IPv6 one", type: .a, step: .ask(.aaaa)),
        Answered(testDescription: "an address is the host", type: .a, data: [.a([192, 0, 2, 1])], step: done(.itself, 7200)),
        Answered(
            testDescription: "an IPv6 address as well", type: .aaaa, data: [.aaaa([UInt8](repeating: 1, count: 16))],
            step: done(.itself, 7200)),
        Answered(testDescription: "no address at all", type: .aaaa, minimum: 7200, step: done(.nowhere, 7200)),
        Answered(testDescription: "no such domain", code: .nameError, minimum: 86_400, step: done(.noSuchDomain, 10_800)),
        Answered(testDescription: "no such domain, and nobody says for how long", code: .nameError, step: done(.noSuchDomain, 3600)),
    ]

    @Test("what the answers say of a domain", arguments: answered)
    private func mailHosts(answered: Answered) {
        var message = DNSMessage(id: 1, isResponse: true, question: DNSQuestion(question.name, answered.type))
        message.code = answered.code
        message.answers = answered.data.map { ResourceRecord(name: question.name, ttl: answered.ttl, data: $0) }
        message.authorities = answered.minimum.map { [ResourceRecord(name: question.name, ttl: 86_400, data: .soa(minimum: $0))] } ?? []
        #expect(MailHostsQuery(question.name).received(message, to: answered.type) == answered.step)
    }

    @Test("resolv.conf is read, and what is none of it is passed over")
    func resolvConf() {
        let text = """
            # a comment
            ; another
            search example.com
            nameserver 192.0.2.53
            \tnameserver\t2001:db8::53
            options rotate timeout:2 attempts:3 ndots:x timeout:-1
            nameserver
            nameserver 192.0.2.3
            nameserver 192.0.2.4
            """
        let read = ResolverConfiguration(resolvConf: text)
        #expect(read.servers.map(\.address) == ["192.0.2.53", "2001:db8::53", "192.0.2.3"])
        #expect(read.timeout == .seconds(2) && read.attempts == 3)
        #expect(ResolverConfiguration(resolvConf: "") == ResolverConfiguration())
    }

    @Test(
        "servers in text",
        arguments: [
            ("192.0.2.1", "192.0.2.1", 53), ("192.0.2.1:5353", "192.0.2.1", 5353), ("2001:db8::1", "2001:db8::1", 53),
            ("[2001:db8::1]:99", "2001:db8::1", 99), ("[::1]", "::1", 53),
        ])
    func servers(text: String, address: String, port: Int) {
        #expect(ResolverConfiguration.Server(text) == .init(address: address, port: port))
    }

    @Test("ports that are none", arguments: ["", "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536", "[::1]x", ":53"])
    func noServers(text: String) {
        #expect(ResolverConfiguration.Server(text) == nil)
    }
}
