import Campaigns
import Ledger
import MailFormat
import Synchronization
import Testing

@Suite struct LifeOfAMessageTests {
    static let reply = SMTPReply(code: 250, enhanced: EnhancedStatusCode(2, 0, 0), lines: ["Ok: queued as 4711"])

    @Test func `a campaign runs from enqueue to finished`() async throws {
        let scratch = try ScratchLedger()
        let ledger = scratch.ledger
        let campaign = try scratch.campaign(recipients: 5)
        #expect(campaign.state == .ready)
        #expect(try ledger.counts(campaign: campaign.id).description == "5 queued")

        let relay = try ledger.relay(named: "ses")
        let run = try ledger.startRun(campaign: campaign.id)
        let leased = try run.lease(limit: 3)
        #expect(leased.map(\.email.description) == ["user1@example.org", "user2@example.org", "user3@example.org"])
        #expect(leased.map(\.line) == [2, 3, 4])
        #expect(leased[1].fields == ["user2@example.org", "Name 1"])
        #expect(try ledger.counts(campaign: campaign.id).description == "2 queued, 3 leased")

        let results = Mutex<[OperationResult]>([])
        let writer = LedgerWriter(run: run) { group in results.withLock { $0 += group } }
        var last: LeasedMessage?
        for message in leased + (try run.lease(limit: 10)) {
            let outcomes = last.map { [Settlement(key: $0.key, .accepted, relay: relay, reply: Self.reply, at: scratch.clock.time)] } ?? []
            writer.submit(LedgerOperation(outcomes: outcomes, mark: Mark(key: message.key, relay: relay, at: scratch.clock.time)))
            last = message
        }
        await writer.drain()
        #expect(results.withLock { $0.map(\.verdict) } == Array(repeating: .go, count: 5))
        #expect(try ledger.counts(campaign: campaign.id).description == "1 transmitting, 4 accepted")
        let key = try #require(last?.key)
        writer.submit(LedgerOperation(outcomes: [Settlement(key: key, .refused, relay: relay, at: scratch.clock.time)]))
        await writer.drain()
        try run.end()
        #expect(try ledger.counts(campaign: campaign.id).description == "4 accepted, 1 refused")
        #expect(try ledger.campaign(campaign.id).state == .finished)
    }
}
