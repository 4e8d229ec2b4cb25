import Foundation
import Ledger
import MailFormat
import Testing

@Suite struct SuppressionTests {
    let scratch: ScratchLedger
    var ledger: LedgerFile { scratch.ledger }

    init() throws { scratch = try ScratchLedger() }

    func suppression(_ email: String, _ reason: Suppression.Reason = .manual, scope: String = "", lasting: Duration? = nil) throws
        -> Suppression
    {
        Suppression(
            address: try EmailAddress(email), scope: scope, reason: reason, source: "test", at: scratch.clock.time,
            expiresAt: lasting.map { scratch.clock.time + $0 })
    }

    @Test func `an address is suppressed once, compared without case`() throws {
        #expect(try ledger.suppress(try suppression("Anna@example.org", .unsubscribed)))
        #expect(try ledger.suppress(try suppression("anna@example.org", .bounced)) == false)
        let found = try ledger.suppressions(of: EmailAddress("ANNA@example.org"))
        #expect(found.map(\.reason) == [.unsubscribed])
        #expect(try ledger.suppressionCounts() == [.unsubscribed: 1])
    }

    @Test func `the longer one counts`() throws {
        try ledger.suppress(try suppression("a@example.org", .bounced, lasting: .seconds(100)))
        try ledger.suppress(try suppression("a@example.org", .manual, lasting: .seconds(50)))
        #expect(try ledger.suppressions(of: EmailAddress("a@example.org")).map(\.reason) == [.bounced])
        try ledger.suppress(try suppression("a@example.org", .complained))
        scratch.clock.advance(by: .seconds(1000))
        #expect(try ledger.suppressions(of: EmailAddress("a@example.org")).map(\.reason) == [.complained])
    }

    @Test func `a person's word takes the place of a bounce, and not the other way round`() throws {
        for (first, second, kept) in [
            (.bounced, .complained, .complained), (.complained, .bounced, .complained), (.bounced, .unsubscribed, .unsubscribed),
            (.unsubscribed, .complained, .unsubscribed), (.bounced, .bounced, .bounced),
        ] as [(Suppression.Reason, Suppression.Reason, Suppression.Reason)] {
            let email = "\(first).\(second)@example.org"
            try ledger.suppress(try suppression(email, first))
            try ledger.suppress(try suppression(email, second))
            #expect(try ledger.suppressions(of: EmailAddress(email)).map(\.reason) == [kept], "\(email)")
        }
        // One that ends sooner does not shorten it.
        try ledger.suppress(try suppression("x@example.org", .bounced))
        try ledger.suppress(try suppression("x@example.org", .manual, lasting: .seconds(50)))
        #expect(try ledger.suppressions(of: EmailAddress("x@example.org")).map(\.reason) == [.bounced])
    }

    @Test func `removing needs a reason, and is logged`() throws {
        try ledger.suppress(try suppression("a@example.org", .manual))
        #expect(throws: LedgerError.self) { try ledger.unsuppress(target: "a@example.org", reason: "", source: "test") }
        #expect(throws: LedgerError.noSuppression(target: "b@example.org", scope: "")) {
            try ledger.unsuppress(target: "b@example.org", reason: "why", source: "test")
        }
        #expect(throws: LedgerError.noSuppression(target: "a@example.org", scope: "news")) {
            try ledger.unsuppress(target: "a@example.org", scope: "news", reason: "why", source: "test")
        }
        try ledger.unsuppress(target: "A@example.org", reason: "asked by letter", source: "mia")
        #expect(try ledger.suppressions(of: EmailAddress("a@example.org")).isEmpty)
        let log = try ledger.suppressionLog(against: EmailAddress("a@example.org"))
        #expect(log.map(\.added) == [true, false])
        #expect(log.map(\.reason) == ["manual", "asked by letter"])
        #expect(log.map(\.source) == ["test", "mia"])
    }

    @Test func `a domain holds for its addresses, not for those under it`() throws {
        try ledger.suppress(Suppression(domain: "example.org", reason: .manual, source: "test", at: scratch.clock.time))
        #expect(try ledger.suppressions(of: EmailAddress("any@example.org")).map(\.target) == ["@example.org"])
        #expect(try ledger.suppressions(of: EmailAddress("any@sub.example.org")).isEmpty)
    }

    @Test func `an import streams, counts, and can be repeated`() throws {
        let batch = try (0..<2500).map { try suppression("user\($0)@example.org", .bounced) }
        #expect(try ledger.suppress(batch).added == 2500)
        let again = try ledger.suppress(batch + [try suppression("new@example.org")])
        #expect(again.added == 1)
        #expect(again.known == 2500)
        var pages: [Int] = []
        var targets = Set<String>()
        try ledger.forEachSuppression(page: 1000) { page in
            pages.append(page.count)
            targets.formUnion(page.map(\.target))
            return true
        }
        #expect(pages == [1000, 1000, 501])
        #expect(targets.count == 2501)
    }

    @Test func `an export may stop early`() throws {
        _ = try ledger.suppress(try (0..<10).map { try suppression("user\($0)@example.org") })
        var pages = 0
        try ledger.forEachSuppression(page: 3) { _ in
            pages += 1
            return pages < 2
        }
        #expect(pages == 2)
    }

    @Test func `a suppression of one list does not hold everywhere`() throws {
        try ledger.suppress(try suppression("user1@example.org", scope: "news"))
        let campaign = try scratch.campaign(recipients: 1)
        #expect(try ledger.counts(campaign: campaign.id).description == "1 queued")
        #expect(try ledger.suppressions(of: EmailAddress("user1@example.org")).map(\.scope) == ["news"])
    }
}
