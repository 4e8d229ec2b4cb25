import Campaigns
import Ledger
import MailFormat
import MailshotTestSupport
import SMTP
import Sending
import Synchronization
import Testing

/// Runs of campaigns with windows: what is outside stays where it is, and the run says until when.
@Suite struct ScheduledRunTests {
    // The clock stands at Tue, 24 Nov 2026 09:00 UTC.
    @Test func `a closed window sends nothing and says when it opens`() async throws {
        try await SendStage.with(["ann@example.org", "bob@example.org"]) { stage in
            let schedule = Schedule(window: SendWindow(from: 10 * 60, to: 11 * 60))
            let opening = stage.clock.now() + .seconds(3600)
            let ending = try await stage.run(schedule: schedule)
            #expect(ending == .waiting(until: opening, reason: "the campaign's window is closed"))
            #expect(try stage.counts.description == "2 queued")
            stage.clock.advance(by: .seconds(3600))
            #expect(try await stage.run(schedule: schedule) == .done)
            #expect(stage.taken == [2])
        }
    }

    @Test func `a window that closes while messages are sent ends the run, and nothing goes after it`() async throws {
        let addresses = (0..<40).map { "user\($0)@example.org" }
        try await SendStage.with(addresses) { stage in
            let schedule = Schedule(window: SendWindow(from: 9 * 60, to: 10 * 60))
            // With the tenth content the hour is over.
            let contents = Mutex(0)
            let ending = try await stage.run(schedule: schedule) { _ in
                DialogueTrace { speaker, text in
                    guard speaker == .client, text.hasSuffix("octets>") else { return }
                    let isTenth = contents.withLock { count in
                        count += 1
                        return count == 10
                    }
                    if isTenth { stage.clock.advance(by: .seconds(3600)) }
                }
            }
            let opening = try #require(DateFormat.parse(iso8601: "2026-11-25T09:00Z"))
            #expect(ending == .waiting(until: opening, reason: "the campaign's window is closed"))
            let sent = stage.taken[0]
            #expect((9...11).contains(sent))
            #expect(try stage.counts[.accepted] == sent)
            #expect(try stage.counts[.queued] == 40 - sent)
            #expect(try stage.ledger.audit(campaign: stage.campaign.id).holds)
        }
    }

    @Test func `what became too old is expired, also what was deferred`() async throws {
        try await SendStage.with(["defer-451@example.org", "ann@example.org"]) { stage in
            let schedule = Schedule(expires: .after(.seconds(600)))
            _ = try await stage.run(schedule: schedule)
            #expect(try stage.counts.description == "1 accepted, 1 deferred")
            stage.clock.advance(by: .seconds(1200))
            #expect(try await stage.run(schedule: schedule) == .done)
            #expect(try stage.counts.description == "1 accepted, 1 expired")
            #expect(try stage.ledger.campaignState(stage.campaign.id) == .finished)
        }
    }
}
