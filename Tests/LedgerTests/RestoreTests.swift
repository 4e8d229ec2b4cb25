import Campaigns
import Foundation
import GRDB
import MailFormat
import Testing

@testable import Ledger

/// A backup takes the ledger's place: checked, nothing lost, nothing sent twice.
@Suite struct RestoreTests {
    let scratch: ScratchLedger
    var path: String { scratch.ledger.path }

    init() throws { scratch = try ScratchLedger() }

    /// A backup of a ledger with one campaign, and what came after it; the ledger is closed.
    func backup() throws -> String {
        _ = try scratch.campaign(recipients: 3)
        let copy = scratch.folder.path("copy.db")
        try scratch.ledger.backup(to: copy)
        _ = try scratch.campaign("winter", recipients: 2)
        try scratch.ledger.suppress(
            Suppression(address: EmailAddress("user1@example.org"), reason: .unsubscribed, source: "late", at: scratch.clock.time))
        try scratch.ledger.close()
        return copy
    }

    func restore(_ copy: String) throws -> Restoration {
        try LedgerFile.restore(from: copy, to: path, now: scratch.clock.now, digest: nil)
    }

    @Test func `campaigns are paused, later suppressions stay, later numbers are not given again, the old ledger is kept`() throws {
        let copy = try backup()
        let before = try Data(contentsOf: URL(filePath: copy))
        let restoration = try restore(copy)
        #expect(restoration.paused == ["autumn"] && restoration.suppressions == 1 && restoration.forgotten.isEmpty)
        #expect(try Data(contentsOf: URL(filePath: copy)) == before, "the backup is not changed")
        let ledger = try scratch.reopened()
        #expect(try ledger.campaigns().map(\.name) == ["autumn"])
        #expect(try ledger.campaigns().first?.pauseCause?.contains("restored from a backup") == true)
        #expect(try ledger.suppressions(of: EmailAddress("user1@example.org")).map(\.source) == ["late"])
        #expect(try ledger.addCampaign(name: "new", kind: .marketing, columns: []).id > 2)
        let kept = try LedgerFile(path: try #require(restoration.kept), now: scratch.clock.now)
        #expect(try kept.campaigns().map(\.name) == ["autumn", "winter"])
        #expect(try !FileManager.default.contentsOfDirectory(atPath: scratch.folder.root).contains { $0.contains("restoring") })
    }

    @Test func `messages that were accepted later are counted`() throws {
        let copy = try backup()
        let ledger = try scratch.reopened()
        try ledger.pool.writeWithoutTransaction {
            try $0.execute(
                sql: """
                    UPDATE message SET state = 'accepted', attempts = 1 WHERE id = 1; UPDATE tally SET count = count - 1 WHERE campaign = 1;
                    INSERT INTO tally VALUES (1, 'accepted', 1)
                    """)
        }
        try ledger.close()
        #expect(try restore(copy).forgotten == ["autumn": 1])
    }

    @Test func `a ledger that somebody has open is left alone`() throws {
        let copy = try backup()
        let other = try scratch.reopened()
        #expect(throws: LedgerError.busy(path: path)) { try restore(copy) }
        #expect(try other.campaigns().count == 2)
    }

    @Test func `a damaged ledger is replaced and kept as it is`() throws {
        let copy = try backup()
        try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
        let restoration = try restore(copy)
        #expect(try Data(contentsOf: URL(filePath: try #require(restoration.kept))).count == 8192)
        #expect(try scratch.reopened().check().isOK)
    }

    @Test func `what was kept is not written over by what is kept in the same second`() throws {
        let copy = try backup()
        let first = try #require(try restore(copy).kept)
        let second = try #require(try restore(copy).kept)
        #expect(first != second)
        #expect(try LedgerFile(path: first, now: scratch.clock.now).campaigns().map(\.name) == ["autumn", "winter"])
        #expect(try LedgerFile(path: second, now: scratch.clock.now).campaigns().map(\.name) == ["autumn"])
    }

    @Test func `what is no sound backup changes nothing`() throws {
        let copy = try backup()
        let before = try Data(contentsOf: URL(filePath: path))
        let text = scratch.folder.path("text")
        try Data("not a ledger, but a text of some length".utf8).write(to: URL(filePath: text))
        let failing = scratch.folder.path("failing.db")
        try FileManager.default.copyItem(atPath: copy, toPath: failing)
        let queue = try DatabaseQueue(path: failing)
        try queue.writeWithoutTransaction { try $0.execute(sql: "UPDATE tally SET count = count + 1") }
        try queue.close()
        // SQLite takes what is empty or very short for a new database.
        let (empty, short, foreign) = (scratch.folder.path("empty"), scratch.folder.path("short"), scratch.folder.path("foreign.db"))
        try Data().write(to: URL(filePath: empty))
        try Data("x".utf8).write(to: URL(filePath: short))
        try DatabaseQueue(path: foreign).writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 0; VACUUM") }
        for file in [empty, short, foreign, "/dev/null"] {
            #expect(throws: LedgerError.notALedger(path: file), "\(file)") { try restore(file) }
        }
        for file in [text, failing, scratch.folder.path("missing")] {
            #expect(throws: LedgerError.self, "\(file)") { try restore(file) }
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
}
