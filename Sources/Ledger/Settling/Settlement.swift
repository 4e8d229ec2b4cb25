public import MailFormat

/// What an attempt at a message came to, as the ledger keeps it.
public struct Settlement: Hashable, Sendable {
    /// Where it leaves the message.
    public enum Ending: Hashable, Sendable {
        /// 2yz after the final dot.
        case accepted
        /// Not now; due again at the moment given.
        case deferred(until: Timestamp)
        /// For good.
        case refused
        /// The dot went out and no reply came.
        case uncertain
        /// Nothing was handed over and the message is not at fault: queued again, no attempt counted.
        case released
        /// The message could not be made.
        case failed
        /// Too old to be sent.
        case expired
        /// The recipient may not be mailed.
        case suppressed
    }

    /// The message's key.
    public var key: Int64
    /// Where it leaves the message.
    public var ending: Ending
    /// The relay's number in the ledger (``LedgerFile/relay(named:)``); nil where none was spoken to.
    public var relay: Int64?
    /// What the relay said last; nil where it said nothing.
    public var reply: SMTPReply?
    /// What happened where the reply does not tell it: `connection lost after the final dot`, `attempts exhausted`.
    public var reason: String?
    /// What a refusal says of the address; nil where it was not a relay's answer that ended it.
    public var refusal: Refusal?
    /// When.
    public var at: Timestamp

    /// A settlement from its parts.
    public init(
        key: Int64, _ ending: Ending, relay: Int64? = nil, reply: SMTPReply? = nil, reason: String? = nil, refusal: Refusal? = nil,
        at: Timestamp
    ) {
        self.key = key
        self.ending = ending
        self.relay = relay
        self.reply = reply
        self.reason = reason
        self.refusal = refusal
        self.at = at
    }
}

/// The final dot of a message is about to be written.
public struct Mark: Hashable, Sendable {
    /// The message's key.
    public var key: Int64
    /// The relay's number in the ledger.
    public var relay: Int64
    /// The address and port of the relay's machine that gets it; nil where it is not known.
    public var peer: String?
    /// When.
    public var at: Timestamp
    /// Whether this run marked it before and its fate is in doubt: a second try at a relay that knows the message again. The row is
    /// `transmitting` and stays so; a veto leaves it `uncertain`.
    public var isAgain: Bool

    /// A mark from its parts.
    public init(key: Int64, relay: Int64, peer: String? = nil, at: Timestamp, isAgain: Bool = false) {
        self.key = key
        self.relay = relay
        self.peer = peer
        self.at = at
        self.isAgain = isAgain
    }
}

/// What one session has to tell at one moment: how the messages before ended, and which one comes. It is committed whole.
public struct LedgerOperation: Hashable, Sendable {
    /// How messages ended, in the order of their ending.
    public var outcomes: [Settlement]
    /// The message whose dot waits for this commit; nil for outcomes alone.
    public var mark: Mark?

    /// An operation from its parts.
    public init(outcomes: [Settlement] = [], mark: Mark? = nil) {
        self.outcomes = outcomes
        self.mark = mark
    }
}

/// What became of an operation.
public struct OperationResult: Hashable, Sendable {
    /// Whether the dot may be written.
    public enum Verdict: Hashable, Sendable {
        /// The mark is durable: write the dot.
        case go
        /// Do not write the dot; the row says why and is out of the run's hands.
        case veto(Veto)
        /// There was no mark.
        case unmarked
        /// Nothing of the operation was written, and nothing will be on this handle: stop sending.
        case failed(LedgerError)
    }

    /// Why a message must not be sent after all.
    public enum Veto: Hashable, Sendable {
        /// The recipient was suppressed meanwhile; the reason. The row is `suppressed`.
        case suppressed(String)
        /// The campaign was paused. The row is queued again.
        case paused
        /// The campaign was cancelled. The row is `cancelled`.
        case cancelled
        /// Its window has closed meanwhile. The row is queued and waits for the next one.
        case closed(until: Timestamp)
        /// It became too old meanwhile: why. The row is `expired`.
        case expired(String)
        /// The row was not leased by this run: a bug, or somebody changed the ledger by hand. The row was left alone.
        case notLeased
    }

    /// The operation as it was submitted.
    public var operation: LedgerOperation
    /// Whether the dot may be written.
    public var verdict: Verdict
    /// Keys of outcomes that did not fit the row's state and were left out: a bug, or somebody changed the ledger by hand.
    public var misfits: [Int64] = []
}
