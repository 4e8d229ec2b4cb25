import Campaigns
import Foundation
import GRDB
import MailFormat
import Testing

@testable import Ledger

extension Database {
    /// The number a query gives.
    func count(_ sql: String) throws -> Int { try Int.fetchOne(self, sql: sql) ?? -1 }
}

@Suite struct CareTests {
    let scratch: ScratchLedger
    let campaign: CampaignRecord
    var ledger: LedgerFile { scratch.ledger }

    init() throws {
        scratch = try ScratchLedger()
        campaign = try scratch.campaign(recipients: 20)
    }

    /// Changes the ledger by hand, as with the sqlite3 shell.
    func tamper(_ sql: String) throws {
        try ledger.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA foreign_keys = OFF; \(sql); PRAGMA foreign_keys = ON") }
    }

    @Test func `an untouched ledger passes`() throws {
        let check = try ledger.check()
        #expect(check.isOK)
        #expect(check.audits.map(\.counted.planned) == [20])
    }

    /// What somebody does by hand, and whether the audit of the campaign or the check of the file finds it.
    @Test(arguments: [
        ("UPDATE message SET state = 'accepted', attempts = 1 WHERE id = 3", false),
        ("DELETE FROM message WHERE id = 3", false),
        ("UPDATE tally SET count = count + 1", false),
        (
            "UPDATE message SET state = 'accepted' WHERE id = 3; UPDATE tally SET count = 19; INSERT INTO tally VALUES (1, 'accepted', 1)",
            false
        ),
        (
            "INSERT INTO message (campaign, email, state, line, fields, date, at) VALUES (1, 'new@example.org', 'queued', 1, '[]', 0, 0); UPDATE tally SET count = 21",
            false
        ),
        ("UPDATE message SET email = 'other@example.org' WHERE id = 3", false),
        ("DELETE FROM recipient WHERE message = 3", false),
        ("UPDATE message SET relay = 77 WHERE id = 3", true),
        ("DELETE FROM campaign", true),
    ])
    func `what was changed by hand is found`(sql: String, onlyByCheck: Bool) throws {
        try tamper(sql)
        if !onlyByCheck { #expect(try !ledger.audit(campaign: campaign.id).holds) }
        #expect(try !ledger.check().isOK)
    }

    /// What the schema itself refuses.
    @Test(arguments: [
        "UPDATE message SET state = 'sent' WHERE id = 1", "UPDATE message SET state = 'leased' WHERE id = 1",
        "UPDATE message SET state = 'deferred' WHERE id = 1",
        "UPDATE message SET notBefore = 1 WHERE id = 1", "UPDATE message SET email = 'nobody' WHERE id = 1",
        "UPDATE message SET line = 'x' WHERE id = 1",
        "UPDATE message SET relay = 77 WHERE id = 1", "INSERT INTO recipient VALUES (1, 'USER1@EXAMPLE.ORG', 1)",
        "UPDATE tally SET count = -1",
        "UPDATE campaign SET state = 'done'", "UPDATE campaign SET kind = 'spam'",
        "INSERT INTO campaign SELECT 9, name, kind, state, uncertain, columns, frozen, 1, 1, 0, 0, NULL, NULL FROM campaign",
        "INSERT INTO suppression (kind, target, reason, source, at) VALUES ('address', '@example.org', 'manual', '', 0)",
        "INSERT INTO suppression (kind, target, reason, source, at) VALUES ('domain', 'example.org', 'manual', '', 0)",
        "INSERT INTO suppression (kind, target, reason, source, at) VALUES ('address', 'a@example.org', 'because', '', 0)",
        "INSERT INTO event (campaign, message, kind, at) VALUES (1, 999, 'open', 0)",
        "INSERT INTO attempt (message, number, disposition, at) VALUES (1, 0, 'deferred', 0)",
    ])
    func `the schema keeps its promises`(sql: String) throws {
        #expect(throws: DatabaseError.self) { try ledger.pool.writeWithoutTransaction { try $0.execute(sql: sql) } }
    }

    @Test func `a backup is a ledger, whole, for its owner only, and never over another file`() throws {
        let copy = scratch.folder.path("copy.db")
        try ledger.backup(to: copy)
        #expect(try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int == 0o600)
        let other = try LedgerFile(path: copy, now: scratch.clock.now)
        #expect(try other.check().isOK)
        #expect(try other.counts(campaign: campaign.id).description == "20 queued")
        #expect(throws: LedgerError.self) { try ledger.backup(to: copy) }
    }

    @Test func `a backup of a ledger that does not hold is refused and removed`() throws {
        try tamper("UPDATE tally SET count = count + 1")
        let copy = scratch.folder.path("copy.db")
        #expect(throws: LedgerError.self) { try ledger.backup(to: copy) }
        #expect(!FileManager.default.fileExists(atPath: copy))
    }

    @Test func `a summary tells what is there`() throws {
        let summary = try ledger.summary()
        #expect(summary.format == Migrations.current)
        #expect(summary.messages == 20)
        #expect(summary.campaigns.map(\.name) == ["autumn"])
        #expect(summary.bytes > 0)
        #expect(summary.sqlite.hasPrefix("3."))
    }

    @Test func `the WAL is written back before it grows`() throws {
        let other = try ledger.addCampaign(name: "large", kind: .marketing, columns: ["x"])
        let enqueue = try ledger.enqueue(campaign: other.id)
        let filler = String(repeating: "x", count: 3000)
        for batch in 0..<12 {
            _ = try enqueue.add(
                (0..<1000).map { try NewMessage(line: $0, email: EmailAddress("user\(batch * 1000 + $0)@example.org"), fields: [filler]) })
        }
        let size = try FileManager.default.attributesOfItem(atPath: ledger.path + "-wal")[.size] as? Int ?? 0
        #expect(size < 30 << 20, "36 MB were written, and 16 MiB start a checkpoint")
        try ledger.close()
        #expect(
            try FileManager.default.attributesOfItem(atPath: ledger.path + "-wal")[.size] as? Int == 0,
            "closing leaves everything in the file")
    }

    @Test(arguments: [
        LedgerError.notFound(path: "p.db"), .newer(path: "p.db", version: 9, known: 1), .notALedger(path: "p.db"),
        .corrupt(path: "p.db", detail: "d"),
        .readOnly(path: "p.db"), .diskFull(path: "p.db"), .io(path: "p.db", detail: "d"), .busy(path: "p.db"),
    ])
    func `errors name the file and the fix in one sentence`(error: LedgerError) {
        #expect(error.description.hasPrefix("p.db: "))
        #expect(!error.description.hasSuffix("."))
        #expect(error.description.contains(";"))
    }
}
