import Foundation
import Ledger

/// What is kept of a report beside its class: an event's `facts`, a JSON object. The receiver's own words stay, so that newer rules can
/// be run over them.
public struct BounceFacts: Hashable, Sendable, Codable {
    /// Why: a ``Reason``.
    public var reason: String?
    /// Whose fault.
    public var fault: String?
    /// The coarse class of reports.
    public var category: String?
    /// The rule that told it.
    public var rule: String?
    /// Whether another try is of no use.
    public var hard: Bool?
    /// RFC 3463 code.
    public var status: String?
    /// 400…599
    public var replycode: Int?
    /// What the receiver said, at most 1 KiB.
    public var diagnostic: String?
    /// Whether these words alone gave the rule: then newer rules can be run over them.
    public var told: Bool?
    /// Who said it, where the report tells.
    public var remoteMTA: String?
    /// `Feedback-Type` of a complaint.
    public var feedback: String?
    /// Where the handle stood that named the message.
    public var place: String?
    /// The recipient the report names, where it is another than the message's.
    public var named: String?
    /// Where the report came from: a file, a mailbox.
    public var source: String?

    enum CodingKeys: String, CodingKey {
        case reason, fault, category, rule, hard, status, replycode, diagnostic, told, feedback, place, named, source
        case remoteMTA = "remote_mta"
    }

    init(reason: Reason?, rule: String?, isHard: Bool) {
        self.reason = reason?.rawValue
        fault = reason?.fault?.rawValue
        category = reason?.category.rawValue
        self.rule = rule
        hard = isHard
    }

    /// Reads the facts of an event; nil where there are none, or of another kind.
    public init?(_ text: String?) {
        guard let text, let facts = try? JSONDecoder().decode(BounceFacts.self, from: Data(text.utf8)) else { return nil }
        self = facts
    }

    /// The JSON object.
    public var text: String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether they are evidence enough to act on a hard bounce at once.
    public var isCertain: Bool { BounceClass.isCertain(rule: rule) }
}
