import Campaigns
import Ledger
import MailFormat
import MailshotTestSupport
import SMTP
import Sending
import Testing

/// The relay pool in whole runs: what waits, where it waits, and which relay gets what. The clock stands still, so a pace lets pass what it
/// lets pass at once.
@Suite struct PoolRunTests {
    private func people(_ count: Int, at domain: String = "example.org") -> [String] { (0..<count).map { "user\($0)@\(domain)" } }

    @Test func `a slow domain waits in the ledger, and everybody else is sent to`() async throws {
        let list = zip(people(60, at: "fast.example"), people(60, at: "slow.example")).flatMap { [$0, $1] }
        try await SendStage.with(list, connections: 2) { (stage: SendStage) async throws in
            var stage = stage
            stage.limits.throttles = [DomainThrottle(domains: ["slow.example"], rate: SendRate(parsing: "1/hour"))]
            let start = stage.clock.now()
            guard case .waiting(let until, let reason) = try await stage.run() else {
                Issue.record("it did not wait")
                return
            }
            #expect(until == start + .seconds(3600))
            #expect(reason == "slow.example takes no more")
            #expect(try stage.counts.description == "59 queued, 61 accepted")
            // The next process finds them, and the limit, as they were left.
            #expect(try await stage.run() == .waiting(until: until, reason: reason))
            #expect(try stage.counts[.accepted] == 61)
            stage.clock.advance(by: .seconds(3600))
            _ = try await stage.run()
            #expect(try stage.counts[.accepted] == 62)
            // Without the limit they are free.
            stage.limits.throttles = []
            #expect(try await stage.run() == .done)
            #expect(try stage.counts.description == "120 accepted")
            #expect(stage.taken == [120])
        }
    }

    @Test func `a quota is kept from run to run, and what is left waits for the next day`() async throws {
        try await SendStage.with(people(40), connections: 4) { (stage: SendStage) async throws in
            var stage = stage
            stage.relays[0].policy.quotas = [try #require(Quota(parsing: "15/day"))]
            for _ in 0..<3 {
                guard case .waiting(let until, let reason) = try await stage.run() else {
                    Issue.record("it did not wait")
                    return
                }
                #expect(reason == "relay one: 15/day is used up")
                #expect(until.milliseconds % 86_400_000 == 0)
                #expect(stage.taken == [15])
            }
            stage.clock.advance(by: .seconds(86_400))
            _ = try await stage.run()
            #expect(stage.taken == [30])
            stage.clock.advance(by: .seconds(86_400))
            #expect(try await stage.run() == .done)
            #expect(stage.taken == [40])
        }
    }

    @Test func `a relay that refuses connections costs nothing but its share`() async throws {
        try await SendStage.with(people(50), connections: 2, relays: 2) { (stage: SendStage) async throws in
            var stage = stage
            stage.relays[0].port = 1
            #expect(try await stage.run() == .done)
            #expect(stage.taken == [0, 50])
            #expect(try stage.counts.description == "50 accepted")
        }
    }

    @Test func `a backup is used when there is nothing better`() async throws {
        try await SendStage.with(people(50), connections: 2, relays: 2) { (stage: SendStage) async throws in
            var stage = stage
            stage.relays[1].policy.priority = 2
            #expect(try await stage.run(limit: 20) == .done)
            #expect(stage.taken == [20, 0])
            stage.relays[0].port = 1
            #expect(try await stage.run() == .done)
            #expect(stage.taken == [20, 30])
        }
    }

    @Test func `weights divide what relays take that keep up`() async throws {
        try await SendStage.with(people(400), connections: 2, relays: 2) { (stage: SendStage) async throws in
            var stage = stage
            stage.relays[0].policy.weight = 3
            #expect(try await stage.run() == .done)
            let taken = stage.taken
            #expect(taken[0] + taken[1] == 400)
            // Eight messages may be taken ahead of the share.
            #expect((280...320).contains(taken[0]), "\(taken)")
        }
    }

    @Test func `a reply pauses its relay, for every run that follows`() async throws {
        try await SendStage.with(["defer-451@example.org"] + people(20)) { (stage: SendStage) async throws in
            var stage = stage
            stage.relays[0].policy.replyRules = [
                ReplyRule([try #require(ReplyPhrase("451"))], .pauseRelay, for: .fixed(.seconds(600)))
            ]
            let until = stage.clock.now() + .seconds(600)
            guard case .waiting(until, _) = try await stage.run() else {
                Issue.record("it did not wait")
                return
            }
            #expect(try stage.ledger.rests().map(\.name) == ["relay one"])
            let before = stage.taken
            guard case .waiting(until, _) = try await stage.run() else {
                Issue.record("it did not wait")
                return
            }
            #expect(stage.taken == before)
            stage.clock.advance(by: .seconds(600))
            stage.relays[0].policy.replyRules = []
            #expect(try await stage.run() == .done)
            #expect(stage.taken == [20])
        }
    }

    @Test func `a message in doubt goes to the relay that has seen it, and a deferred one is asked for there first`() async throws {
        try await SendStage.with(["drop-after-dot@example.org", "greylist-b@example.org"], relays: 2) { (stage: SendStage) async throws in
            var stage = stage
            let both = stage.relays
            stage.relays = [both[1]]
            _ = try await stage.run(retry: RetrySchedule(delays: [.seconds(60)]))
            #expect(try stage.counts.description == "1 deferred, 1 uncertain")
            _ = try stage.ledger.resolveDoubt(campaign: stage.campaign.id, policy: .resend)
            stage.clock.advance(by: .seconds(60))
            stage.relays = both
            _ = try await stage.run()
            #expect(stage.sandboxes[0].messages.isEmpty)
            #expect(stage.sandboxes[1].messages.count == 3)
        }
    }
}
