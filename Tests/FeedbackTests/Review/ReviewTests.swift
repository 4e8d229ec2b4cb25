import Campaigns
import Ledger
import MailFormat
import MailshotTestSupport
import Testing

@testable import Feedback

/// Looking back: why, what newer rules say, what another policy would have done.
@Suite struct ReviewTests {
    let stage: IntakeStage

    init() throws { stage = try IntakeStage() }

    private func bounce(_ diagnostic: String, status: String, message: Int64, campaign: Int64, date: Timestamp) throws -> [IntakeResult] {
        try stage.take([
            Report.notification(
                to: "bounces+\(stage.handle(message, of: campaign))@example.org", id: "\(message).\(campaign)",
                date: DateFormat.rfc5322(date), status: status, diagnostic: "smtp; \(diagnostic)")
        ])
    }

    /// One campaign a day to one address, each of which comes back.
    private func bounceDaily(_ count: Int, _ diagnostic: String, status: String) async throws {
        for day in 1...count {
            try await stage.campaign("day\(day)", to: ["ann@example.com"])
            stage.clock.advance(by: .seconds(3600))
            _ = try bounce(diagnostic, status: status, message: Int64(day), campaign: Int64(day), date: stage.clock.now())
            stage.clock.advance(by: .seconds(23 * 3600))
        }
    }

    private let ann = "ann@example.com"

    @Test func `ten days of a full mailbox suppress, nine do not, and the trail says so`() async throws {
        try await bounceDaily(9, "452 4.2.2 mailbox full", status: "4.2.2")
        #expect(try stage.suppressed(ann).isEmpty)
        var trail = try AddressTrail(of: try EmailAddress(ann), in: stage.ledger, policy: BouncePolicy())
        #expect(trail.judgement.score == 4.5)
        #expect(trail.steps.filter { $0.what == "bounce" }.map(\.score) == (1...9).map { Double($0) / 2 })
        try await stage.campaign("day10", to: [ann])
        _ = try bounce("452 4.2.2 mailbox full", status: "4.2.2", message: 10, campaign: 10, date: stage.clock.now())
        #expect(try stage.suppressed(ann).map(\.reason) == [.bounced])
        trail = try AddressTrail(of: try EmailAddress(ann), in: stage.ledger, policy: BouncePolicy())
        #expect(trail.judgement.cause == .score)
        #expect(trail.steps.map(\.what).suffix(2) == ["bounce", "suppressed"])
        #expect(trail.steps.first?.facts?.diagnostic == "452 4.2.2 mailbox full")
        #expect(trail.steps.first?.campaign == "day1")
    }

    @Test func `a delivery that a report tells starts the count anew`() async throws {
        try await bounceDaily(9, "452 4.2.2 mailbox full", status: "4.2.2")
        try await stage.campaign("day10", to: [ann])
        _ = try stage.take([
            Report.notification(
                to: "b+\(stage.handle(10, of: 10))@example.org", date: DateFormat.rfc5322(stage.clock.now()), action: "delivered",
                status: "2.0.0", diagnostic: "smtp; 250 ok")
        ])
        stage.clock.advance(by: .seconds(60))
        try await stage.campaign("day11", to: [ann])
        _ = try bounce("452 4.2.2 mailbox full", status: "4.2.2", message: 11, campaign: 11, date: stage.clock.now())
        #expect(try stage.suppressed(ann).isEmpty)
    }

    @Test func `another policy is tried on the past, and nothing is written`() async throws {
        try await bounceDaily(6, "452 4.2.2 mailbox full", status: "4.2.2")
        var strict = BouncePolicy()
        strict.threshold = 2
        var found: [PolicySimulation.Difference] = []
        let summary = try PolicySimulation(ledger: stage.ledger, current: BouncePolicy(), other: strict).run { found.append($0) }
        #expect(summary == .init(addresses: 1, now: 0, then: 1, added: 1, lifted: 0, saved: 2))
        #expect(found.map(\.email) == [ann])
        #expect(found.first?.then == .score)
        #expect(try stage.suppressed(ann).isEmpty)
        let same = try PolicySimulation(ledger: stage.ledger, current: strict, other: strict).run { _ in Issue.record("no difference") }
        #expect(same.now == 1 && same.added == 0)
    }

    @Test func `a policy that only scores suppresses nobody at once`() async throws {
        try await bounceDaily(1, "550 5.1.1 no such user here", status: "5.1.1")
        var mild = BouncePolicy()
        mild.hard = .score
        let summary = try PolicySimulation(ledger: stage.ledger, current: BouncePolicy(), other: mild).run { _ in }
        #expect(summary.now == 1 && summary.then == 0 && summary.lifted == 1)
    }

    @Test func `the rules of today change nothing of what they read themselves`() async throws {
        try await bounceDaily(3, "550 5.1.1 no such user here", status: "5.1.1")
        let reviewing = Reclassifying(ledger: stage.ledger, policy: BouncePolicy())
        let summary = try reviewing.run(apply: true)
        #expect(summary == .init(bounces: 3, changed: 0, skipped: 0, suppressed: 0, lifted: 0))
        #expect(try stage.suppressed(ann).count == 1)
    }

    /// Older rules are played by writing down what they would have.
    private func misread(_ diagnostic: String, _ status: String, as old: BounceClass, rule: String) async throws {
        try await stage.campaign(to: [ann])
        let facts = "{\"diagnostic\":\"\(diagnostic)\",\"hard\":true,\"rule\":\"\(rule)\",\"status\":\"\(status)\",\"told\":true}"
        _ = try stage.ledger.takeReports(policy: BouncePolicy()) { transaction in
            try transaction.record(
                Event(message: 1, kind: .bounce, detail: old.rawValue, at: stage.clock.now(), facts: facts), isCertain: true, cause: rule)
        }
    }

    @Test func `a suppression by a rule that does not hold any more is lifted with apply only, and logged`() async throws {
        try await misread("550 5.7.1 message blocked due to local policy", "5.7.1", as: .hard, rule: "recipient.old")
        #expect(try stage.suppressed(ann).count == 1)
        let reviewing = Reclassifying(ledger: stage.ledger, policy: BouncePolicy())
        var effects: [Reclassifying.Effect] = []
        var changes: [Reclassifying.Change] = []
        let dry = try reviewing.run(apply: false) {
            changes.append($0)
        } effect: {
            effects.append($1)
        }
        #expect(dry.changed == 1 && dry.lifted == 1)
        #expect(effects == [.lift])
        #expect(changes.map(\.oldRule) == ["recipient.old"])
        #expect(changes.map(\.newClass) == [.blocked])
        #expect(try stage.suppressed(ann).count == 1)
        #expect(try reviewing.run(apply: true).lifted == 1)
        #expect(try stage.suppressed(ann).isEmpty)
        #expect(try stage.ledger.suppressionLog(against: EmailAddress(ann)).map(\.added) == [true, false])
        #expect(try stage.ledger.suppressionLog(against: EmailAddress(ann)).last?.source == "bounces reclassify")
        #expect(try stage.ledger.events(of: 1).map(\.detail) == ["blocked"])
        #expect(try reviewing.run(apply: true).changed == 0)
    }

    @Test func `who complained after the bounce stays suppressed, whatever becomes of the bounce`() async throws {
        try await misread("550 5.7.1 message blocked due to local policy", "5.7.1", as: .hard, rule: "recipient.old")
        _ = try stage.take([Report.complaint(mailFrom: "b+\(stage.handle(1))@example.org")])
        let summary = try Reclassifying(ledger: stage.ledger, policy: BouncePolicy()).run(apply: true)
        #expect(summary.changed == 1 && summary.lifted == 0)
        #expect(try stage.suppressed(ann).map(\.reason) == [.complained])
    }

    @Test func `an address that older rules spared is suppressed`() async throws {
        try await misread("550 5.1.1 no such user here", "5.1.1", as: .other, rule: "none")
        #expect(try stage.suppressed(ann).isEmpty)
        #expect(try Reclassifying(ledger: stage.ledger, policy: BouncePolicy()).run(apply: true).suppressed == 1)
        #expect(try stage.suppressed(ann).map(\.source) == ["bounce, read again"])
    }

    @Test func `what a person decided stays, whatever the rules say`() async throws {
        try stage.ledger.suppress(
            Suppression(address: try EmailAddress(ann), reason: .manual, source: "command line", at: stage.clock.now()))
        try await misread("550 5.7.1 message blocked due to local policy", "5.7.1", as: .hard, rule: "recipient.old")
        _ = try Reclassifying(ledger: stage.ledger, policy: BouncePolicy()).run(apply: true)
        #expect(try stage.suppressed(ann).map(\.reason) == [.manual])
    }

    @Test func `an unsubscribe reaches as far as the policy says`() async throws {
        try await stage.campaign("news", to: [ann, "bob@example.com"], list: "newsletter")
        var narrow = BouncePolicy()
        narrow.unsubscribe = .list
        #expect(try stage.take([Report.unsubscribe(stage.handle(1))]).first?.suppression?.scope == "")
        #expect(try stage.take([Report.unsubscribe(stage.handle(2))], policy: narrow).first?.suppression?.scope == "newsletter")
        // A complaint is never limited to a list.
        #expect(
            try stage.take([Report.complaint(mailFrom: "b+\(stage.handle(2))@example.org")], policy: narrow).first?.suppression?.scope == ""
        )
    }
}
