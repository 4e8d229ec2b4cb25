import Campaigns
import MailFormat
import Testing

@testable import Ledger

@Suite struct ReportTests {
    let scratch: ScratchLedger
    let campaign: CampaignRecord
    let keys: [Int64]
    var ledger: LedgerFile { scratch.ledger }

    /// Six messages: two accepted by ses, one by office, one refused, one deferred, one failed; and one suppressed.
    init() throws {
        scratch = try ScratchLedger()
        let ledger = scratch.ledger
        let at = scratch.clock.time
        try ledger.suppress(Suppression(address: EmailAddress("s@gone.example"), reason: .unsubscribed, source: "test", at: at))
        campaign = try scratch.campaign(
            emails: [
                "a@one.example", "b@one.example", "c@two.example", "d@two.example", "\"e@x\"@one.example", "f@two.example",
                "s@gone.example",
            ])
        let run = try ledger.startRun(campaign: campaign.id)
        let leased = try run.lease(limit: 10)
        keys = leased.map(\.key)
        let ses = try ledger.relay(named: "ses")
        let office = try ledger.relay(named: "office")
        let ok = SMTPReply(code: 250, enhanced: EnhancedStatusCode(2, 0, 0), lines: ["Ok"])
        let unknown = SMTPReply(code: 550, enhanced: EnhancedStatusCode(5, 1, 1), lines: ["No such user"])
        let endings: [Settlement] = [
            Settlement(key: keys[0], .accepted, relay: ses, reply: ok, at: at),
            Settlement(key: keys[1], .accepted, relay: ses, reply: ok, at: at + .seconds(3700)),
            Settlement(key: keys[2], .accepted, relay: office, reply: ok, at: at),
            Settlement(key: keys[3], .refused, relay: office, reply: unknown, at: at),
            Settlement(key: keys[4], .deferred(until: at + .seconds(60)), relay: ses, reason: "connection refused", at: at),
            Settlement(key: keys[5], .failed, reason: "no value for 'name'", at: at),
        ]
        try ledger.write { database in
            var settling = try Settling(run: run, on: database)
            for ending in endings {
                if ending.ending == .accepted {
                    _ = try settling.apply(LedgerOperation(mark: Mark(key: ending.key, relay: ending.relay ?? 0, at: at)))
                }
                #expect(try settling.settle(ending))
            }
            try settling.finish()
        }
    }

    @Test func `messages come in pages, in the order of the file, by state`() throws {
        var pages: [[String]] = []
        try ledger.forEachMessage(campaign: campaign.id, page: 3) { page in
            pages.append(page.map(\.email))
            return true
        }
        #expect(pages.map(\.count) == [3, 3, 1])
        #expect(pages.joined().first == "a@one.example")
        var some: [String] = []
        try ledger.forEachMessage(campaign: campaign.id, in: [.refused, .suppressed]) { page in
            some += page.map { "\($0.email) \($0.code ?? 0) \($0.enhanced ?? "") \($0.reply ?? "") \($0.reason ?? "") \($0.relay ?? "")" }
            return true
        }
        #expect(some == ["d@two.example 550 5.1.1 No such user  office", "s@gone.example 0   unsubscribed "])
    }

    @Test func `outcomes, waiting messages and reasons are counted`() throws {
        let relays = try ledger.outcomeCounts(campaign: campaign.id, by: [.relay, .outcome, .reply])
        #expect(
            relays.map { "\($0.relay ?? ""): \($0.count) \($0.outcome?.rawValue ?? "") \($0.code ?? 0) \($0.enhanced ?? "")" } == [
                "ses: 2 accepted 250 2.0.0", "ses: 1 deferred 0 ", "office: 1 accepted 250 2.0.0", "office: 1 refused 550 5.1.1",
            ])
        #expect(try ledger.replies(to: relays.map(\.example)).values.sorted() == ["No such user", "Ok", "Ok", "connection refused"])
        let (domains, all) = try ledger.domainTotals(campaign: campaign.id)
        #expect(
            domains.map { "\($0.domain) \($0.planned) \($0.outcomes[.accepted] ?? 0) \($0.outcomes[.deferred] ?? 0)" } == [
                "one.example 3 2 1", "two.example 3 1 0", "gone.example 1 0 0",
            ])
        #expect(all.planned == 7)
        #expect(all.outcomes == [.accepted: 3, .refused: 1, .deferred: 1])
        let waiting = try ledger.waitingCounts(campaign: campaign.id)
        #expect(waiting.map { "\($0.domain) \($0.relay) \($0.messages) \($0.example)" } == ["one.example ses 1 connection refused"])
        #expect(try ledger.reasonCounts(campaign: campaign.id, state: .suppressed) == ["unsubscribed": 1])
        #expect(try ledger.reasonCounts(campaign: campaign.id, state: .failed) == ["no value for 'name'": 1])
    }

    @Test func `people and machines are counted apart, a person once`() throws {
        let at = scratch.clock.time
        try ledger.setLinks(
            [CampaignLink(position: 0, url: "https://a.example"), CampaignLink(position: 1, url: "https://b.example")],
            campaign: campaign.id)
        try ledger.record([
            Event(message: keys[0], kind: .open, at: at), Event(message: keys[0], kind: .open, at: at),
            Event(message: keys[1], kind: .open, at: at),
            Event(message: keys[2], kind: .open, machine: true, at: at), Event(message: keys[0], kind: .click, link: 1, at: at),
            Event(message: keys[0], kind: .click, link: 1, at: at), Event(message: keys[1], kind: .click, machine: true, link: 1, at: at),
            Event(message: keys[0], kind: .bounce, detail: "soft", at: at), Event(message: keys[0], kind: .bounce, detail: "soft", at: at),
            Event(message: keys[1], kind: .bounce, detail: "hard", at: at),
        ])
        func counts(_ kind: Event.Kind, _ dimensions: Set<EventCount.Dimension>) throws -> [[Int]] {
            try ledger.eventCounts(campaign: campaign.id, kinds: [kind], by: dimensions)
                .map { [$0.events, $0.firstOfClass, $0.firstOfVerdict, $0.firstOfKind] }
        }
        #expect(try counts(.open, [.machine]) == [[3, 2, 2, 2], [1, 1, 1, 1]])
        #expect(try counts(.unsubscribe, []) == [])
        #expect(try counts(.click, [.link, .machine]) == [[2, 1, 1, 1], [1, 1, 1, 1]])
        #expect(try counts(.bounce, [.detail]) == [[1, 1, 1, 1], [2, 1, 1, 1]])
        let domains = try ledger.domainTotals(campaign: campaign.id).domains
        #expect(
            domains.map { [$0.people[.open] ?? 0, $0.raw[.open] ?? 0, $0.people[.click] ?? 0] } == [[2, 2, 1], [0, 1, 0], [0, 0, 0]])
    }

    @Test func `a report that comes twice is one event`() throws {
        let event = Event(message: keys[0], kind: .complaint, at: scratch.clock.time, facts: "{\"source\":\"arf\"}", token: "report-1")
        #expect(try ledger.record([event]) == 1)
        #expect(try ledger.record([event, event]) == 0)
        #expect(try ledger.events(of: keys[0]) == [event])
        #expect(try ledger.suppressions(of: EmailAddress("a@one.example")).count == 1)
        #expect(throws: LedgerError.noMessage(999)) { try ledger.record([Event(message: 999, kind: .open, at: scratch.clock.time)]) }
    }

    @Test func `outcomes and events are told apart by quarters of an hour`() throws {
        let hours = try ledger.outcomeCounts(campaign: campaign.id, by: [.quarter, .outcome]).filter { $0.outcome == .accepted }
        #expect(hours.map(\.count) == [2, 1])
        #expect(hours.allSatisfy { ($0.quarter?.milliseconds ?? 1) % 900_000 == 0 })
        try ledger.record([Event(message: keys[0], kind: .open, at: scratch.clock.time)])
        let quarter = try #require(hours.first?.quarter)
        #expect(try ledger.eventCounts(campaign: campaign.id, since: quarter, until: quarter + .seconds(900), by: []).map(\.events) == [1])
        #expect(try ledger.eventCounts(campaign: campaign.id, since: quarter + .seconds(900), by: []).isEmpty)
    }

    @Test func `a trace tells everything about an address`() throws {
        _ = try scratch.campaign("winter", emails: ["other@one.example", "\"E@X\"@one.example"])
        try ledger.record([Event(message: keys[4], kind: .delayed, at: scratch.clock.time)])
        let trace = try ledger.trace(EmailAddress("\"e@x\"@one.example"))
        #expect(trace.map(\.campaign.name) == ["autumn", "winter"])
        #expect(trace.map(\.message.state) == [.deferred, .queued])
        #expect(trace[0].attempts.map(\.reason) == ["connection refused"])
        #expect(trace[0].events.map(\.kind) == [.delayed])
        #expect(try ledger.trace(EmailAddress("stranger@one.example")).isEmpty)
    }

    @Test func `links keep their numbers`() throws {
        try ledger.setLinks([CampaignLink(position: 0, url: "https://a.example")], campaign: campaign.id)
        try ledger.setLinks(
            [CampaignLink(position: 0, url: "https://a.example"), CampaignLink(position: 1, url: "https://b.example")],
            campaign: campaign.id)
        #expect(throws: LedgerError.self) {
            try ledger.setLinks([CampaignLink(position: 0, url: "https://c.example")], campaign: campaign.id)
        }
        #expect(try ledger.links(campaign: campaign.id).map(\.url) == ["https://a.example", "https://b.example"])
    }
}
