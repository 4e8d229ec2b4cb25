import Campaigns
import Foundation
import MailFormat
import Testing

@testable import Ledger

/// What a run leaves that is killed, in a process of its own.
@Suite struct CrashTests {
    let scratch: ScratchLedger
    let campaign: CampaignRecord
    var path: String { scratch.ledger.path }

    init() throws {
        scratch = try ScratchLedger()
        campaign = try scratch.campaign(recipients: 10)
        try scratch.ledger.close()
    }

    @Test func `a killed run leaves each message known, queued again, or in doubt`() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let ledger = try LedgerFile(path: path, now: ManualClock().now)
            let run = try ledger.startRun(campaign: 1)
            let relay = try ledger.relay(named: "ses")
            let leased = try run.lease(limit: 6)
            let at = Timestamp(milliseconds: 1_795_000_000_000)
            let writer = LedgerWriter(run: run) { _ in }
            for message in leased[..<4] { writer.submit(LedgerOperation(mark: Mark(key: message.key, relay: relay, at: at))) }
            writer.submit(LedgerOperation(outcomes: [Settlement(key: leased[0].key, .accepted, relay: relay, at: at)]))
            writer.submit(LedgerOperation(outcomes: [Settlement(key: leased[1].key, .refused, relay: relay, at: at)]))
            await writer.drain()
            kill(getpid(), SIGKILL)
        }
        let ledger = try scratch.reopened()
        #expect(try ledger.counts(campaign: 1).description == "4 queued, 2 leased, 2 transmitting, 1 accepted, 1 refused")
        #expect(try ledger.liveRun(campaign: 1) == nil)
        let run = try ledger.startRun(campaign: 1)
        #expect(run.recovery.requeued == 2)
        #expect(run.recovery.uncertain == 2)
        #expect(run.recovery.owner?.host == RunOwner.current().host)
        #expect(try ledger.counts(campaign: 1).description == "6 queued, 1 accepted, 1 refused, 2 uncertain")
        let doubts = try ledger.doubtfulMessages(campaign: 1)
        #expect(doubts.map(\.cause) == ["crash", "crash"])
        #expect(doubts.map(\.relay) == ["ses", "ses"])
        #expect(try run.lease(limit: 10).count == 6)
        #expect(try ledger.check().isOK)
    }

    @Test func `a killed enqueue leaves nothing to send`() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let ledger = try LedgerFile(path: path, now: ManualClock().now)
            let campaign = try ledger.addCampaign(name: "winter", kind: .marketing, columns: ["email", "name"])
            let enqueue = try ledger.enqueue(campaign: campaign.id)
            _ = try enqueue.add(try rows(["a@example.org", "b@example.org"]))
            kill(getpid(), SIGKILL)
        }
        let ledger = try scratch.reopened()
        let campaign = try #require(try ledger.campaign(named: "winter"))
        #expect(throws: LedgerError.self) { try ledger.startRun(campaign: campaign.id) }
        let enqueue = try ledger.enqueue(campaign: campaign.id)
        _ = try enqueue.add(try rows(["c@example.org"]))
        #expect(try enqueue.seal().description == "1 queued")
    }

    @Test func `processes that write at once neither fail nor lose a row`() async throws {
        let ledger = try scratch.reopened()
        async let first: Void = expectWriter("first")
        async let second: Void = expectWriter("second")
        for number in 0..<100 { _ = try ledger.relay(named: "parent \(number)") }
        _ = await (first, second)
        let relays = try ledger.read { try $0.count("SELECT count(*) FROM relay") }
        #expect(relays == 300)
        #expect(try ledger.check().isOK)
    }

    func expectWriter(_ name: String) async {
        await #expect(processExitsWith: .success) { [path = path as String, name = name as String] in
            let ledger = try LedgerFile(path: path, now: ManualClock().now)
            for number in 0..<100 { _ = try ledger.relay(named: "\(name) \(number)") }
            try ledger.close()
        }
    }
}
