public import Ledger
public import MailFormat

/// Everything that came back from one address, and what it did: why she is mailed, or is not.
public struct AddressTrail: Sendable {
    /// One step.
    public struct Step: Sendable {
        /// When.
        public var at: Timestamp
        /// The campaign; nil for what people did to the list.
        public var campaign: String?
        /// `bounce`, `refusal`, `complaint`, `acceptance`, `suppressed`, `lifted` …
        public var what: String
        /// The class inside it: `hard` …
        public var detail: String
        /// What is known of a report.
        public var facts: BounceFacts?
        /// What the policy made of it; nil for what it does not weigh.
        public var note: BounceJudgement.Note?
        /// The score behind it.
        public var score: Double?
        /// Why somebody changed the list.
        public var reason: String?
    }

    /// The address.
    public let email: EmailAddress
    /// Oldest first.
    public let steps: [Step]
    /// What the policy makes of all that.
    public let judgement: BounceJudgement
    /// What holds against the address now.
    public let suppressions: [Suppression]

    /// Reads the trail of an address, and judges it by a policy.
    public init(of email: EmailAddress, in ledger: LedgerFile, policy: BouncePolicy) throws {
        self.email = email
        let traces = try ledger.trace(email)
        let names = Dictionary(uniqueKeysWithValues: traces.map { ($0.message.key, $0.campaign.name) })
        judgement = policy.judge(try ledger.bounceHistory(of: email) { BounceFacts($0.facts)?.isCertain == true })
        suppressions = try ledger.suppressions(of: email)
        var steps = judgement.steps.filter { $0.observation.kind != .pardon }.map { Self.step($0, campaign: names[$0.observation.message]) }
        for trace in traces {
            for event in trace.events where !Self.weighed.contains(event.kind) {
                steps.append(
                    Step(
                        at: event.at, campaign: trace.campaign.name, what: event.kind.rawValue, detail: event.detail,
                        facts: BounceFacts(event.facts)))
            }
        }
        for change in try ledger.suppressionLog(against: email) {
            let scope = change.scope.isEmpty ? "" : "list \(change.scope)"
            steps.append(
                Step(
                    at: change.at, what: change.added ? "suppressed" : "lifted", detail: scope, reason: "\(change.reason), \(change.source)"
                ))
        }
        self.steps = steps.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    /// Kinds that are steps of the judgement already.
    private static let weighed: Set<Event.Kind> = [.bounce, .refusal, .delivered, .open, .click]

    private static func step(_ step: BounceJudgement.Step, campaign: String?) -> Step {
        let observation = step.observation
        return Step(
            at: observation.at, campaign: campaign, what: observation.event?.kind.rawValue ?? "acceptance",
            detail: observation.event?.detail ?? "no bounce within 5 days", facts: BounceFacts(observation.event?.facts), note: step.note,
            score: step.score)
    }
}
