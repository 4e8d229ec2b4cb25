import Testing

@testable import SMTP

@Suite struct SandboxChaosTests {
    @Test(arguments: ["rcpt:451", "rcpt:200:10%", "rcpt:600:10%", "rcpt:451:10", "rcpt:451:101%", "rcpt:451:-1%", "helo:451:10%", "", "::"])
    func `what is no failure by chance is none`(_ text: String) { #expect(SandboxChaos(text) == nil) }

    static func codes(_ chaos: [String], seed: UInt64, messages: Int) -> [String] {
        var rules = SandboxSession.Rules()
        rules.chaos = chaos.compactMap { SandboxChaos($0) }
        rules.chaosSeed = seed
        rules.maxErrors = .max
        var talk = SandboxTalk.greeted(rules)
        var codes: [String] = []
        for number in 0..<messages {
            talk.log = []
            talk.send("MAIL FROM:<a@example.com>\r\nRCPT TO:<b\(number)@example.com>\r\nDATA\r\n")
            if talk.log.last?.contains("354") == true { talk.send("Subject: x\r\n\r\nx\r\n.\r\n") }
            codes.append(talk.log.first { $0.contains("451") } ?? "")
            talk.send("RSET\r\n")
        }
        return codes
    }

    @Test(arguments: ["mail", "rcpt", "data", "dot"]) func `every command fails as often as asked, and the same seed fails the same`(
        _ stage: String
    ) {
        let first = Self.codes(["\(stage):451:25%"], seed: 7, messages: 400)
        let failures = first.count { $0.contains("451") }
        #expect((70...130).contains(failures), "a quarter of 400")
        #expect(Self.codes(["\(stage):451:25%"], seed: 7, messages: 400) == first)
        #expect(Self.codes(["\(stage):451:25%"], seed: 8, messages: 400) != first)
    }

    @Test func `certain and impossible are what they say`() {
        #expect(Self.codes(["rcpt:451:100%"], seed: 1, messages: 20).allSatisfy { $0.contains("451") })
        #expect(Self.codes(["rcpt:451:0%"], seed: 1, messages: 20).allSatisfy { !$0.contains("451") })
    }
}
