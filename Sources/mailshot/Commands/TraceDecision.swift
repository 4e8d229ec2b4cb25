import Ledger
import MailFormat

/// What a campaign decided about a recipient, as a sentence: the answer to "was she mailed, and why not?".
enum TraceDecision {
    /// `accepted by ses: 250 2.0.0 Ok`; `not mailed: suppressed since 24 Nov 2026 16:02:10, reason unsubscribed, source one-click`
    ///
    /// - Parameter log: every change of the suppressions that concern her, oldest first.
    static func words(_ message: MessageRecord, log: [SuppressionChange]) -> String {
        switch message.state {
        case .suppressed: "not mailed: " + suppression(message, log: log)
        case .cancelled, .expired: "not mailed: \(message.state.rawValue)" + (message.reason.map { " (\($0))" } ?? "")
        case .failed: "not mailed: it could not be made" + (message.reason.map { ": \($0)" } ?? "")
        case .queued: "not mailed yet: it waits to be sent"
        case .leased, .transmitting: "being sent" + (message.relay.map { " through \($0)" } ?? "")
        case .uncertain: "in doubt: handed to \(message.relay ?? "a relay"), and no answer came" + (message.reason.map { " (\($0))" } ?? "")
        case .deferred:
            "deferred" + answer(message) + (message.notBefore.map { "; tried again \(MomentText.long($0))" } ?? "")
        case .accepted, .refused: message.state.rawValue + answer(message)
        }
    }

    /// ` by ses: 250 2.0.0 Ok – reason`
    static func answer(_ message: MessageRecord) -> String {
        answer(relay: message.relay, message.code, message.enhanced, message.reply, message.reason)
    }

    /// The same of the parts of an attempt.
    static func answer(relay: String?, _ code: Int?, _ enhanced: String?, _ reply: String?, _ reason: String?) -> String {
        let words = [code.map(String.init), enhanced, reply].compactMap(\.self).joined(separator: " ")
        return (relay.map { " by \($0)" } ?? "") + (words.isEmpty ? "" : ": " + words) + (reason.map { " – " + $0 } ?? "")
    }

    /// The message keeps the reason only; since when and from where is in the log: the last entry before the decision.
    private static func suppression(_ message: MessageRecord, log: [SuppressionChange]) -> String {
        guard let reason = message.reason else { return "suppressed" }
        let isDomain = reason.contains("(@")
        let word = reason.prefix { $0 != " " }
        let cause = log.last { change in
            change.added && change.at <= message.at && change.reason == word && change.target.hasPrefix("@") == isDomain
        }
        guard let cause else { return "suppressed, reason \(reason)" }
        return "suppressed since \(MomentText.long(cause.at)), reason \(reason)"
            + (cause.scope.isEmpty ? "" : " of list \(cause.scope)") + ", source \(cause.source)"
    }
}
