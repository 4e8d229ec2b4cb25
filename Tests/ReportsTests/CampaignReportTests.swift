import Foundation
import Ledger
import MailFormat
import MailshotTestSupport
import Reports
import Testing

/// The numbers of a campaign are those of the events that were recorded, in every form alike.
@Suite struct CampaignReportTests {
    private static let links = ["https://example.com/a", "https://example.com/b"]
    private static let emails = ["ann@example.org", "bob@example.org", "cem@example.net", "dea@example.net", "no@example.net"]

    /// Ann opened twice and clicked both links, a scanner followed one; Bob's proxy opened for him, then he did; Cem's mail came back;
    /// Dea left and complained.
    private static func lived(_ body: (SentCampaign) throws -> Void) async throws {
        try await SentCampaign.with(emails, links: links) { sent in
            try sent.happens(.open, to: 0)
            try sent.happens(.open, to: 0)
            try sent.happens(.click, to: 0, machine: true, link: 1)
            try sent.happens(.click, to: 0, link: 0)
            try sent.happens(.click, to: 0, link: 1)
            try sent.happens(.click, to: 0, link: 1)
            try sent.happens(.open, to: 1, machine: true)
            try sent.happens(.open, to: 1)
            try sent.happens(.open, to: 3, machine: true)
            try sent.happens(.bounce, to: 2, detail: "hard")
            try sent.happens(.delivered, to: 0)
            try sent.happens(.unsubscribe, to: 3)
            try sent.happens(.complaint, to: 3)
            try body(sent)
        }
    }

    @Test func `people and machines are counted apart, and each recipient once`() async throws {
        try await Self.lived { sent in
            let report = try CampaignReport(sent.record, in: sent.ledger)
            #expect(report.planned == 5 && report.messages["accepted"] == 4 && report.messages["refused"] == 1)
            #expect(report.opens.unique == 2 && report.opens.total == 3 && report.opens.machine == 2)
            #expect(report.clicks.unique == 1 && report.clicks.total == 3 && report.clicks.machine == 1)
            #expect(report.unsubscribes == 1 && report.complaints == 1)
            #expect(report.bounces["hard"] == 1 && report.bounces["soft"] == 0)
            #expect(report.stage(.opened)?.count == 2 && report.stage(.opened)?.raw == 3)
            #expect(report.stage(.opened)?.rate == 0.5)
            #expect(report.stage(.delivered)?.count == 1)
        }
    }

    @Test func `what was recorded is what the events of the messages add up to`() async throws {
        try await Self.lived { sent in
            let report = try CampaignReport(sent.record, in: sent.ledger)
            let events = try sent.keys.flatMap { try sent.ledger.events(of: $0) }
            for (kind, figures) in [(Event.Kind.open, report.opens), (.click, report.clicks)] {
                let own = events.filter { $0.kind == kind }
                let people = own.filter { !$0.machine }
                #expect(figures.unique == Set(people.map(\.message)).count)
                #expect(figures.total == people.count)
                #expect(figures.machine == own.count - people.count)
            }
            for (position, url) in Self.links.enumerated() {
                let clicks = events.filter { $0.kind == .click && $0.link == position && !$0.machine }
                let link = try #require(report.links.first { $0.url == url })
                #expect(link.total == clicks.count && link.unique == Set(clicks.map(\.message)).count)
            }
        }
    }

    @Test func `json, rows and text say the same numbers`() async throws {
        try await Self.lived { sent in
            let report = try LinksReport(sent.record, in: sent.ledger)
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            let object = try #require(try JSONSerialization.jsonObject(with: encoder.encode(report)) as? [String: Any])
            let links = try #require(object["links"] as? [[String: Any]])
            let text = report.text(on: Page()).split(separator: "\n")
            #expect(links.count == report.rows.rows.count)
            for (link, row) in zip(links, report.rows.rows) {
                let cells = Dictionary(uniqueKeysWithValues: zip(report.rows.columns, row))
                for key in ["unique", "total", "machine"] { #expect(cells[key] == (link[key] as? Int).map(String.init)) }
                let url = try #require(link["url"] as? String)
                let line = try #require(text.first { $0.hasSuffix(url) })
                let words = line.split(separator: " ").map(String.init)
                let total = try #require(cells["total"] ?? nil)
                #expect(words.first == (cells["unique"] ?? nil) && words.contains(total))
            }
        }
    }

    @Test func `a period counts what happened in it`() async throws {
        try await Self.lived { sent in
            let before = sent.clock.now()
            sent.clock.advance(by: .seconds(3600))
            try sent.happens(.open, to: 2)
            let later = Period(since: before + .seconds(1800))
            let report = try CampaignReport(sent.record, in: sent.ledger, period: later)
            #expect(report.opens.unique == 1 && report.opens.machine == 0 && report.clicks.total == 0)
            // Where messages are now does not depend on the period.
            #expect(report.messages["accepted"] == 4)
        }
    }

    @Test func `relays and domains add up to the campaign`() async throws {
        try await Self.lived { sent in
            let report = try CampaignReport(sent.record, in: sent.ledger)
            #expect(report.relays.map(\.accepted).reduce(0, +) == 4 && report.relays.map(\.refused).reduce(0, +) == 1)
            #expect(report.domains.map(\.name) == ["example.net", "example.org"])
            #expect(report.domains.map(\.accepted) == [2, 2])
        }
    }

    @Test func `a campaign to nobody has no rates`() async throws {
        try await SentCampaign.with([]) { sent in
            let report = try CampaignReport(sent.record, in: sent.ledger)
            #expect(report.planned == 0 && report.stage(.opened)?.rate == nil)
            #expect(!report.text(on: Page()).contains("nan"))
        }
    }
}
