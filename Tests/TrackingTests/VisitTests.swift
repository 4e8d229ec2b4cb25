import Campaigns
import Foundation
import Ledger
import MailFormat
import MailshotTestSupport
import Testing
import Tracking

@Suite struct VisitTests {
    private let browser = ["User-Agent": ServeStage.browser]

    @Test func `a person's visit keeps its facts and no address`() async throws {
        try await ServeStage.with { stage async throws in
            stage.clock.advance(by: .seconds(600))
            _ = try await stage.talk.get("/o/\(stage.handle()).gif", browser)
            _ = try await stage.talk.get("/c/\(stage.handle())/2", browser)
            let events = try await stage.events()
            #expect(events.map(\.kind) == [.open, .click] && events.map(\.machine) == [false, false] && events[1].link == 2)
            for event in events {
                let facts = event.facts ?? ""
                #expect(facts.contains("\"verdict\":\"person\"") && facts.contains("Firefox") && facts.contains("\"seconds\":600"))
                #expect(!facts.contains("127.0.0.1"))
            }
        }
    }

    @Test func `the same visit again within a minute is one event, in the next another`() async throws {
        try await ServeStage.with { stage async throws in
            stage.clock.advance(by: .seconds(3600))
            for _ in 0..<5 { _ = try await stage.talk.get("/o/\(stage.handle()).gif", browser) }
            stage.clock.advance(by: .seconds(60))
            _ = try await stage.talk.get("/o/\(stage.handle()).gif", browser)
            #expect(try await stage.events().count == 2)
        }
    }

    @Test func `who follows all links at once is a machine, also for those it followed first`() async throws {
        try await ServeStage.with { stage async throws in
            stage.clock.advance(by: .seconds(600))
            for link in 0...2 { _ = try await stage.talk.get("/c/\(stage.handle())/\(link)", browser) }
            let events = try await stage.events()
            #expect(events.count == 3 && events.allSatisfy(\.machine))
            #expect(events.allSatisfy { $0.facts?.contains("\"verdict\":\"machine\"") == true })
        }
    }

    @Test func `who follows the hidden link is a machine, a moment before and a minute after`() async throws {
        try await ServeStage.with { stage async throws in
            stage.clock.advance(by: .seconds(600))
            _ = try await stage.talk.get("/c/\(stage.handle())/0", browser)
            #expect(try await stage.talk.get("/h/\(stage.handle())", browser).status == 200)
            stage.clock.advance(by: .seconds(30))
            _ = try await stage.talk.get("/c/\(stage.handle())/1", browser)
            let events = try await stage.events()
            #expect(events.map(\.detail) == ["", "honeypot", ""] && events.allSatisfy(\.machine))
        }
    }

    @Test func `a HEAD just before gives a machine away`() async throws {
        try await ServeStage.with { stage async throws in
            stage.clock.advance(by: .seconds(600))
            _ = try await stage.talk.request("HEAD", "/c/\(stage.handle())/0", browser)
            _ = try await stage.talk.get("/c/\(stage.handle())/0", browser)
            #expect(try await stage.events().map(\.machine) == [true])
        }
    }

    @Test(arguments: ["opens", "clicks", "aggregate", "gpc", "column"])
    func `nothing of a recipient is kept where it shall not be`(wish: String) async throws {
        var options = ServeStage.Options()
        options.change = { settings in
            switch wish {
            case "opens": settings.visits.opens = false
            case "clicks": settings.visits.clicks = false
            case "aggregate": settings.visits.isAggregate = true
            default: settings.visits.optOutColumn = "quiet"
            }
        }
        try await ServeStage.with(options) { stage async throws in
            stage.clock.advance(by: .seconds(600))
            let headers = wish == "gpc" ? browser.merging(["Sec-GPC": "1"]) { $1 } : browser
            let row = wish == "column" ? 2 : 0
            #expect(try await stage.talk.get("/o/\(stage.handle(row)).gif", headers).status == 200)
            #expect(try await stage.talk.get("/c/\(stage.handle(row))/0", headers).status == 302)
            let kinds = try await stage.events(row).map(\.kind)
            let counts = try stage.ledger.visitCounts(campaign: stage.campaign.id)
            switch wish {
            case "opens": #expect(kinds == [.click] && counts.isEmpty)
            case "clicks": #expect(kinds == [.open] && counts.isEmpty)
            default:
                #expect(kinds.isEmpty)
                #expect(counts.map(\.kind) == [.click, .open] && counts.map(\.count) == [1, 1] && counts.map(\.link) == [0, nil])
            }
        }
    }

    @Test func `a visit before the acceptance is known settles nothing and is kept`() async throws {
        var options = ServeStage.Options()
        options.unsent = 1
        try await ServeStage.with(options) { stage async throws in
            _ = try await stage.talk.get("/o/\(stage.handle(2)).gif", browser)
            #expect(try await stage.events(2).count == 1)
            #expect(try stage.ledger.message(stage.recipients[2].key).state == .leased)
        }
    }
}
