public import Campaigns
public import Ledger
import MailFormat

/// Brings reports into the ledger: whose they are, what is recorded, whom it suppresses.
///
/// A report counts for the message whose authenticated handle it carries, and for no other: the address it names decides nothing. One
/// without a handle that verifies is counted and suppresses nobody, whatever it says. The same report changes nothing twice, so whoever
/// is killed in the middle reads again from the start.
public struct FeedbackIntake: Sendable {
    private let ledger: LedgerFile
    private let keyring: HandleKeyring
    private let policy: BouncePolicy

    /// - Parameters:
    ///   - keyring: the keys handles are made with.
    ///   - policy: what follows from what.
    public init(ledger: LedgerFile, keyring: HandleKeyring, policy: BouncePolicy) {
        self.ledger = ledger
        self.keyring = keyring
        self.policy = policy
    }

    /// Records a batch in one durable transaction; hundreds at a time pay for the commit.
    ///
    /// - Returns: one result a report, in their order.
    public func take(_ reports: [IncomingReport]) throws(LedgerError) -> [IntakeResult] {
        // Mail of somebody else needs no lock.
        guard reports.contains(where: \.isReport) else { return reports.map { Self.foreign($0) } }
        let now = ledger.now()
        return try ledger.takeReports(policy: policy) { transaction in
            try reports.map { report in
                guard report.isReport else { return Self.foreign(report) }
                guard let owner = try owner(of: report, in: transaction) else { return try count(report, in: transaction) }
                return try record(report, for: owner, now: now, in: transaction)
            }
        }
    }

    /// The message a report is about.
    private struct Owner {
        var key: Int64
        var message: ReportedMessage
        var place: HandlePlace
    }

    private func owner(of report: IncomingReport, in transaction: ReportTransaction) throws -> Owner? {
        if let key = report.message { return try transaction.message(key).map { Owner(key: key, message: $0, place: .log) } }
        for candidate in report.candidates {
            var message: ReportedMessage?
            var trouble: (any Error)?
            let verified = keyring.verify(candidate.text) { key in
                do { message = try transaction.message(key) } catch { trouble = error }
                return message?.campaign
            }
            if let trouble { throw trouble }
            if let verified, let message { return Owner(key: verified.message, message: message, place: candidate.place) }
        }
        return nil
    }

    private static func foreign(_ report: IncomingReport) -> IntakeResult {
        IntakeResult(attribution: .foreign, kind: .none, isNew: false, finding: report.findings.first ?? Finding(.none))
    }

    private func count(_ report: IncomingReport, in transaction: ReportTransaction) throws -> IntakeResult {
        let finding = report.findings.first { $0.kind != .none } ?? report.findings[0]
        let isNew = try transaction.countUnattributed(finding.eventKind, token: Self.token(report.digest, 0, finding))
        return IntakeResult(attribution: .unattributed, kind: finding.kind, isNew: isNew, finding: finding)
    }

    private func record(
        _ report: IncomingReport, for owner: Owner, now: Timestamp, in transaction: ReportTransaction
    ) throws -> IntakeResult {
        let chosen = FindingChoice(among: report.findings, for: owner.message.email)
        let finding = chosen.finding
        var facts = BounceFacts(finding)
        (facts.place, facts.named, facts.source) = (owner.place.rawValue, chosen.named, String(report.source.prefix(200)))
        let isFailure = finding.kind == .hard || finding.kind == .soft
        let event = Event(
            message: owner.key, kind: finding.eventKind,
            detail: isFailure ? BounceClass(finding.reason, isHard: finding.kind == .hard).rawValue : finding.feedbackType ?? "",
            // A report speaks of a moment between the message and now, whatever its Date says.
            at: min(now, max(owner.message.at, report.date ?? now)),
            facts: facts.text, token: Self.token(report.digest, owner.key, finding))
        let recorded = try transaction.record(event, isCertain: facts.isCertain, cause: finding.rule ?? "")
        return IntakeResult(
            attribution: .attributed(
                message: owner.key, campaign: owner.message.name, email: owner.message.email, place: owner.place),
            kind: finding.kind, isNew: recorded.isNew, settledDoubt: recorded.settledDoubt, suppression: recorded.suppression,
            finding: finding, note: chosen.named.map { "names \($0), was sent to \(owner.message.email)" })
    }

    /// What makes a report of one message one event: the mail, the message, and what kind of news it is.
    private static func token(_ digest: [UInt8], _ message: Int64, _ finding: Finding) -> String {
        let hex = digest.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "\(hex).\(message).\(finding.eventKind.rawValue)"
    }
}
