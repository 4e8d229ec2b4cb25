import Campaigns
import Feedback
import Ledger
import MailFormat
import MailshotTestSupport
import Testing

/// What a report that is ours does to the ledger.
@Suite struct FeedbackIntakeTests {
    let stage: IntakeStage

    init() async throws {
        stage = try IntakeStage()
        try await stage.campaign(to: ["ann@example.com", "bob@example.com"])
    }

    private func bounce(_ diagnostic: String, status: String, id: String = "r1", message: Int64 = 1, action: String = "failed") -> [UInt8] {
        Report.notification(
            to: "bounces+\(stage.handle(message))@example.org", id: id, action: action, status: status, diagnostic: "smtp; \(diagnostic)")
    }

    @Test func `each kind of news is recorded as what it is, and suppresses or not`() async throws {
        typealias Case = (mail: [UInt8], kind: Event.Kind, detail: String, reason: Suppression.Reason?)
        let handle = stage.handle(1)
        let cases: [Case] = [
            (bounce("550 5.1.1 no such user here", status: "5.1.1"), .bounce, "hard", .bounced),
            (bounce("550 5.7.1 message blocked by policy", status: "5.7.1"), .bounce, "blocked", nil),
            (bounce("552 5.2.2 mailbox is over quota", status: "5.2.2"), .bounce, "soft", nil),
            (bounce("550 5.7.26 unauthenticated email, DMARC policy", status: "5.7.26"), .bounce, "blocked", nil),
            (bounce("554 5.7.1 spam detected", status: "5.7.1"), .bounce, "blocked", nil),
            (bounce("550", status: "5.0.0"), .bounce, "hard", nil),
            (bounce("451 4.2.2 mailbox full", status: "4.2.2", action: "delayed"), .delayed, "", nil),
            (bounce("250 2.1.5 ok", status: "2.1.5", action: "delivered"), .delivered, "", nil),
            (Report.complaint(mailFrom: "b+\(handle)@example.org"), .complaint, "abuse", .complained),
            (Report.complaint(type: "not-spam", mailFrom: "b+\(handle)@example.org"), .reply, "not-spam", nil),
            (Report.complaint(type: "opt-out", mailFrom: "b+\(handle)@example.org"), .unsubscribe, "opt-out", .unsubscribed),
            (Report.unsubscribe(handle), .unsubscribe, "", .unsubscribed),
        ]
        for entry in cases {
            let stage = try IntakeStage()
            try await stage.campaign(to: ["ann@example.com"])
            let result = try #require(try stage.take([entry.mail]).first)
            let event = try #require(try stage.ledger.events(of: 1).first)
            #expect(event.kind == entry.kind && event.detail == entry.detail, "\(event)")
            #expect(result.isNew, "\(event)")
            #expect(result.suppression?.reason == entry.reason, "\(event)")
            #expect(try stage.suppressed("ann@example.com").map(\.reason) == (entry.reason.map { [$0] } ?? []), "\(event)")
        }
    }

    @Test func `what the receiver said is kept with rule and place`() throws {
        _ = try stage.take([bounce("550 5.1.1 no such user here", status: "5.1.1")])
        let facts = try #require(BounceFacts(try stage.ledger.events(of: 1).first?.facts))
        #expect(facts.reason == "unknown_user")
        #expect(facts.fault == "recipient")
        #expect(facts.category == "invalid_recipient")
        #expect(facts.status == "5.1.1")
        #expect(facts.replycode == 550)
        #expect(facts.diagnostic == "550 5.1.1 no such user here")
        #expect(facts.remoteMTA == "mx.example.com")
        #expect(facts.place == "recipient")
        #expect(facts.source == "test")
        #expect(facts.rule?.hasPrefix("recipient.") == true)
    }

    @Test func `replays, and the same report by another way, change nothing twice`() throws {
        let mail = bounce("550 5.1.1 no such user here", status: "5.1.1")
        let fetched = Array("From MAILER-DAEMON Tue Nov 24 09:00:00 2026\nX-UID: 17\n".utf8) + mail.filter { $0 != 0x0D }
        let results = try stage.take([mail, mail]) + stage.take([fetched]) + stage.take([mail])
        #expect(results.map(\.isNew) == [true, false, false, false])
        #expect(try stage.ledger.events(of: 1).count == 1)
        // A person takes her off the list: the old report does not bring her back.
        try stage.ledger.unsuppress(target: "ann@example.com", reason: "typo at the provider", source: "mia")
        #expect(try stage.take([mail, fetched]).allSatisfy { $0.suppression == nil })
        #expect(try stage.suppressed("ann@example.com").isEmpty)
    }

    @Test func `a report is no older than its message and no younger than now`() throws {
        for (id, date) in [("1", "Tue, 24 Nov 1970 09:00:00 +0000"), ("2", "Tue, 24 Nov 2099 09:00:00 +0000"), ("3", "nonsense")] {
            _ = try stage.take([Report.notification(to: "b+\(stage.handle(1))@example.org", id: id, date: date)])
        }
        #expect(Set(try stage.ledger.events(of: 1).map(\.at)) == [stage.clock.now()])
    }

    @Test func `evidence settles a doubt`() async throws {
        let campaign = try await stage.campaign("winter", to: ["cleo@example.com", "dan@example.com"], .uncertain)
        let mails = [
            Report.notification(to: "b+\(stage.handle(3, of: 2))@example.org", id: "w1"),
            Report.complaint(mailFrom: "b+\(stage.handle(4, of: 2))@example.org"),
        ]
        #expect(try stage.take(mails).map(\.settledDoubt) == [true, true])
        #expect(try stage.ledger.counts(campaign: campaign.id).description == "2 accepted")
        #expect(try stage.take(mails).map(\.settledDoubt) == [false, false])
        #expect(try stage.ledger.audit(campaign: campaign.id).holds)
    }

    @Test func `a batch is one transaction`() throws {
        let mails = (0..<500).map { bounce("452 4.2.2 mailbox full", status: "4.2.2", id: "r\($0)") }
        #expect(try stage.take(mails).filter(\.isNew).count == 500)
        // Five hundred soft bounces of one day are one.
        #expect(try stage.suppressed("ann@example.com").isEmpty)
    }
}
