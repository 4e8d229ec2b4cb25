import Campaigns
import Foundation
import GRDB
import MailFormat
import Testing

@testable import Ledger

@Suite struct OpeningTests {
    let folder = ScratchFolder()
    var path: String { folder.path("ledger.db") }

    func open(create: Bool = false) throws -> LedgerFile { try LedgerFile(path: path, create: create, now: ManualClock().now) }

    /// Changes the file behind the ledger's back.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test func `a missing file is an error unless it may be made`() throws {
        #expect(throws: LedgerError.notFound(path: path)) { try open() }
        #expect(!FileManager.default.fileExists(atPath: path))
        try open(create: true).close()
        try open().close()
    }

    @Test func `a missing folder is not found`() {
        let path = folder.path("no/ledger.db")
        #expect(throws: LedgerError.notFound(path: path)) { try LedgerFile(path: path, create: true, now: ManualClock().now) }
    }

    @Test func `commits are synced: FULL on the writer, WAL, no automatic checkpoint, references enforced`() throws {
        let ledger = try open(create: true)
        let writer = try ledger.pool.writeWithoutTransaction { database in
            try ["synchronous", "foreign_keys", "wal_autocheckpoint", "trusted_schema", "query_only"].map {
                try Int.fetchOne(database, sql: "PRAGMA \($0)")
            }
        }
        #expect(writer == [2, 1, 0, 0, 0])
        #expect(try ledger.pool.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        #expect(try ledger.pool.read { try Int.fetchOne($0, sql: "PRAGMA query_only") } == 1)
    }

    @Test func `nobody else may read the files`() throws {
        let before = umask(0)
        defer { umask(before) }
        let ledger = try open(create: true)
        _ = try ledger.campaigns()
        for suffix in ["", "-wal", "-shm", "-lock"] {
            let mode = try FileManager.default.attributesOfItem(atPath: path + suffix)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(suffix)")
        }
    }

    @Test func `a ledger of a later version is refused and left alone`() throws {
        try open(create: true).close()
        try tamper("PRAGMA user_version = 99")
        #expect(throws: LedgerError.newer(path: path, version: 99, known: Migrations.current)) { try open() }
        try tamper("PRAGMA user_version = \(Migrations.current)")
        try open().close()
    }

    @Test func `a ledger of the first version is brought up, and keeps its messages`() throws {
        try tamper(Schema.version1 + "PRAGMA application_id = \(Migrations.applicationID); PRAGMA user_version = 1")
        try tamper("INSERT INTO rate (name, state, at) VALUES ('relay a', '{}', 1)")
        try tamper(
            """
            INSERT INTO campaign (id, name, kind, state, uncertain, columns, frozen, createdAt)
            VALUES (1, 'old', 'marketing', 'enqueuing', 'hold', '[]', '{}', 0);
            INSERT INTO message (id, campaign, email, state, line, fields, date, at) VALUES (1, 1, 'ann@example.org', 'queued', 2, '[]', 0, 0)
            """)
        let ledger = try open()
        #expect(try ledger.nextSlot(of: "relay a") == nil)
        #expect(try ledger.campaigns().map(\.name) == ["old"])
        try ledger.close()
    }

    @Test func `a database of another program is refused and left alone`() throws {
        try tamper("CREATE TABLE song (id INTEGER PRIMARY KEY)")
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(throws: LedgerError.notALedger(path: path)) { try open() }
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }

    @Test(arguments: [
        "this is a letter, not a database, and it is longer than a header of SQLite would ever have to be", "SQLite format 3\0 and no more",
    ])
    func `a file that is no database is refused`(content: String) throws {
        try Data((content + String(repeating: "x", count: 2000)).utf8).write(to: URL(filePath: path))
        #expect(throws: LedgerError.notALedger(path: path)) { try open() }
    }

    @Test func `a damaged page is named, not believed`() throws {
        let ledger = try open(create: true)
        let campaign = try ledger.addCampaign(name: "autumn", kind: .marketing, columns: ["email"])
        let enqueue = try ledger.enqueue(campaign: campaign.id)
        _ = try enqueue.add(
            (1...2000).map { try NewMessage(line: $0, email: EmailAddress("user\($0)@example.org"), fields: ["user\($0)@example.org"]) })
        _ = try enqueue.seal()
        try ledger.close()
        let file = try FileHandle(forUpdating: URL(filePath: path))
        for page in stride(from: 60, to: 100, by: 1) {
            try file.seek(toOffset: UInt64(page * 4096))
            try file.write(contentsOf: Data(repeating: 0xa5, count: 4096))
        }
        try file.close()
        let damaged = try open()
        #expect(throws: LedgerError.self) {
            guard try damaged.check().isOK else { throw LedgerError.corrupt(path: path, detail: "check") }
        }
        do {
            _ = try damaged.audit(campaign: campaign.id)
            Issue.record("the audit read 40 pages of rubbish")
        } catch {
            guard case .corrupt = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func `a full disk fails the transaction whole and ends writing`() throws {
        let ledger = try open(create: true)
        let campaign = try ledger.addCampaign(name: "autumn", kind: .marketing, columns: ["email"])
        let enqueue = try ledger.enqueue(campaign: campaign.id)
        _ = try enqueue.add([NewMessage(line: 1, email: EmailAddress("first@example.org"), fields: ["first@example.org"])])
        try ledger.pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + 4)")
        }
        let batch = try (1...5000).map { try NewMessage(line: $0, email: EmailAddress("user\($0)@example.org"), fields: ["x"]) }
        #expect(throws: LedgerError.diskFull(path: path)) { try enqueue.add(batch) }
        #expect(ledger.failure == .diskFull(path: path))
        #expect(throws: LedgerError.diskFull(path: path)) { try ledger.relay(named: "ses") }
        #expect(try ledger.counts(campaign: campaign.id).description == "1 queued")
        #expect(try open().check().isOK)
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func `a ledger that cannot be written says so`() throws {
        try open(create: true).close()
        chmod(path, 0o400)
        #expect(throws: LedgerError.readOnly(path: path)) { try open() }
    }

    @Test func `two openers of a new file make one ledger`() async throws {
        let path = path
        try await withThrowingTaskGroup { group in
            for number in 0..<8 {
                group.addTask {
                    let ledger = try LedgerFile(path: path, create: true, now: ManualClock().now)
                    _ = try ledger.addCampaign(name: "c\(number)", kind: .marketing, columns: [])
                    try ledger.close()
                }
            }
            try await group.waitForAll()
        }
        #expect(try open().campaigns().count == 8)
    }
}
