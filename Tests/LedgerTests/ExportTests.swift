import Foundation
import GRDB
import MailFormat
import Testing

@testable import Ledger

/// The documented views, and reading tables row by row.
@Suite struct ExportTests {
    let scratch: ScratchLedger
    var ledger: LedgerFile { scratch.ledger }

    init() throws { scratch = try ScratchLedger() }

    func rows(_ name: String) throws -> [[String: LedgerValue]] {
        let table = try #require(try ledger.tables().first { $0.name == name })
        var rows: [[String: LedgerValue]] = []
        try ledger.forEachRow(of: table) { row in
            rows.append(Dictionary(uniqueKeysWithValues: zip(table.columns, row)))
            return true
        }
        return rows
    }

    @Test func `every view can be read, and its columns are the documented ones`() throws {
        let campaign = try scratch.campaign(emails: ["anna@example.org", "bob@mail.example.net"])
        let message = try #require(try ledger.trace(EmailAddress("anna@example.org")).first).message
        try ledger.setLinks([.init(position: 0, url: "https://example.com/")], campaign: campaign.id)
        let moment = Timestamp(milliseconds: 1_795_000_000_999)
        try ledger.record([
            Event(message: message.key, kind: .click, machine: true, link: 0, at: moment, facts: "{\"verdict\":\"machine\"}")
        ])
        try ledger.suppress(Suppression(domain: "example.com", reason: .manual, source: "test", at: moment))

        let views = try ledger.tables().filter(\.isDocumented)
        #expect(views.map(\.name) == Views.all.map(\.name))
        let document = try String(contentsOf: Self.document, encoding: .utf8)
        for view in views {
            let line = try #require(
                document.split(separator: "\n").first { $0.hasPrefix("| `v_\(view.name)` |") }, "\(view.name) is documented")
            for column in view.columns { #expect(line.contains("`\(column)`"), "\(view.name).\(column) is documented") }
        }

        #expect(try self.rows("campaign").map { $0["planned"] } == [.integer(2)])
        #expect(try self.rows("message").map { $0["domain"] } == [.text("example.org"), .text("mail.example.net")])
        #expect(try self.rows("message").map { $0["accepted_at"] } == [.null, .null])
        let event = try #require(try self.rows("event").first)
        #expect(event["at"] == .text("2026-11-18T11:06:40.999Z") && event["at"] == .text(DateFormat.iso8601(moment, milliseconds: true)))
        #expect(
            event["email"] == .text("anna@example.org") && event["url"] == .text("https://example.com/") && event["machine"] == .integer(1))
        // The address stands in the row once, and in the view in its merge field too.
        let fields = try self.rows("field").map { [$0["name"], $0["value"]] }
        #expect(fields.prefix(2) == [[.text("email"), .text("anna@example.org")], [.text("name"), .text("Name 0")]])
        #expect(try self.rows("suppression").map { $0["expires_at"] } == [.null])
        #expect(try self.rows("suppression_change").map { $0["action"] } == [.text("added")])
        #expect(try self.rows("link").count == 1)
    }

    @Test func `the tables behind the views can be read too, and reading stops when asked`() throws {
        _ = try scratch.campaign(recipients: 20)
        let table = try #require(try ledger.tables().first { $0.name == "recipient" })
        #expect(!table.isDocumented && table.columns == ["campaign", "email", "message"])
        var read = 0
        try ledger.forEachRow(of: table) { _ in
            read += 1
            return read < 7
        }
        #expect(read == 7)
    }

    @Test func `a ledger of a former format gets the views of this one`() throws {
        let path = scratch.folder.path("former.db")
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            for step in Migrations.steps.dropLast() { try step(database) }
            try database.execute(
                sql: """
                    CREATE VIEW v_event AS SELECT 1 AS one;
                    PRAGMA application_id = \(Migrations.applicationID); PRAGMA user_version = \(Migrations.current - 1)
                    """)
        }
        try queue.close()
        let table = try #require(try LedgerFile(path: path, now: scratch.clock.now).tables().first { $0.name == "event" })
        #expect(table.columns.contains("facts"))
    }

    /// docs/ledger.md, which describes the views.
    private static let document = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/ledger.md")
        .standardizedFileURL
}
