import Campaigns
import Ledger
import MailFormat

/// A visit on its way into the ledger: completed by what the ledger knows, judged, written down.
struct VisitEntry: Sendable {
    var facts: VisitFacts
    let handle: VerifiedHandle
    let isAnonymous: Bool
    let optOutColumn: String?

    /// Writes the visit down inside a transaction.
    func write(_ transaction: ReportTransaction) throws {
        guard let message = try transaction.message(handle.message) else { return }
        var facts = facts
        if message.state == .accepted { facts.sinceAcceptance = facts.at - message.at }
        let surroundings = try transaction.surroundings(of: handle.message, campaign: handle.campaign, at: facts.at)
        facts.touchedHoneypot = surroundings.honeypot
        facts.linksOfMessage = surroundings.links
        if case .link(let index) = facts.target { facts.linksAtOnce = surroundings.followed.union([index]).count }
        let verdict = VisitJudge.judge(facts)
        if try isAnonymous || transaction.isOptedOut(handle.message, column: optOutColumn) {
            return try transaction.count(kind, link: link, machine: verdict.isMachine, campaign: handle.campaign)
        }
        let event = Event(
            message: handle.message, kind: kind, detail: facts.target == .honeypot ? "honeypot" : "", machine: verdict.isMachine,
            link: link,
            at: facts.at, facts: VisitText.facts(facts, verdict), token: token(verdict))
        _ = try transaction.record(event)
        if verdict.reasons.contains("links-at-once") || facts.target == .honeypot {
            try transaction.turnToMachine(handle.message, since: facts.at + .seconds(-1), reason: verdict.reasons.first ?? "machine")
        }
    }

    private var kind: Event.Kind { facts.target == .pixel ? .open : .click }

    private var link: Int? { if case .link(let index) = facts.target { index } else { nil } }

    /// One event a message, target, minute and kind of visitor: a client that asks again and again is one visit, and a message cannot grow
    /// the ledger without bound.
    private func token(_ verdict: Verdict) -> String {
        let target =
            switch facts.target {
            case .pixel: "o"
            case .link(let index): "c\(index)"
            case .honeypot: "h"
            }
        let minute = facts.at.milliseconds / 60_000
        return "visit.\(handle.message).\(target).\(minute).\(verdict.isMachine ? "m" : "p")"
    }
}
