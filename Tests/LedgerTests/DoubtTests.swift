import Campaigns
import GRDB
import MailFormat
import Testing

@testable import Ledger

@Suite struct DoubtTests {
    let scratch: ScratchLedger
    let campaign: CampaignRecord
    let relay: Int64

    init() throws {
        scratch = try ScratchLedger()
        campaign = try scratch.campaign(recipients: 2)
        relay = try scratch.ledger.relay(named: "office")
    }

    /// Sends every message that can be leased, and leaves it in doubt.
    func doubt() throws -> [LeasedMessage] {
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        let leased = try run.lease(limit: 10)
        try scratch.ledger.write { database in
            var settling = try Settling(run: run, on: database)
            for message in leased {
                let outcome = Settlement(
                    key: message.key, .uncertain, relay: relay, reason: "connection lost after the final dot", at: scratch.clock.time)
                #expect(
                    try settling.apply(
                        LedgerOperation(mark: Mark(key: message.key, relay: relay, peer: "192.0.2.1:25", at: scratch.clock.time))
                    ).verdict == .go)
                #expect(try settling.settle(outcome))
            }
            try settling.finish()
        }
        try run.end()
        return leased
    }

    @Test func `doubts are listed with relay, machine, time and cause, and held`() throws {
        let keys = try doubt().map(\.key)
        let list = try scratch.ledger.doubtfulMessages(campaign: campaign.id)
        #expect(list.map(\.key) == keys)
        #expect(list[0].relay == "office")
        #expect(list.map(\.peer) == ["192.0.2.1:25", "192.0.2.1:25"])
        #expect(try scratch.ledger.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM peer") } == 1, "its text is kept once")
        #expect(list[0].at == scratch.clock.time)
        #expect(list[0].cause == "connection lost after the final dot")
        #expect(try scratch.ledger.campaign(campaign.id).state == .finished)
        #expect(try scratch.ledger.resolveDoubt(campaign: campaign.id, policy: .hold) == DoubtResolution(held: 2))
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "2 uncertain")
    }

    @Test func `sent again is once, by the same relay, with the same date`() throws {
        let first = try doubt()
        #expect(try scratch.ledger.resolveDoubt(campaign: campaign.id, policy: .resend, keys: [first[1].key]) == DoubtResolution(queued: 1))
        scratch.clock.advance(by: .seconds(60))
        let again = try doubt()
        #expect(again.map(\.key) == [first[1].key])
        #expect(again[0].relay == "office")
        #expect(again[0].doubts == 1)
        #expect(again[0].attempts == 1)
        #expect(again[0].date == first[1].date)
        #expect(try scratch.ledger.resolveDoubt(campaign: campaign.id, policy: .resend) == DoubtResolution(queued: 1, held: 1))
        #expect(try scratch.ledger.attempts(of: first[1].key).map(\.state) == [.uncertain])
        #expect(try scratch.ledger.audit(campaign: campaign.id).holds)
    }

    @Test func `what is assumed says so`() throws {
        let keys = try doubt().map(\.key)
        #expect(try scratch.ledger.resolveDoubt(campaign: campaign.id, policy: .assumeAccepted) == DoubtResolution(accepted: 2))
        #expect(try scratch.ledger.message(keys[0]).reason == "assumed: assume-accepted")
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "2 accepted")
    }

    @Test func `a cancelled campaign sends nothing again`() throws {
        _ = try doubt()
        let other = try scratch.campaign("winter", recipients: 1)
        try scratch.ledger.cancel(campaign: other.id)
        #expect(throws: LedgerError.self) { try scratch.ledger.cancel(campaign: campaign.id) }
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "2 uncertain")
    }

    @Test(arguments: Event.Kind.allCases.filter { $0 != .refusal })
    func `an event is evidence that its message arrived`(kind: Event.Kind) throws {
        let keys = try doubt().map(\.key)
        #expect(try scratch.ledger.record([Event(message: keys[0], kind: kind, at: scratch.clock.time)]) == 1)
        let message = try scratch.ledger.message(keys[0])
        #expect(message.state == .accepted)
        #expect(message.reason == "evidence: \(kind.rawValue)")
        #expect(try scratch.ledger.settleFromEvidence(keys[0], evidence: "again") == false)
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "1 accepted, 1 uncertain")
        #expect(try scratch.ledger.audit(campaign: campaign.id).holds)
    }
}
