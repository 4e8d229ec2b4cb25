import Campaigns
import MailFormat
import Testing

@testable import Ledger

@Suite struct PruneTests {
    let scratch: ScratchLedger
    let campaign: CampaignRecord

    /// A finished campaign: one message accepted after a deferral, one in doubt.
    init() throws {
        scratch = try ScratchLedger()
        campaign = try scratch.campaign(recipients: 2)
        let ledger = scratch.ledger
        let at = scratch.clock.time
        let relay = try ledger.relay(named: "ses")
        let run = try ledger.startRun(campaign: campaign.id)
        let reply = SMTPReply(code: 250, lines: ["Ok"])
        let leased = try run.lease(limit: 2)
        func apply(_ operation: LedgerOperation) throws {
            try ledger.write { database in
                var settling = try Settling(run: run, on: database)
                #expect(try settling.apply(operation).misfits.isEmpty)
                try settling.finish()
            }
        }
        try apply(LedgerOperation(outcomes: [Settlement(key: leased[0].key, .deferred(until: at), relay: relay, at: at)]))
        for message in try run.lease(limit: 1) + [leased[1]] {
            try apply(LedgerOperation(mark: Mark(key: message.key, relay: relay, at: at)))
        }
        try apply(LedgerOperation(outcomes: [Settlement(key: leased[0].key, .accepted, relay: relay, reply: reply, at: at)]))
        try apply(LedgerOperation(outcomes: [Settlement(key: leased[1].key, .uncertain, relay: relay, reason: "lost", at: at)]))
        try ledger.record([Event(message: leased[0].key, kind: .open, at: at, facts: "{\"agent\":\"x\"}")])
        try run.end()
    }

    @Test func `an old campaign loses its bulk and keeps its history`() throws {
        let ledger = scratch.ledger
        #expect(try ledger.prune(finishedBefore: scratch.clock.time).campaigns == 0, "it did not finish before this moment")
        let pruning = try ledger.prune(finishedBefore: scratch.clock.time + .seconds(1))
        #expect(pruning.campaigns == 1)
        #expect(pruning.messages == 1)
        #expect(pruning.attempts == 1)
        let message = try ledger.message(1)
        #expect(message.fields == [])
        #expect(message.reply == nil)
        #expect(message.code == 250)
        #expect(message.relay == "ses")
        #expect(try ledger.events(of: 1).map(\.facts) == [nil])
        #expect(try ledger.message(2).fields.count == 2, "a doubt may be sent again")
        #expect(try ledger.check().isOK)
        #expect(try ledger.prune(finishedBefore: scratch.clock.time + .seconds(1)).messages == 0)
    }
}
