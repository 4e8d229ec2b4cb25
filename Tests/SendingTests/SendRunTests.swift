import Campaigns
import Foundation
import Ledger
import Logging
import MailFormat
import MailshotTestSupport
import NIOCore
import NIOPosix
import SMTP
import Sending
import Testing

/// Whole runs inside one process: a real ledger on disk, a real socket, the sandbox at its other end.
@Suite struct SendRunTests {
    @Test func `a suppression that comes after the audience was sealed vetoes the message at its mark`() async throws {
        try await SendStage.with(["ann@example.org", "bob@example.org", "eve@example.org"]) { stage in
            _ = try stage.ledger.suppress(
                Suppression(address: try EmailAddress("Bob@example.org"), reason: .unsubscribed, source: "test", at: stage.clock.now()))
            #expect(try await stage.run() == .done)
            #expect(try stage.counts[.accepted] == 2)
            #expect(try stage.counts[.suppressed] == 1)
            #expect(stage.sandboxes[0].counts[.accepted] == 2)
        }
    }

    @Test func `a deferred message is tried again when it is due and not before, and given up when it is too old`() async throws {
        try await SendStage.with(["defer-451@example.org", "greylist-b@example.org"]) { stage in
            let retry = RetrySchedule(delays: [.seconds(60)], maxAge: .seconds(150))
            _ = try await stage.run(retry: retry)
            #expect(try stage.counts[.deferred] == 2)
            stage.clock.advance(by: .seconds(59))
            _ = try await stage.run(retry: retry)
            #expect(try stage.counts[.deferred] == 2)
            stage.clock.advance(by: .seconds(1))
            _ = try await stage.run(retry: retry)
            #expect(try stage.counts[.accepted] == 1)
            stage.clock.advance(by: .seconds(60))
            _ = try await stage.run(retry: retry)
            #expect(try stage.counts[.refused] == 1)
        }
    }

    @Test func `the same message is composed for every attempt`() async throws {
        try await SendStage.with(["drop-after-dot@example.org"]) { stage in
            _ = try await stage.run()
            stage.clock.advance(by: .seconds(3600))
            _ = try stage.ledger.resolveDoubt(campaign: stage.campaign.id, policy: .resend)
            _ = try await stage.run()
            let copies = stage.sandboxes[0].messages
            #expect(copies.count == 2)
            #expect(copies.first?.content == copies.last?.content)
        }
    }

    @Test func `a relay that knows a message again gets a message in doubt once more, octet for octet`() async throws {
        try await SendStage.with(["drop-once@example.org", "ann@example.org"]) { stage in
            var known = stage
            known.relays[0].idempotency = IdempotencyHeader(name: "X-Idempotency-Key", window: .seconds(60))
            #expect(try await known.run() == .done)
            #expect(try stage.counts[.accepted] == 2)
            let audit = try stage.ledger.audit(campaign: stage.campaign.id)
            #expect(audit.holds)
            #expect(stage.sandboxes[0].counts.recipients == [.unanswered: 1, .accepted: 2])
            let copies = stage.sandboxes[0].messages.filter { $0.envelope.recipients.first?.address.hasPrefix("drop") == true }
            #expect(copies.count == 2)
            #expect(copies.first?.content == copies.last?.content)
            let text = String(decoding: copies.first?.content ?? [], as: UTF8.self)
            let handle = try #require(text.split(separator: "\r\n").first?.split(separator: " ").last)
            #expect(text.hasPrefix("X-Idempotency-Key: ") && text.contains("<\(handle)@"))
        }
    }

    @Test func `once only, within the window, and no more than that`() async throws {
        try await SendStage.with(["drop-after-dot@example.org", "ann@example.org"]) { stage in
            var known = stage
            known.relays[0].idempotency = IdempotencyHeader(name: "X-Idempotency-Key", window: .seconds(60))
            _ = try await known.run()
            #expect(try stage.counts[.uncertain] == 1)
            #expect(try stage.counts[.accepted] == 1)
            #expect(stage.sandboxes[0].counts.recipients == [.unanswered: 2, .accepted: 1])
            // The doubt had its second try: the campaign's policy gives it no third.
            let resolution = try stage.ledger.resolveDoubt(campaign: stage.campaign.id, policy: .resend)
            #expect(resolution.held == 1)
        }
    }

    @Test func `a message that breaks every connection it is sent on is put off, and the others go out`() async throws {
        try await SendStage.with(["garbage@example.org", "ann@example.org", "bob@example.org"], connections: 2) { stage in
            _ = try await stage.run()
            #expect(try stage.counts[.accepted] == 2)
            #expect(try stage.counts[.deferred] == 1)
        }
    }

    @Test func `a campaign that is refused for what it is pauses itself, suppresses nobody, and goes on when it is resumed`() async throws {
        var guarding = GuardPolicy()
        guarding.minSample = 20
        let spam = (1...30).map { "dot-554-5.7.1+\($0)@example.org" }
        try await SendStage.with(spam + ["ann@example.org", "bob@example.org"]) { stage in
            #expect(try await stage.run(guarding: guarding) == .halted(.paused))
            let counts = try stage.counts
            // One or two more were on their way when the last refusal came.
            #expect((20...22).contains(counts[.refused] + counts[.accepted]))
            // Where the two at the end of the list went is the composers' matter: several work ahead side by side.
            #expect(counts[.queued] == 32 - counts[.refused] - counts[.accepted])
            let paused = try stage.ledger.campaign(stage.campaign.id)
            #expect(paused.state == .paused)
            let cause = try #require(paused.pauseCause)
            #expect(cause.contains(" of 20 messages were refused for their content") && cause.contains("554 5.7.1"), "\(cause)")
            let suppressions = try stage.ledger.suppressions(of: try EmailAddress(spam[0]))
            #expect(suppressions.isEmpty)

            #expect(throws: LedgerError.unacknowledged(campaign: "receipts", cause: cause)) {
                try stage.ledger.resume(campaign: stage.campaign.id)
            }
            try stage.ledger.resume(campaign: stage.campaign.id, isAcknowledged: true)
            let resumed = try stage.ledger.campaign(stage.campaign.id)
            #expect(resumed.pauseCause == nil)
            // What was seen counts no more: the twelve that are left are too few to say anything.
            #expect(try await stage.run(guarding: guarding) == .done)
            #expect(try stage.counts[.accepted] == 2)
            #expect(try stage.counts[.refused] == 30)
            let audit = try stage.ledger.audit(campaign: stage.campaign.id)
            #expect(audit.holds)
        }
    }

    /// What a session must not go on without costs no message anything: no attempt, no state.
    @Test func `a relay that does not let us in leaves all five queued`() async throws {
        let five = (1...5).map { "person\($0)@example.org" }
        try await SendStage.with(five) { stage in
            let credentials = Credentials(username: "user", proof: .password(Secret("wrong")))
            for (tls, credentials) in [(TransportSecurity.none, credentials as Credentials?), (.implicit, nil), (.startTLS, nil)] {
                var barred = stage
                barred.relays[0].tls = tls
                barred.relays[0].credentials = credentials
                let closed = barred
                await #expect(throws: SendError.self, "\(tls.mode)") { _ = try await closed.run() }
                #expect(try stage.counts[.queued] == 5)
                #expect(stage.sandboxes[0].counts.recipients.isEmpty)
            }
            #expect(try await stage.run() == .done)
            #expect(try stage.counts[.accepted] == 5)
            let audit = try stage.ledger.audit(campaign: stage.campaign.id)
            #expect(audit.holds)
        }
    }

    @Test func `a relay that is not there leaves everything queued and names itself`() async throws {
        try await SendStage.with(["ann@example.org"]) { stage in
            var dead = stage
            dead.relays[0].port = 1
            let unreachable = dead
            await #expect(throws: SendError.self) { _ = try await unreachable.run() }
            let counts = try stage.counts
            #expect(counts[.queued] == 1)
        }
    }

    @Test func `a campaign with nothing to send ends at once`() async throws {
        try await SendStage.with(["refuse-550@example.org"]) { stage in
            _ = try await stage.run()
            let counts = try stage.counts
            #expect(counts[.refused] == 1)
            #expect(throws: LedgerError.self) { _ = try stage.ledger.startRun(campaign: stage.campaign.id) }
        }
    }
}
