import Campaigns
import Ledger
import MailFormat
import Synchronization
import Testing

/// Suppressions of one list hold for that list's campaigns, from the enqueue to the mark, and for no other.
@Suite struct ListScopeTests {
    let scratch: ScratchLedger

    init() throws { scratch = try ScratchLedger() }

    private func campaign(_ name: String, list: String) throws -> CampaignRecord {
        let record = try scratch.ledger.addCampaign(name: name, kind: .marketing, columns: ["email", "name"], list: list)
        let enqueue = try scratch.ledger.enqueue(campaign: record.id)
        _ = try enqueue.add(try rows(["ann@example.org", "bob@example.org"]))
        _ = try enqueue.seal()
        return try scratch.ledger.campaign(record.id)
    }

    private func suppress(_ email: String, scope: String, lasting: Duration? = nil) throws {
        try scratch.ledger.suppress(
            Suppression(
                address: try EmailAddress(email), scope: scope, reason: .unsubscribed, source: "test", at: scratch.clock.time,
                expiresAt: lasting.map { scratch.clock.time + $0 }))
    }

    /// Marks everything that can be leased; the verdicts in the order of the file.
    private func mark(_ record: CampaignRecord) async throws -> [Bool] {
        let run = try scratch.ledger.startRun(campaign: record.id)
        let relay = try scratch.ledger.relay(named: "relay")
        let leased = try run.lease(limit: 10)
        let verdicts = Verdicts()
        let writer = LedgerWriter(run: run) { results in verdicts.add(results.map { $0.verdict == .go }) }
        for message in leased { writer.submit(LedgerOperation(mark: Mark(key: message.key, relay: relay, at: scratch.clock.time))) }
        await writer.drain()
        try run.end()
        return verdicts.all
    }

    @Test func `at the enqueue`() throws {
        try suppress("ann@example.org", scope: "news")
        #expect(try scratch.ledger.counts(campaign: campaign("one", list: "news").id).description == "1 queued, 1 suppressed")
        #expect(try scratch.ledger.counts(campaign: campaign("two", list: "offers").id).description == "2 queued")
        #expect(try scratch.ledger.counts(campaign: campaign("three", list: "").id).description == "2 queued")
    }

    @Test func `at the mark, after the audience was sealed`() async throws {
        let (news, offers) = (try campaign("one", list: "news"), try campaign("two", list: "offers"))
        try suppress("ann@example.org", scope: "news")
        #expect(try await mark(news) == [false, true])
        #expect(try await mark(offers) == [true, true])
    }

    @Test func `one that has expired does not hold`() async throws {
        let news = try campaign("one", list: "news")
        try suppress("ann@example.org", scope: "news", lasting: .seconds(60))
        try suppress("bob@example.org", scope: "", lasting: .seconds(3600))
        scratch.clock.advance(by: .seconds(120))
        #expect(try await mark(news) == [true, false])
    }

    @Test func `the list is kept with the campaign, and revised with it`() throws {
        let news = try campaign("one", list: "news")
        #expect(news.list == "news")
        _ = try scratch.ledger.revise(campaign: news.id, frozen: "{}", list: "offers")
        #expect(try scratch.ledger.campaign(news.id).list == "offers")
    }
}

/// What a writer delivered, in order.
private final class Verdicts: Sendable {
    private let state = Mutex<[Bool]>([])

    func add(_ more: [Bool]) { state.withLock { $0 += more } }

    var all: [Bool] { state.withLock(\.self) }
}
