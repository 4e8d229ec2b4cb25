import GRDB
import MailFormat
import Testing

@testable import Ledger

@Suite struct DNSAnswerTests {
    let folder = ScratchFolder()
    let now = Timestamp(milliseconds: 1_795_510_800_000)

    private func ledger() throws -> LedgerFile {
        try LedgerFile(path: folder.path("ledger.db"), create: true, now: { now })
    }

    private func answer(_ name: String, _ text: String = "{}", in seconds: Int) -> RememberedAnswer {
        RememberedAnswer(name: name, answer: text, expiresAt: now + .seconds(seconds))
    }

    @Test func `answers are remembered until they expire, the newest of a name`() throws {
        let ledger = try ledger()
        try ledger.remember([answer("a.example", in: 60), answer("b.example", in: 10)], at: now)
        try ledger.remember([answer("a.example", #"{"new":1}"#, in: 120)], at: now)
        let names = ["a.example", "b.example", "c.example"]
        #expect(try ledger.dnsAnswers(for: names, at: now).mapValues(\.answer) == ["a.example": #"{"new":1}"#, "b.example": "{}"])
        #expect(try ledger.dnsAnswers(for: names, at: now + .seconds(10)).keys.sorted() == ["a.example"])
        #expect(try ledger.dnsAnswers(for: [], at: now).isEmpty)
    }

    @Test func `what expired is forgotten when something is remembered`() throws {
        let ledger = try ledger()
        try ledger.remember([answer("a.example", in: 60)], at: now)
        try ledger.remember([answer("b.example", in: 600)], at: now + .seconds(60))
        let names = try ledger.pool.read { try String.fetchAll($0, sql: "SELECT name FROM dnsAnswer") }
        #expect(names == ["b.example"])
    }

    @Test func `a ledger of the first format gets the table when it is opened`() throws {
        let queue = try DatabaseQueue(path: folder.path("ledger.db"))
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: Schema.version1)
            try database.execute(sql: "PRAGMA application_id = \(Migrations.applicationID); PRAGMA user_version = 1")
        }
        try queue.close()
        let ledger = try ledger()
        try ledger.remember([answer("a.example", in: 60)], at: now)
        #expect(try ledger.dnsAnswers(for: ["a.example"], at: now).count == 1)
    }
}
