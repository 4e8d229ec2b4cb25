import Campaigns
import GRDB
import MailFormat
import Testing

@testable import Ledger

@Suite struct SubmissionTests {
    let scratch: ScratchLedger
    let receipt = SubmissionCampaign(name: "receipt", columns: ["email", "order"], frozen: "{\"a\":\"1\"}")

    init() throws { scratch = try ScratchLedger() }

    private func submission(_ key: String, _ email: String = "anna@example.org", order: String = "1001") throws -> Submission {
        Submission(key: key, digest: "\(email) \(order)", email: try EmailAddress(email), fields: [email, order])
    }

    private func submit(_ submission: Submission) throws -> (message: Int64, isNew: Bool)? {
        guard case .taken(let message, _, let isNew) = try scratch.ledger.submit(submission, to: receipt) else { return nil }
        return (message, isNew)
    }

    @Test func `the same key is one message, and another request under it a conflict`() throws {
        let first = try #require(try submit(submission("k1")))
        let again = try #require(try submit(submission("k1")))
        #expect(first.isNew && !again.isNew && again.message == first.message)
        #expect(try scratch.ledger.submit(submission("k1", order: "1002"), to: receipt) == .conflict)
        let campaign = try #require(try scratch.ledger.campaign(named: "receipt"))
        #expect(campaign.kind == .transactional && campaign.startedAt != nil)
        #expect(try scratch.ledger.counts(campaign: campaign.id).planned == 1)
        #expect(try scratch.ledger.audit(campaign: campaign.id).holds)
    }

    @Test func `one address gets a message for each key, and all are found again`() throws {
        let messages = try (1...3).map { try #require(try submit(submission("k\($0)", order: "\($0)"))).message }
        let traces = try scratch.ledger.trace(try EmailAddress("anna@example.org"))
        #expect(traces.map(\.message.key) == messages)
        #expect(traces.map { $0.message.fields[1] } == ["1", "2", "3"])
        let erasure = try scratch.ledger.erase(try EmailAddress("anna@example.org"))
        #expect(erasure.messages == 3 && erasure.cancelled == 3)
        #expect(try scratch.ledger.check().isOK)
    }

    @Test func `a run that lives leases what comes in meanwhile, and a finished campaign is ready again`() throws {
        let first = try #require(try submit(submission("k1")))
        let campaign = try #require(try scratch.ledger.campaign(named: "receipt")).id
        let run = try scratch.ledger.startRun(campaign: campaign)
        #expect(try run.lease(limit: 9).map(\.key) == [first.message])
        let second = try #require(try submit(submission("k2")))
        #expect(try run.lease(limit: 9).map(\.key) == [second.message])
        try scratch.ledger.pool.write { try $0.execute(sql: "UPDATE message SET state = 'accepted', attempts = 1; DELETE FROM tally") }
        try scratch.ledger.pool.write { try $0.execute(sql: "INSERT INTO tally VALUES (?, 'accepted', 2)", arguments: [campaign]) }
        try run.end()
        #expect(try scratch.ledger.campaign(campaign).state == .finished)
        let third = try #require(try submit(submission("k3")))
        #expect(try scratch.ledger.campaign(campaign).state == .ready)
        #expect(try scratch.ledger.startRun(campaign: campaign).lease(limit: 9).map(\.key) == [third.message])
    }

    @Test func `whoever is suppressed is not mailed, and the message says why`() throws {
        _ = try scratch.ledger.suppress([
            Suppression(address: try EmailAddress("anna@example.org"), reason: .complained, source: "test", at: scratch.ledger.now())
        ])
        let taken = try #require(try submit(submission("k1")))
        let message = try scratch.ledger.message(taken.message)
        #expect(message.state == .suppressed && message.reason == "complained")
    }

    @Test func `changed inputs and cancelled campaigns take nothing`() throws {
        _ = try submit(submission("k1"))
        var changed = receipt
        changed.frozen = "{\"a\":\"2\"}"
        #expect(try scratch.ledger.submit(submission("k2"), to: changed) == .changed)
        #expect(try scratch.ledger.submit(submission("k1"), to: changed) != .changed, "what was taken stays taken")
        #expect(throws: LedgerError.self) {
            try scratch.ledger.submit(Submission(key: "k4", digest: "", email: try EmailAddress("b@example.org"), fields: []), to: receipt)
        }
        let campaign = try #require(try scratch.ledger.campaign(named: "receipt")).id
        _ = try scratch.ledger.cancel(campaign: campaign)
        #expect(try scratch.ledger.submit(submission("k3"), to: receipt) == .cancelled)
    }
}
