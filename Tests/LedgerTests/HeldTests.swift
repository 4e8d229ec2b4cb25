import MailFormat
import Testing

@testable import Ledger

/// Messages that wait for a limit are gone past, and found again by its name.
@Suite struct HeldTests {
    private let scratch: ScratchLedger
    private let run: CampaignRun
    private let campaign: Int64
    private static let slow: @Sendable (EmailAddress) -> String? = { $0.domain == "slow.example" ? "domain slow.example" : nil }

    init() throws {
        scratch = try ScratchLedger()
        let emails = (0..<100).map { "user\($0)@\($0 % 10 < 3 ? "slow.example" : "fast.example")" }
        campaign = try scratch.campaign(emails: emails).id
        run = try scratch.ledger.startRun(campaign: campaign)
    }

    @Test func `a lease goes past what must wait, and takes all the rest`() throws {
        var taken: [LeasedMessage] = []
        while case let messages = try run.lease(limit: 9, admit: Self.slow), !messages.isEmpty { taken += messages }
        #expect(taken.count == 70)
        #expect(taken.allSatisfy { $0.email.domain == "fast.example" })
        #expect(taken.map(\.key) == taken.map(\.key).sorted())
        #expect(try run.held() == ["domain slow.example": 30])
        #expect(try scratch.ledger.counts(campaign: campaign).description == "30 queued, 70 leased")
    }

    @Test func `a long stretch of them costs several transactions and no message`() throws {
        let other = try scratch.campaign("long", emails: (0..<300).map { "user\($0)@\($0 < 299 ? "slow.example" : "fast.example")" })
        let run = try scratch.ledger.startRun(campaign: other.id)
        #expect(try run.lease(limit: 2, admit: Self.slow).map(\.email.domain) == ["fast.example"])
        #expect(try run.held() == ["domain slow.example": 299])
    }

    @Test func `they are found by the name of their limit, the oldest first, once`() throws {
        while case let messages = try run.lease(limit: 50, admit: Self.slow), !messages.isEmpty {}
        let first = try run.lease(limit: 0, held: ["domain slow.example": 4, "domain other": 9])
        #expect(first.map(\.line) == [2, 3, 4, 12])
        let rest = try run.lease(limit: 0, held: ["domain slow.example": 100])
        #expect(rest.count == 26)
        #expect(try run.lease(limit: 100, held: ["domain slow.example": 100]).isEmpty)
        #expect(try run.held().isEmpty)
    }

    @Test func `what is released comes back to the walk`() throws {
        while case let messages = try run.lease(limit: 50, admit: Self.slow), !messages.isEmpty {}
        let first = try run.lease(limit: 0, held: ["domain slow.example": 1])
        try run.release(first.map(\.key))
        #expect(try run.lease(limit: 10).map(\.key) == first.map(\.key))
    }

    @Test func `a limit that is no more frees them`() throws {
        while case let messages = try run.lease(limit: 50, admit: Self.slow), !messages.isEmpty {}
        try run.freeHeld(["domain slow.example"])
        #expect(try run.lease(limit: 100).count == 30)
    }

    @Test func `a deferred message that is due waits as well, and keeps its attempts`() throws {
        let message = try #require(try run.lease(limit: 1).first)
        let writer = LedgerWriter(run: run) { _ in }
        let due = scratch.clock.time + .seconds(60)
        writer.submit(LedgerOperation(outcomes: [Settlement(key: message.key, .deferred(until: due), at: scratch.clock.time)]))
        try scratch.ledger.settleAll()
        scratch.clock.advance(by: .seconds(60))
        #expect(try run.lease(limit: 1, admit: Self.slow).first?.email.domain == "fast.example")
        #expect(try scratch.ledger.counts(campaign: campaign)[.deferred] == 0)
        let again = try run.lease(limit: 0, held: ["domain slow.example": 1]).first
        #expect(again?.key == message.key)
        #expect(again?.attempts == 1)
    }

    @Test func `they survive the end of a run, and a cancelled campaign has none`() throws {
        while case let messages = try run.lease(limit: 50, admit: Self.slow), !messages.isEmpty {}
        try run.end()
        let next = try scratch.ledger.startRun(campaign: campaign)
        #expect(try next.held() == ["domain slow.example": 30])
        #expect(try next.lease(limit: 100).count == 70)
        try scratch.ledger.cancel(campaign: campaign)
        #expect(try next.held().isEmpty)
        #expect(try scratch.ledger.audit(campaign: campaign).holds)
    }
}

extension LedgerFile {
    /// Everything submitted before is written: the writer queue is serial.
    fileprivate func settleAll() throws { try endRest() }
}
