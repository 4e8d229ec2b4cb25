import Campaigns
import MailFormat
import Testing

@testable import Ledger

@Suite struct SettlingTests {
    let scratch: ScratchLedger
    let campaign: CampaignRecord
    let run: CampaignRun
    let relay: Int64

    init() throws {
        scratch = try ScratchLedger()
        campaign = try scratch.campaign(recipients: 1)
        run = try scratch.ledger.startRun(campaign: campaign.id)
        relay = try scratch.ledger.relay(named: "ses")
    }

    func apply(_ operation: LedgerOperation) throws -> OperationResult {
        try scratch.ledger.write { database in
            var settling = try Settling(run: run, on: database)
            defer { try? settling.finish() }
            return try settling.apply(operation)
        }
    }

    func mark(_ key: Int64) throws -> OperationResult.Verdict {
        try apply(LedgerOperation(mark: Mark(key: key, relay: relay, at: scratch.clock.time))).verdict
    }

    /// A second mark, of a doubt: goes while nothing speaks against it, and leaves a doubt a doubt where something does.
    @Test(arguments: [nil, CampaignState.paused, .cancelled]) func `marked again`(campaignState: CampaignState?) throws {
        let key = try #require(try run.lease(limit: 1).first?.key)
        let again = LedgerOperation(mark: Mark(key: key, relay: relay, at: scratch.clock.time, isAgain: true))
        #expect(try apply(again).verdict == .veto(.notLeased))
        #expect(try mark(key) == .go)
        switch campaignState {
        case .paused: _ = try scratch.ledger.pause(campaign: campaign.id)
        case .cancelled: _ = try scratch.ledger.cancel(campaign: campaign.id)
        default: break
        }
        let verdict = try apply(again).verdict
        let message = try scratch.ledger.message(key)
        #expect(verdict == (campaignState == nil ? .go : .veto(campaignState == .paused ? .paused : .cancelled)))
        #expect(message.state == (campaignState == nil ? .transmitting : .uncertain))
        #expect(message.doubts == (campaignState == nil ? 1 : 0))
        #expect(message.attempts == 1)
        #expect(try scratch.ledger.audit(campaign: campaign.id).holds)
    }

    static let later = Timestamp(milliseconds: 1_800_000_000_000)

    /// Ending, where it leads from leased and from transmitting (nil: it does not fit), and the attempts counted.
    static let table: [(Settlement.Ending, MessageState?, MessageState?, Int)] = [
        (.accepted, nil, .accepted, 1),
        (.uncertain, nil, .uncertain, 1),
        (.deferred(until: later), .deferred, .deferred, 1),
        (.refused, .refused, .refused, 1),
        (.released, .queued, .queued, 0),
        (.failed, .failed, .failed, 0),
        (.expired, .expired, .expired, 0),
        (.suppressed, .suppressed, .suppressed, 0),
    ]

    @Test(arguments: table)
    func `each ending leads to its state, and only from where it may`(
        ending: Settlement.Ending, fromLeased: MessageState?, fromTransmitting: MessageState?, attempts: Int
    ) throws {
        var key = try #require(try run.lease(limit: 1).first?.key)
        let settlement = Settlement(key: key, ending, relay: relay, reason: "why", at: scratch.clock.time)
        var result = try apply(LedgerOperation(outcomes: [settlement]))
        #expect(result.misfits == (fromLeased == nil ? [key] : []))
        #expect(try scratch.ledger.message(key).state == fromLeased ?? .leased)
        #expect(try scratch.ledger.audit(campaign: campaign.id).holds)

        let second = try scratch.campaign("second", recipients: 1)
        let other = try SettlingTests(scratch, second)
        key = try #require(try other.run.lease(limit: 1).first?.key)
        #expect(try other.mark(key) == .go)
        result = try other.apply(
            LedgerOperation(outcomes: [Settlement(key: key, ending, relay: relay, reason: "why", at: scratch.clock.time)]))
        #expect(result.misfits == [])
        let message = try scratch.ledger.message(key)
        #expect(message.state == fromTransmitting)
        #expect(message.attempts == attempts)
        #expect(message.reason == "why")
        #expect(try scratch.ledger.audit(campaign: second.id).holds)
        result = try other.apply(LedgerOperation(outcomes: [Settlement(key: key, .refused, at: scratch.clock.time)]))
        #expect(result.misfits == [key], "settled is settled")
    }

    private init(_ scratch: ScratchLedger, _ campaign: CampaignRecord) throws {
        self.scratch = scratch
        self.campaign = campaign
        run = try scratch.ledger.startRun(campaign: campaign.id)
        relay = try scratch.ledger.relay(named: "ses")
    }

    @Test func `the row keeps relay, reply and times`() throws {
        let key = try #require(try run.lease(limit: 1).first?.key)
        #expect(try mark(key) == .go)
        scratch.clock.advance(by: .milliseconds(40))
        let reply = SMTPReply(code: 250, enhanced: EnhancedStatusCode(2, 6, 0), lines: ["Ok 0102018f", "queued"])
        _ = try apply(LedgerOperation(outcomes: [Settlement(key: key, .accepted, relay: relay, reply: reply, at: scratch.clock.time)]))
        let message = try scratch.ledger.message(key)
        #expect(message.relay == "ses")
        #expect(message.code == 250)
        #expect(message.enhanced == "2.6.0")
        #expect(message.reply == "Ok 0102018f queued")
        #expect(message.at == scratch.clock.time)
        #expect(message.reason == nil)
    }

    @Test func `a suppression committed before the mark vetoes the message`() throws {
        let message = try #require(try run.lease(limit: 1).first)
        let other = try scratch.reopened()
        try other.suppress(Suppression(address: message.email, reason: .unsubscribed, source: "one-click", at: scratch.clock.time))
        #expect(try mark(message.key) == .veto(.suppressed("unsubscribed")))
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "1 suppressed")
        #expect(try scratch.ledger.message(message.key).reason == "unsubscribed")
        #expect(try mark(message.key) == .veto(.notLeased))
    }

    @Test(
        arguments: [
            ("other@example.org", nil, false), ("USER1@example.org", nil, true), ("@example.org", nil, true), ("@example.com", nil, false),
            ("user1@example.org", -1, false), ("user1@example.org", 1, true),
        ] as [(String, Int64?, Bool)])
    func `a suppression holds for its target while it lasts`(target: String, ends: Int64?, vetoes: Bool) throws {
        let key = try #require(try run.lease(limit: 1).first?.key)
        let end = ends.map { scratch.clock.time + .seconds($0) }
        let suppression =
            target.hasPrefix("@")
            ? Suppression(domain: String(target.dropFirst()), reason: .manual, source: "test", at: scratch.clock.time, expiresAt: end)
            : Suppression(address: try EmailAddress(target), reason: .manual, source: "test", at: scratch.clock.time, expiresAt: end)
        try scratch.ledger.suppress(suppression)
        #expect((try mark(key) == .go) != vetoes)
    }

    @Test func `a paused campaign takes its message back`() throws {
        let key = try #require(try run.lease(limit: 1).first?.key)
        try scratch.ledger.pause(campaign: campaign.id)
        #expect(try mark(key) == .veto(.paused))
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "1 queued")
        try scratch.ledger.resume(campaign: campaign.id)
        #expect(try run.lease(limit: 1).first?.key == key)
    }

    @Test func `a cancelled campaign sends no more`() throws {
        let key = try #require(try run.lease(limit: 1).first?.key)
        try scratch.ledger.cancel(campaign: campaign.id)
        #expect(try mark(key) == .veto(.cancelled))
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "1 cancelled")
    }

    @Test func `a message nobody leased is not marked`() throws {
        let key = try #require(try run.lease(limit: 1).first?.key)
        try run.release([key])
        #expect(try mark(key) == .veto(.notLeased))
        #expect(try mark(9999) == .veto(.notLeased))
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "1 queued")
    }

    @Test func `outcomes go before the mark of the same operation`() throws {
        let key = try #require(try run.lease(limit: 1).first?.key)
        #expect(try mark(key) == .go)
        let again = LedgerOperation(
            outcomes: [Settlement(key: key, .released, at: scratch.clock.time)], mark: Mark(key: key, relay: relay, at: scratch.clock.time))
        #expect(try apply(again).verdict == .veto(.notLeased))
    }
}
