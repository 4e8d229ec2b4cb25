import Feedback
import Ledger
import MailFormat

/// `trace`: one recipient's story.
struct TraceResult: CommandResult {
    struct Line: Encodable, Sendable {
        var at: String
        var campaign: String
        var what: String
    }

    var schema = 1
    var email: String
    var campaigns: Int
    var suppressed: [String]
    var lines: [Line]

    init(_ traces: [MessageTrace], email: String, suppressions: [Suppression]) {
        self.email = email
        campaigns = Set(traces.map(\.campaign.id)).count
        suppressed = suppressions.map { suppression in
            "suppressed since \(DateFormat.iso8601(suppression.at)) (\(suppression.reason.rawValue), \(suppression.source))"
        }
        lines = traces.flatMap { trace in
            trace.attempts.map { Self.line($0, campaign: trace.campaign.name) } + [Self.line(trace.message, campaign: trace.campaign.name)]
                + trace.events.map { Self.line($0, campaign: trace.campaign.name) }
        }
    }

    private static func line(_ attempt: AttemptRecord, campaign: String) -> Line {
        Line(
            at: DateFormat.iso8601(attempt.at), campaign: campaign,
            what: "attempt \(attempt.number): \(attempt.state.rawValue) by \(attempt.relay ?? "–")"
                + answer(attempt.code, attempt.enhanced, attempt.reply, attempt.reason))
    }

    private static func line(_ message: MessageRecord, campaign: String) -> Line {
        var what = message.state.rawValue
        if message.state == .suppressed {
            what = "not mailed: suppressed" + (message.reason.map { " (\($0))" } ?? "")
        } else {
            if let relay = message.relay { what += " by \(relay)" }
            what += answer(message.code, message.enhanced, message.reply, message.reason)
            if let due = message.notBefore { what += ", next try \(DateFormat.iso8601(due))" }
        }
        return Line(
            at: DateFormat.iso8601(message.at), campaign: campaign,
            what: what + " (attempt \(message.attempts), line \(message.line) of the list)")
    }

    private static func line(_ event: Event, campaign: String) -> Line {
        Line(
            at: DateFormat.iso8601(event.at), campaign: campaign,
            what: event.kind.rawValue + (event.detail.isEmpty ? "" : " (\(event.detail))") + (event.machine ? " by a machine" : "")
                + (BounceFacts(event.facts).map(\.told) ?? ""))
    }

    private static func answer(_ code: Int?, _ enhanced: String?, _ reply: String?, _ reason: String?) -> String {
        let words = [code.map(String.init), enhanced, reply].compactMap(\.self).joined(separator: " ")
        return (words.isEmpty ? "" : ": " + words) + (reason.map { " – " + $0 } ?? "")
    }

    func text(_ style: TextStyle) -> String {
        guard !lines.isEmpty || !suppressed.isEmpty else { return "\(email): the ledger knows nothing of this address" }
        let head = ([style.bold(email), "in \(campaigns) campaign\(campaigns == 1 ? "" : "s")"] + suppressed).joined(separator: " · ")
        let width = lines.map(\.campaign.count).max() ?? 0
        return ([head, ""] + lines.map { "  \($0.at)  \($0.campaign.padding(toLength: width))  \(TerminalText.safe($0.what))" }).joined(
            separator: "\n")
    }
}

extension BounceFacts {
    /// `, rule recipient.no_mailbox: 550 5.1.1 no such user (mx.example.com)`
    var told: String {
        (rule.map { ", rule \($0)" } ?? "") + (diagnostic.map { ": \($0)" } ?? "") + (remoteMTA.map { " (\($0))" } ?? "")
            + (named.map { ", which names \($0)" } ?? "")
    }
}
