import Campaigns
import Foundation
import MailFormat
import Testing

@testable import Ledger

/// What has a moment of its own waits for it; what is outside of its window is not touched; what is late or too old expires.
@Suite struct ScheduledTests {
    private let scratch: ScratchLedger

    init() throws { scratch = try ScratchLedger() }

    private var ledger: LedgerFile { scratch.ledger }
    private var now: Timestamp { scratch.clock.time }

    /// Makes a campaign whose rows carry a zone, by a schedule whose moment is so far from now.
    private func campaign(_ schedule: Schedule, in wait: Duration, zones: [String]) throws -> (
        id: Int64, timetable: (CampaignRecord) -> Timetable
    ) {
        let moment = Schedule.Moment.fixed(now + wait)
        let timetable: (CampaignRecord) -> Timetable = { Timetable(schedule, moment: moment, columns: $0.columns) }
        let enqueue = try ledger.enqueue(newCampaign: "timed", kind: .marketing, columns: ["email", "zone"], timetable: timetable)
        _ = try enqueue.add(
            try zones.enumerated().map {
                try NewMessage(line: $0.offset + 2, email: EmailAddress("user\($0.offset)@example.org"), fields: ["", $0.element])
            })
        _ = try enqueue.seal()
        return (enqueue.campaign, timetable)
    }

    private func counts(_ id: Int64) throws -> String { try ledger.counts(campaign: id).description }

    @Test func `nothing is leased before its moment, all is after it`() throws {
        let (id, timetable) = try campaign(Schedule(), in: .seconds(60), zones: ["", ""])
        #expect(try ledger.dueWork(campaign: id) == CampaignWork(isDue: false, next: now + .seconds(60)))
        let run = try ledger.startRun(campaign: id, timetable: timetable)
        #expect(try run.lease(limit: 10).isEmpty)
        #expect(try run.held().isEmpty)
        scratch.clock.advance(by: .seconds(59))
        #expect(try run.lease(limit: 10).isEmpty)
        scratch.clock.advance(by: .seconds(1))
        #expect(try ledger.dueWork(campaign: id).isDue)
        #expect(try run.lease(limit: 1).map(\.line) == [2])
        #expect(try run.lease(limit: 10).map(\.line) == [3])
        #expect(try ledger.audit(campaign: id).holds)
    }

    @Test func `each waits for her own zone's window, and goes back when it has closed before the dot`() throws {
        // The clock shows 2026-11-18T11:06:40Z, a Wednesday: 20:06 in Tokyo, 06:06 in New York, 12:06 in Berlin.
        let schedule = Schedule(
            window: SendWindow(from: 9 * 60, to: 13 * 60), zone: try #require(TimeZone(named: "Europe/Berlin")), zoneColumn: "zone")
        let (id, timetable) = try campaign(schedule, in: .zero, zones: ["Asia/Tokyo", "America/New_York", "", "Europe/Berlin"])
        let run = try ledger.startRun(campaign: id, timetable: timetable)
        let leased = try run.lease(limit: 10)
        try #require(leased.map(\.line) == [4, 5])
        #expect(try ledger.dueWork(campaign: id).next == DateFormat.parse(iso8601: "2026-11-18T14:00Z"))
        // One is marked in time, the other's window closes first.
        let relay = try ledger.relay(named: "ses")
        #expect(try mark(leased[0].key, relay, in: run) == .go)
        scratch.clock.advance(by: .seconds(54 * 60))
        let tomorrow = try #require(DateFormat.parse(iso8601: "2026-11-19T08:00Z"))
        #expect(try mark(leased[1].key, relay, in: run) == .veto(.closed(until: tomorrow)))
        #expect(try run.lease(limit: 10).isEmpty)
        #expect(try counts(id) == "3 queued, 1 transmitting")
        #expect(try ledger.audit(campaign: id).holds)
    }

    @Test func `a window that is the same for all leaves every row alone while it is closed`() throws {
        let schedule = Schedule(window: SendWindow(from: 9 * 60, to: 10 * 60))
        let (id, timetable) = try campaign(schedule, in: .seconds(-7200), zones: ["", ""])
        let run = try ledger.startRun(campaign: id, timetable: timetable)
        #expect(try run.lease(limit: 10).isEmpty)
        #expect(try ledger.dueWork(campaign: id).isDue)
        scratch.clock.advance(by: .seconds(22 * 3600))
        #expect(try run.lease(limit: 10).count == 2)
    }

    @Test func `a deferred message outside of its window waits for the next, and keeps its attempts`() throws {
        let schedule = Schedule(window: SendWindow(from: 11 * 60, to: 12 * 60), zoneColumn: "zone")
        let (id, timetable) = try campaign(schedule, in: .zero, zones: ["UTC"])
        let run = try ledger.startRun(campaign: id, timetable: timetable)
        let key = try #require(run.lease(limit: 10).first).key
        let relay = try ledger.relay(named: "ses")
        #expect(try mark(key, relay, in: run) == .go)
        try settle(Settlement(key: key, .deferred(until: now + .seconds(3600)), relay: relay, at: now), in: run)
        scratch.clock.advance(by: .seconds(3600))
        #expect(try run.lease(limit: 10).isEmpty)
        #expect(try counts(id) == "1 queued")
        scratch.clock.advance(by: .seconds(23 * 3600))
        #expect(try run.lease(limit: 10).map(\.attempts) == [1])
    }

    @Test func `what is too old expires, at the lease and at the mark, with the reason`() throws {
        let (id, timetable) = try campaign(Schedule(expires: .after(.seconds(3600))), in: .zero, zones: ["", "", ""])
        let run = try ledger.startRun(campaign: id, timetable: timetable)
        let first = try #require(run.lease(limit: 1).first)
        scratch.clock.advance(by: .seconds(3600))
        let relay = try ledger.relay(named: "ses")
        let reason = "expired at \(DateFormat.iso8601(now))"
        #expect(try mark(first.key, relay, in: run) == .veto(.expired(reason)))
        #expect(try run.lease(limit: 1).isEmpty)
        try run.end()
        #expect(try counts(id) == "3 expired")
        #expect(try ledger.reasonCounts(campaign: id, state: .expired) == [reason: 3])
        #expect(try ledger.campaignState(id) == .finished)
        #expect(try ledger.audit(campaign: id).holds)
    }

    @Test func `late is what no run was there for`() throws {
        let schedule = Schedule(late: .skip, lateAfter: .seconds(600))
        let (id, timetable) = try campaign(schedule, in: .seconds(60), zones: ["", ""])
        // A run is there at the moment and takes one; the other is not late, however long it takes.
        scratch.clock.advance(by: .seconds(120))
        let run = try ledger.startRun(campaign: id, timetable: timetable)
        let taken = try run.lease(limit: 1)
        #expect(taken.count == 1)
        scratch.clock.advance(by: .seconds(7200))
        #expect(try run.lease(limit: 1).count == 1)
        try run.end()
        let again = try ledger.startRun(campaign: id, timetable: timetable)
        #expect(try again.lease(limit: 10).count == 2)
    }

    @Test(arguments: [(599, "2 leased"), (601, "2 expired")])
    func `what is late is skipped where the schedule says so`(seconds: Int, expected: String) throws {
        let schedule = Schedule(late: .skip, lateAfter: .seconds(600))
        let (id, timetable) = try campaign(schedule, in: .seconds(60), zones: ["", ""])
        scratch.clock.advance(by: .seconds(60 + seconds))
        let run = try ledger.startRun(campaign: id, timetable: timetable)
        _ = try run.lease(limit: 10)
        #expect(try counts(id) == expected)
        #expect(try ledger.audit(campaign: id).holds)
    }

    @Test func `a campaign that is enqueued too late says so as well`() throws {
        let (id, timetable) = try campaign(Schedule(late: .skip, lateAfter: .seconds(600)), in: .seconds(-601), zones: ["", ""])
        _ = try ledger.startRun(campaign: id, timetable: timetable)
        #expect(try ledger.reasonCounts(campaign: id, state: .expired) == ["late: no run within 10 minutes of its moment": 2])
    }

    @Test func `a limit of leases holds over what is due, scheduled and queued together`() throws {
        let (id, timetable) = try campaign(Schedule(spread: .seconds(100)), in: .seconds(-50), zones: Array(repeating: "", count: 200))
        let run = try ledger.startRun(campaign: id, timetable: timetable)
        scratch.clock.advance(by: .seconds(1000))
        var lines: Set<Int> = []
        while case let messages = try run.lease(limit: 7), !messages.isEmpty {
            #expect(messages.count <= 7)
            for message in messages { #expect(lines.insert(message.line).inserted) }
        }
        #expect(lines.count == 200)
    }

    @Test func `a schedule is known since it was first seen as it is`() throws {
        try ledger.know(schedules: ["a": "at 9", "b": "at 10"])
        let first = now
        scratch.clock.advance(by: .seconds(60))
        try ledger.know(schedules: ["a": "at 9", "b": "at 11"])
        #expect(try ledger.since(schedules: ["a": "at 9", "b": "at 11"]) == ["a": first, "b": now])
        #expect(try ledger.since(schedules: ["a": "at 10"]).isEmpty)
        try ledger.know(schedules: ["b": "at 11"])
        #expect(try ledger.since(schedules: ["a": "at 9", "b": "at 11"]) == ["b": now])
    }

    @Test func `one at a time does the rounds`() throws {
        let claim = try #require(try ledger.claimRounds())
        #expect(try scratch.reopened().claimRounds() == nil)
        claim.release()
        #expect(try scratch.reopened().claimRounds() != nil)
    }

    private func mark(_ key: Int64, _ relay: Int64, in run: CampaignRun) throws -> OperationResult.Verdict {
        try apply(LedgerOperation(mark: Mark(key: key, relay: relay, at: now)), in: run)
    }

    private func settle(_ settlement: Settlement, in run: CampaignRun) throws {
        _ = try apply(LedgerOperation(outcomes: [settlement]), in: run)
    }

    private func apply(_ operation: LedgerOperation, in run: CampaignRun) throws -> OperationResult.Verdict {
        try ledger.write { database in
            var settling = try Settling(run: run, on: database)
            let result = try settling.apply(operation)
            try settling.finish()
            return result.verdict
        }
    }
}
