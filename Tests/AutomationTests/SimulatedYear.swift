import Automation
import Campaigns
import Foundation
import Ledger
import MailFormat
import MailshotTestSupport
import Synchronization

/// A year of cron in a moment: a real ledger on disk, the agenda, a clock that is moved, and a relay that writes down who came when.
///
/// What `mailshot run` does is done here step by step, so that it can be killed at any of them: a killed run drops everything it holds, as a
/// process does, and the locks of the ledger go with it.
final class SimulatedYear {
    /// The process was killed.
    struct Killed: Error {}

    /// One message as the relay saw it.
    struct Delivery: Hashable {
        var campaign: String
        var email: String
        var at: Timestamp
    }

    /// A campaign file and its list.
    struct File {
        var name: String
        var schedule: Schedule
        /// Who is in it, with the zone of her row.
        var readers: [(email: String, zone: String)]
    }

    let ledger: LedgerFile
    let clock: ManualClock
    let files: [File]
    private let scheduled: [ScheduledCampaign]
    private var random: SeededRandom
    /// What the relay took.
    private(set) var deliveries: [Delivery] = []
    private(set) var runs = 0
    private(set) var kills = 0
    /// Steps the process has left to live; nil for all it needs.
    private var life: Int?

    init(_ files: [File], from start: Timestamp, in folder: String, seed: UInt64) throws {
        let clock = ManualClock(start)
        self.clock = clock
        self.files = files
        ledger = try LedgerFile(path: folder + "/ledger.db", create: true, now: clock.now)
        scheduled = files.map { ScheduledCampaign(name: $0.name, schedule: $0.schedule, since: start) }
        random = SeededRandom(seed: seed)
    }

    /// The agenda at this moment.
    func agenda() throws -> Agenda {
        try Agenda(
            campaigns: scheduled, records: try ledger.openCampaigns(), known: try ledger.campaignNames(), at: clock.now()
        ) { try ledger.dueWork(campaign: $0.id) }
    }

    /// One start of cron: everything that is due. One in eight is doomed; who has done all there was before lives.
    func run() throws {
        runs += 1
        let isDoomed = Int.random(in: 0..<8, using: &random) == 0
        // Soon or late: with nothing due there is one step to be killed at, with a long list there are hundreds.
        life = isDoomed ? Int.random(in: 0..<[1, 4, 16, 64][Int.random(in: 0..<4, using: &random)], using: &random) : nil
        do {
            guard let claim = try ledger.claimRounds() else { return }
            defer { claim.release() }
            try step()
            // Who comes second does nothing.
            if try ledger.claimRounds() != nil { deliveries.append(Delivery(campaign: "", email: "two at once", at: clock.now())) }
            for entry in try agenda().due { try perform(entry) }
        } catch is Killed {
            kills += 1
        }
    }

    private func step() throws {
        guard let left = life else { return }
        guard left > 0 else { throw Killed() }
        life = left - 1
    }

    private func perform(_ entry: Agenda.Entry) throws {
        guard let file = files.first(where: { $0.name == entry.campaign }) else { return }
        let timetable = { Timetable(file.schedule, occurrence: entry.occurrence, of: $0) }
        var record = try ledger.campaign(named: entry.name)
        if let unfinished = record, unfinished.state == .enqueuing {
            try ledger.discard(campaign: unfinished.id)
            record = nil
        }
        if record == nil { record = try enqueue(file, as: entry.name, timetable) }
        guard let record else { return }
        try step()
        let run = try ledger.startRun(campaign: record.id, timetable: timetable)
        let relay = try ledger.relay(named: "pretend")
        let writer = LedgerWriter(run: run) { [verdicts] results in verdicts.list.withLock { $0 += results.map(\.verdict) } }
        while true {
            try step()
            let leased = try run.lease(limit: 16)
            guard !leased.isEmpty else { break }
            for message in leased { try send(message, of: record.name, to: relay, through: writer) }
        }
        try run.end()
    }

    private func enqueue(_ file: File, as name: String, _ timetable: @escaping (CampaignRecord) -> Timetable) throws -> CampaignRecord {
        let enqueue = try ledger.enqueue(newCampaign: name, kind: .marketing, columns: ["zone"], timetable: timetable)
        for (line, reader) in file.readers.enumerated() {
            if line.isMultiple(of: 8) { try step() }
            _ = try enqueue.add([NewMessage(line: line + 2, email: try EmailAddress(reader.email), fields: [reader.zone])])
        }
        try step()
        _ = try enqueue.seal()
        return try ledger.campaign(enqueue.campaign)
    }

    /// What the ledger's writer answered.
    private final class Verdicts: Sendable {
        let list = Mutex<[OperationResult.Verdict]>([])
    }

    private let verdicts = Verdicts()

    /// Mark, dot, reply, settle; the process may be killed between any two.
    private func send(_ message: LeasedMessage, of campaign: String, to relay: Int64, through writer: LedgerWriter) throws {
        try step()
        verdicts.list.withLock { $0 = [] }
        writer.submit(LedgerOperation(mark: Mark(key: message.key, relay: relay, at: clock.now())))
        guard verdicts.list.withLock({ $0 == [.go] }) else { return }
        try step()
        let isDeferred = message.attempts == 0 && Int.random(in: 0..<12, using: &random) == 0
        if !isDeferred { deliveries.append(Delivery(campaign: campaign, email: message.email.description, at: clock.now())) }
        // What a message takes; a long list outlives its window.
        clock.advance(by: .seconds(2))
        try step()
        let ending: Settlement.Ending = isDeferred ? .deferred(until: clock.now() + .seconds(900)) : .accepted
        writer.submit(LedgerOperation(outcomes: [Settlement(key: message.key, ending, relay: relay, at: clock.now())]))
    }
}
