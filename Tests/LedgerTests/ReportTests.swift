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

    @Test func `relays, domains, replies and reasons are counted`() throws {
        let relays = try ledger.relayCounts(campaign: campaign.id)
        #expect(
            relays.map { "\($0.name): \($0.counts)" } == [
                ": 1 suppressed, 1 failed", "office: 1 accepted, 1 refused", "ses: 2 accepted, 1 deferred",
            ])
        let domains = try ledger.domainCounts(campaign: campaign.id)
        #expect(
            domains.map { "\($0.name): \($0.counts)" } == [
                "one.example: 2 accepted, 1 deferred", "two.example: 1 accepted, 1 refused, 1 failed", "gone.example: 1 suppressed",
            ])
        let replies = try ledger.replyCounts(campaign: campaign.id)
        #expect(
            Set(replies.map { "\($0.state) \($0.code ?? 0) \($0.example)" }) == [
                "deferred 0 connection refused", "failed 0 no value for 'name'", "refused 550 No such user",
            ])
        #expect(try ledger.reasonCounts(campaign: campaign.id, state: .suppressed) == ["unsubscribed": 1])
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
        #expect(try ledger.engagement(.open, campaign: campaign.id) == EngagementCounts(unique: 2, total: 3, machine: 1))
        #expect(try ledger.engagement(.unsubscribe, campaign: campaign.id) == EngagementCounts())
        #expect(
            try ledger.linkCounts(campaign: campaign.id).map(\.clicks) == [
                EngagementCounts(), EngagementCounts(unique: 1, total: 2, machine: 1),
            ])
        #expect(try ledger.bounceCounts(campaign: campaign.id) == ["soft": 1, "hard": 1])
    }

    @Test func `a report that comes twice is one event`() throws {
        let event = Event(message: keys[0], kind: .complaint, at: scratch.clock.time, facts: "{\"source\":\"arf\"}", token: "report-1")
        #expect(try ledger.record([event]) == 1)
        #expect(try ledger.record([event, event]) == 0)
        #expect(try ledger.events(of: keys[0]) == [event])
        #expect(try ledger.suppressions(of: EmailAddress("a@one.example")).count == 1)
        #expect(throws: LedgerError.noMessage(999)) { try ledger.record([Event(message: 999, kind: .open, at: scratch.clock.time)]) }
    }

    @Test func `acceptances and events make a timeline`() throws {
        let hours = try ledger.timeline(campaign: campaign.id, of: nil, span: .seconds(3600))
        #expect(hours.map(\.count) == [2, 1])
        #expect(hours.allSatisfy { $0.start.milliseconds % 3_600_000 == 0 })
        try ledger.record([Event(message: keys[0], kind: .open, at: scratch.clock.time)])
        #expect(try ledger.timeline(campaign: campaign.id, of: .open, span: .seconds(60)).map(\.count) == [1])
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
