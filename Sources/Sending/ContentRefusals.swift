import MailFormat
import SMTP

/// Whether it is the campaign itself that relays refuse: its content, its size, our policy standing (5.7.1 and the like).
///
/// Such a refusal says nothing of the recipient, so it suppresses nobody; but the messages of a campaign are alike, and whoever is refused
/// again and again and goes on is taken for a spammer. So a campaign pauses once ``threshold`` of the last ``window`` messages that a relay
/// decided for good were refused for what they are.
///
/// A value: fed with outcomes in the order they came.
struct ContentRefusals: Equatable, Sendable {
    /// How many decided messages are looked back on.
    static let window = 40
    /// So many refusals among them pause the campaign; smaller campaigns never do.
    static let threshold = 20

    /// What each of the last decided messages was: refused for its content or not; the oldest at ``next``.
    private var recent: [Bool] = []
    private var next = 0
    private var refused = 0
    /// Why the campaign is to be paused, once it is.
    private(set) var cause: String?

    /// Takes outcomes in.
    ///
    /// - Returns: whether the campaign is to be paused: true once.
    mutating func note(_ outcomes: [Outcome]) -> Bool {
        var isReached = false
        for outcome in outcomes where outcome.disposition == .accepted || outcome.disposition == .refused {
            let isContent = outcome.disposition == .refused && (outcome.blame == .message || outcome.blame == .us)
            push(isContent)
            guard isContent, refused >= Self.threshold, cause == nil else { continue }
            let example = outcome.reply.map { "\($0)" } ?? outcome.detail
            cause =
                "\(refused) of the last \(recent.count) messages were refused for their content, size or our standing, the last with: \(example)"
            isReached = true
        }
        return isReached
    }

    private mutating func push(_ isContent: Bool) {
        refused += isContent ? 1 : 0
        guard recent.count == Self.window else { return recent.append(isContent) }
        refused -= recent[next] ? 1 : 0
        recent[next] = isContent
        next = (next + 1) % Self.window
    }
}
