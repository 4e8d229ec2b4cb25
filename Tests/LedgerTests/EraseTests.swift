import Campaigns
import Foundation
import MailFormat
import Testing

@testable import Ledger

@Suite struct EraseTests {
    let folder = ScratchFolder()
    let clock = ManualClock()
    let ledger: LedgerFile

    init() throws {
        // A stand-in for a keyed hash: what matters here is that the ledger asks for it and does not keep the address.
        let digest = AddressDigest { "h" + String($0.utf8.reduce(UInt64(7)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16) }
        ledger = try LedgerFile(path: folder.path("ledger.db"), create: true, now: clock.now, digest: digest)
    }

    func campaign(_ name: String, _ emails: [String]) throws -> Int64 {
        let enqueue = try ledger.enqueue(campaign: try ledger.addCampaign(name: name, kind: .marketing, columns: ["email", "name"]).id)
        _ = try enqueue.add(try rows(emails))
        _ = try enqueue.seal()
        return enqueue.campaign
    }

    @Test func `nothing of the address is left in the files, and the counts stay`() throws {
        let campaigns = try ["autumn", "winter"].map { try campaign($0, ["Anna.Secret@example.org", "other@example.org"]) }
        let anna = try EmailAddress("anna.secret@example.org")
        try ledger.suppress(Suppression(address: anna, reason: .complained, source: "arf of anna.secret@example.org", at: clock.time))
        try ledger.record([Event(message: 1, kind: .complaint, at: clock.time, facts: "{\"to\":\"anna.secret@example.org\"}")])
        #expect(try ledger.erase(anna) == Erasure(messages: 2, cancelled: 2, suppressions: 1))
        #expect(try ledger.trace(anna).isEmpty)
        for id in campaigns {
            #expect(try ledger.counts(campaign: id).description == "1 queued, 1 cancelled")
            #expect(try ledger.audit(campaign: id).holds)
        }
        try ledger.close()
        for suffix in ["", "-wal"] {
            let bytes = try Data(contentsOf: URL(filePath: ledger.path + suffix))
            #expect(String(decoding: bytes, as: UTF8.self).lowercased().contains("anna.secret") == false, "ledger.db\(suffix)")
        }
    }

    @Test func `an erased address is found on the list by its hash, and a person may take it off`() throws {
        let anna = try EmailAddress("anna@example.org")
        try ledger.suppress(Suppression(address: anna, reason: .unsubscribed, source: "one-click", at: clock.time))
        _ = try ledger.erase(anna)
        #expect(try ledger.suppressions(of: anna).map(\.kind) == [.digest])
        #expect(try ledger.suppressionReasons(against: [anna, EmailAddress("bob@example.org")]) == ["unsubscribed", nil])
        try ledger.unsuppress(target: "Anna@example.org", reason: "wrote to us", source: "mia")
        #expect(try ledger.suppressions(of: anna).isEmpty)
    }

    @Test func `an erased address stays suppressed`() throws {
        let anna = try EmailAddress("anna@example.org")
        try ledger.suppress(Suppression(address: anna, reason: .unsubscribed, source: "one-click", at: clock.time))
        #expect(try ledger.erase(anna).suppressions == 1)
        let id = try campaign("spring", ["ANNA@example.org", "other@example.org"])
        #expect(try ledger.counts(campaign: id).description == "1 queued, 1 suppressed")
        #expect(try ledger.reasonCounts(campaign: id, state: .suppressed) == ["unsubscribed": 1])
    }

    @Test func `without the key a suppressed address is not erased`() throws {
        let keyless = try LedgerFile(path: ledger.path, now: clock.now)
        let anna = try EmailAddress("anna@example.org")
        try keyless.suppress(Suppression(address: anna, reason: .unsubscribed, source: "one-click", at: clock.time))
        #expect(throws: LedgerError.self) { try keyless.erase(anna) }
        #expect(try keyless.suppressions(of: anna).count == 1)
    }

    @Test func `a message in somebody's hands is not erased`() throws {
        let id = try campaign("autumn", ["anna@example.org"])
        let run = try ledger.startRun(campaign: id)
        _ = try run.lease(limit: 1)
        #expect(throws: LedgerError.self) { try ledger.erase(EmailAddress("anna@example.org")) }
        try run.end()
        #expect(try ledger.erase(EmailAddress("anna@example.org")).cancelled == 1)
    }

    @Test func `the address is taken out of other people's rows, and theirs stay whole`() throws {
        let enqueue = try ledger.enqueue(
            campaign: try ledger.addCampaign(name: "autumn", kind: .marketing, columns: ["email", "friend"]).id)
        let friends = ["ann@example.org", "joann@example.org", "ask Ann@Example.org, \"ann\""]
        _ = try enqueue.add(
            try friends.enumerated().map {
                try NewMessage(line: $0.offset, email: EmailAddress("u\($0.offset)@example.org"), fields: ["x", $0.element])
            })
        _ = try enqueue.seal()
        let ann = try EmailAddress("ann@example.org")
        #expect(try ledger.mentions(of: ann) == 2)
        #expect(try ledger.erase(ann).mentions == 2)
        #expect(try ledger.mentions(of: ann) == 0)
        let fields = try (1...3).map { try ledger.message($0).fields[1] }
        #expect(fields == ["erased@invalid", "joann@example.org", "ask erased@invalid, \"ann\""])
    }

    @Test func `an audience that is being written is not erased from`() throws {
        let enqueue = try ledger.enqueue(campaign: try ledger.addCampaign(name: "autumn", kind: .marketing, columns: ["email", "name"]).id)
        _ = try enqueue.add(try rows(["anna@example.org"]))
        #expect(throws: LedgerError.self) { try ledger.erase(EmailAddress("anna@example.org")) }
        _ = try enqueue.seal()
        #expect(try ledger.erase(EmailAddress("anna@example.org")).cancelled == 1)
    }

    @Test func `a stranger leaves nothing to erase`() throws {
        #expect(try ledger.erase(EmailAddress("nobody@example.org")) == Erasure())
    }
}
