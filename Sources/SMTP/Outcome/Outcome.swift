public import MailFormat

/// Who is at fault. It decides what is retried, throttled or suppressed.
public enum Blame: String, Hashable, Sendable, Codable, CaseIterable {
    /// This address: it does not exist, is full, or does not want mail now.
    case recipient
    /// This message: its content, size, or what it needs of the relay.
    case message
    /// The relay: it is overloaded, wrongly configured, or does not let us in.
    case relay
    /// This one connection.
    case session
    /// mailshot: the message would have broken the protocol.
    case us
}

/// What one try came to.
public enum Disposition: String, Hashable, Sendable, Codable, CaseIterable {
    /// The relay took responsibility: 2yz after the final dot (RFC 5321 §6.1).
    case accepted
    /// Not now; try again later. Costs an attempt.
    case deferred
    /// Never; do not try again.
    case refused
    /// The final dot went out and no reply to it came.
    case uncertain
    /// Not the message's fault, and nothing was handed over: it goes back to the queue at no cost.
    case released
}

/// What one try of one message came to, and why.
///
/// A refusal is a result, not an error: everything a relay says about a message ends here and in the ledger.
public struct Outcome: Hashable, Sendable {
    /// Where in the dialogue it was decided.
    public var stage: Stage
    /// What the relay said; nil where it said nothing.
    public var reply: SMTPReply?
    /// What happened, one sentence, where `reply` does not say it; empty otherwise.
    public var detail: String
    /// Who is at fault; nil where nobody is.
    public var blame: Blame?
    /// What becomes of the message.
    public var disposition: Disposition

    /// An outcome from its parts.
    public init(stage: Stage, reply: SMTPReply?, detail: String, blame: Blame?, disposition: Disposition) {
        self.stage = stage
        self.reply = reply
        self.detail = detail
        self.blame = blame
        self.disposition = disposition
    }

    /// What it says of the relay. Whoever counts a relay's failures or successes asks this, so that no message is taken for its relay's trouble.
    public var testimony: Testimony {
        switch disposition {
        case .accepted, .refused: blame == .relay ? .silent : .works
        case .deferred: blame == .relay ? .fails : .works
        // It broke a connection, and nobody knows which of the two it was, or no relay was asked.
        case .released, .uncertain: .silent
        }
    }

    /// What an outcome says of the relay it came from.
    public enum Testimony: Hashable, Sendable {
        /// It answered about this message, so it does its work.
        case works
        /// It takes nothing now.
        case fails
        /// Nothing.
        case silent
    }
}
