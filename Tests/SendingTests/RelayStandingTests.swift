import Campaigns
import Foundation
import Ledger
import MailFormat
import MailshotTestSupport
import SMTP
import Testing

@testable import Sending

@Suite struct RelayStandingTests {
    private func withLedger(_ body: (LedgerFile, ManualClock) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            // Tue, 24 Nov 2026 09:00 UTC, 10:00 in Berlin.
            let clock = ManualClock()
            try await body(try LedgerFile(path: folder + "/ledger.db", create: true, now: clock.now), clock)
        }
    }

    private func relay(quotas: [String] = [], rate: String? = nil) -> Relay {
        let policy = RelayPolicy(
            rate: rate.flatMap { SendRate(parsing: $0) }, quotas: quotas.compactMap { Quota(parsing: $0) },
            timeZone: TimeZone(identifier: "Europe/Berlin") ?? .gmt)
        return Relay(name: "ses", host: "127.0.0.1", port: 25, tls: .none, policy: policy)
    }

    /// Counts messages as a run does.
    private func use(_ count: Int, of quota: String, named name: String? = nil, in ledger: LedgerFile, at moment: Timestamp) throws {
        let quota = try #require(Quota(parsing: quota))
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        _ = try ledger.takeShares([
            .units(
                name: name ?? "relay ses \(quota.window.rawValue)", span: quota.span(at: moment, in: zone),
                horizon: quota.horizon(at: moment, in: zone), limits: [1_000_000], count: count)
        ])
    }

    @Test func `without a ledger nothing was used and all is open`() throws {
        let standing = try RelayStanding(
            of: relay(quotas: ["500/day"]), warmup: nil, in: nil, at: ManualClock().now())
        #expect(standing.windows.map(\.left) == [500] && standing.opensAt == nil && standing.rest == nil)
    }

    @Test func `use, what is left, and when it comes back`() async throws {
        try await withLedger { ledger, clock in
            let now = clock.now()
            try use(40, of: "100/hour", in: ledger, at: now)
            try use(100, of: "100/day", in: ledger, at: now)
            try use(10, of: "100/24h", in: ledger, at: now)
            let standing = try RelayStanding(of: relay(quotas: ["100/hour", "100/day", "100/24h"]), warmup: nil, in: ledger, at: now)
            #expect(standing.windows.map(\.used) == [40, 100, 10])
            #expect(standing.windows.map(\.left) == [60, 0, 90])
            // The hour ends at 10:00 UTC, the day at midnight in Berlin, the slice of 15 minutes a day after its end.
            #expect(
                standing.windows.map { $0.comesBack.map { DateFormat.iso8601($0) } } == [
                    "2026-11-24T10:00:00Z", "2026-11-24T23:00:00Z", "2026-11-25T09:15:00Z",
                ])
            #expect(standing.opensAt.map { DateFormat.iso8601($0) } == "2026-11-24T23:00:00Z")
            #expect(standing.sender.used == [40, 100, 10])
            clock.advance(by: .seconds(15 * 3600))
            let tomorrow = try RelayStanding(
                of: relay(quotas: ["100/hour", "100/day", "100/24h"]), warmup: nil, in: ledger, at: clock.now())
            #expect(tomorrow.windows.map(\.used) == [0, 0, 10] && tomorrow.opensAt == nil)
        }
    }

    @Test func `a pace that is taken ahead, and rests with their reasons`() async throws {
        try await withLedger { ledger, clock in
            let now = clock.now()
            _ = try ledger.takeShares([.slots(name: "relay ses", interval: 1_000_000, burst: 1, count: 3)])
            try ledger.rest([
                Rest(name: "relay ses gmail.com", until: now + .seconds(900), reason: "4.7.28"),
                Rest(name: "relay other", until: now + .seconds(99), reason: "x"),
            ])
            let standing = try RelayStanding(of: relay(rate: "1/s"), warmup: nil, in: ledger, at: now)
            #expect(standing.nextSlot == now + .seconds(3) && standing.opensAt == now + .seconds(3))
            #expect(standing.rest == nil && standing.domainRests.map(\.bucket) == ["gmail.com"])
            try ledger.rest([Rest(name: "relay ses", until: now + .seconds(60), reason: "454")])
            let resting = try RelayStanding(of: relay(rate: "1/s"), warmup: nil, in: ledger, at: now)
            #expect(resting.rest?.reason == "454" && resting.opensAt == now + .seconds(60))
            #expect(resting.sender.opensAt == now + .seconds(60))
        }
    }

    @Test func `a warm-up counts days that sent, and rests after a bad one`() async throws {
        try await withLedger { ledger, clock in
            let limit = try #require(Warmup.Limit(parsing: "refused > 10%"))
            let warmup = try #require(Warmup(start: 50, growth: 2, cap: 400, pauseIf: [limit]))
            func standing() throws -> RelayStanding { try RelayStanding(of: relay(), warmup: warmup, in: ledger, at: clock.now()) }
            func send(_ count: Int) throws { try use(count, of: "50/day", named: "relay ses warm-up", in: ledger, at: clock.now()) }

            #expect(try standing().windows.map { [$0.step, $0.quota.limit, $0.left] } == [[1, 50, 50]])
            try send(50)
            #expect(try standing().windows.map { [$0.step, $0.quota.limit, $0.left] } == [[1, 50, 0]])
            // Two days without mail are no steps.
            clock.advance(by: .seconds(3 * 86_400))
            #expect(try standing().windows.map { [$0.step, $0.quota.limit, $0.left] } == [[2, 100, 100]])
            try send(100)
            try await refuse(11, in: ledger)
            clock.advance(by: .seconds(86_400))
            let resting = try standing()
            #expect(resting.windows.isEmpty && resting.rest?.until.milliseconds == 1_795_510_800_000 + 4 * 86_400_000 + 14 * 3_600_000)
            #expect(resting.rest?.reason == "warm-up: 11.0 % of yesterday's messages were refused, more than refused > 10%")
            clock.advance(by: .seconds(86_400))
            let again = try standing()
            #expect(again.windows.map { [$0.step, $0.quota.limit] } == [[2, 100]])
            // The ledger has counted two days: the third of these is the second step.
            #expect(again.relay.policy.dailyCap(afterDays: 2) == 100)
            #expect(again.relay.policy.dailyCap(afterDays: 3) == 200)
        }
    }

    /// Messages that the relay refused for good, now.
    private func refuse(_ count: Int, in ledger: LedgerFile) async throws {
        let record = try ledger.addCampaign(name: "autumn", kind: .marketing, columns: ["email"])
        let enqueue = try ledger.enqueue(campaign: record.id)
        _ = try enqueue.add(try (0..<count).map { NewMessage(line: $0 + 2, email: try EmailAddress("a\($0)@example.org"), fields: ["x"]) })
        _ = try enqueue.seal()
        let number = try ledger.relay(named: "ses")
        let run = try ledger.startRun(campaign: record.id)
        let messages = try run.lease(limit: count)
        let writer = LedgerWriter(run: run) { _ in }
        writer.submit(
            LedgerOperation(
                outcomes: messages.map {
                    Settlement(key: $0.key, .refused, relay: number, reply: SMTPReply(code: 550, lines: ["no"]), at: ledger.now())
                }))
        await writer.drain()
        try run.end()
    }
}
