import Campaigns
import MailFormat
import Testing

@testable import Deliverability

@Suite struct SenderCheckTests {
    static func rules(from: String, reply: String? = nil, signing: [String], sandbox: Bool = false) throws -> [String] {
        SenderCheck(
            from: try Mailbox(parsing: from), replyTo: try reply.map { try Mailbox(parsing: $0) }, signingDomains: signing,
            usesSandbox: sandbox
        ).findings.map(\.rule)
    }

    @Test func `a sender is told what receivers will hold against it`() throws {
        #expect(try Self.rules(from: "News <news@acme.de>", signing: ["acme.de"]).isEmpty)
        #expect(try Self.rules(from: "news@mail.acme.de", signing: ["acme.de"]).isEmpty, "a parent's signature is aligned")
        #expect(try Self.rules(from: "news@mail.acme.de", signing: ["bounce.acme.de"]).isEmpty, "siblings are aligned")
        #expect(try Self.rules(from: "news@acme.de", signing: ["other.de"]) == ["relay.alignment"])
        #expect(try Self.rules(from: "news@acme.de", signing: []) == ["dkim.none"])
        #expect(try Self.rules(from: "news@acme.de", signing: [], sandbox: true).isEmpty, "the sandbox sends nothing to anyone")
        #expect(try Self.rules(from: "anna@gmail.com", signing: ["gmail.com"]) == ["sender.free_mail"])
        #expect(try Self.rules(from: "no-reply@acme.de", signing: ["acme.de"]) == ["sender.no_reply"])
        #expect(try Self.rules(from: "no-reply@acme.de", reply: "hello@acme.de", signing: ["acme.de"]).isEmpty)
    }

    @Test func `two companies under one suffix are not aligned`() {
        #expect(!SenderCheck.aligned("acme.de", "other.de"))
    }
}
