import MailFormat

/// One line of the table: where it applies, which replies it fits, what it decides.
struct OutcomeRule: Sendable {
    /// The stages it applies to.
    var stages: Set<Stage>
    /// What the reply must look like.
    var pattern: ReplyPattern
    var blame: Blame
    var disposition: Disposition
    /// Why, for the reader of the table.
    var reason: StaticString

    init(
        _ stages: Set<Stage>, _ pattern: ReplyPattern, _ blame: Blame, _ disposition: Disposition, _ reason: StaticString
    ) {
        self.stages = stages
        self.pattern = pattern
        self.blame = blame
        self.disposition = disposition
        self.reason = reason
    }

    func fits(_ stage: Stage, _ reply: SMTPReply) -> Bool {
        stages.contains(stage) && pattern.fits(reply)
    }
}

/// What a reply must look like for a line of the table to fit it.
enum ReplyPattern: Sendable {
    /// Any 4yz or 5yz.
    case any
    /// Any reply of this first digit.
    case firstDigit(Int)
    /// One of these codes, whatever the enhanced code.
    case codes(Set<Int>)
    /// One of these codes, and no enhanced code came with it.
    case bare(Set<Int>)
    /// An enhanced code of this class and subject, and one of these details; nil for any.
    case enhanced(Int, Int, details: Set<Int>?)
    /// A 5yz whose text has one of these phrases, compared in lower case.
    case permanentSaying([String])

    func fits(_ reply: SMTPReply) -> Bool {
        switch self {
        case .any: return true
        case .firstDigit(let digit): return reply.code / 100 == digit
        case .codes(let codes): return codes.contains(reply.code)
        case .bare(let codes): return reply.enhanced == nil && codes.contains(reply.code)
        case .enhanced(let statusClass, let subject, let details):
            guard let enhanced = reply.enhanced else { return false }
            return enhanced.statusClass == statusClass && enhanced.subject == subject
                && (details?.contains(enhanced.detail) ?? true)
        case .permanentSaying(let phrases):
            guard reply.code / 100 == 5 else { return false }
            let text = reply.lines.joined(separator: " ").lowercased()
            return phrases.contains { text.contains($0) }
        }
    }
}

extension OutcomeClassifier {
    private static let setup: Set<Stage> = [.connect, .tls, .greeting, .ehlo, .startTLS, .auth, .rset, .idle, .quit]
    private static let transaction: Set<Stage> = [.mail, .rcpt, .data]

    /// The policy. Read from top to bottom; the first line that fits decides.
    static let rules: [OutcomeRule] = [
        // Before any message and between messages a refusal is never a message's.
        OutcomeRule(setup, .any, .relay, .released, "no message was under way"),
        // The relay itself, at any command of a transaction.
        OutcomeRule(transaction, .codes([421]), .relay, .released, "closing the channel may come at any point, RFC 5321 §3.8"),
        OutcomeRule([.content], .codes([421]), .relay, .released, "the same, before the dot"),
        OutcomeRule(transaction, .codes([530, 534, 535, 538]), .relay, .released, "it wants us to authenticate, RFC 4954 §6"),
        OutcomeRule(transaction, .codes([454]), .relay, .released, "temporary trouble with TLS or AUTH, RFC 3207 §4, RFC 4954 §6"),
        // MAIL: the sender's address is the same for a whole campaign, so its refusal is not the message's fault.
        OutcomeRule([.mail], .enhanced(5, 3, details: [4]), .message, .refused, "too big for this relay, RFC 1870 §6.1"),
        OutcomeRule([.mail], .bare([552]), .message, .refused, "too big for this relay, RFC 1870 §6.1"),
        OutcomeRule([.mail], .enhanced(5, 6, details: nil), .message, .refused, "it cannot carry such content, RFC 6531 §3.5"),
        OutcomeRule([.mail], .any, .relay, .released, "sender or relay trouble; a 5yz to MAIL is never cached, RFC 5321 §4.5.4.1"),
        // RCPT.
        OutcomeRule([.rcpt], .enhanced(4, 3, details: nil), .relay, .released, "mail system status, not this mailbox"),
        OutcomeRule([.rcpt], .enhanced(5, 1, details: [7, 8]), .relay, .released, "the sender's address, complained of at RCPT"),
        OutcomeRule(
            [.rcpt], .permanentSaying(["relay access denied", "relaying denied", "relay not permitted", "unable to relay"]),
            .relay, .released, "the relay does not relay for us: no recipient is to blame"),
        OutcomeRule([.rcpt], .enhanced(5, 3, details: [4]), .message, .refused, "too big for this mailbox"),
        OutcomeRule([.rcpt, .dot], .enhanced(5, 2, details: [3]), .message, .refused, "longer than this mailbox takes, RFC 3463 §3.3"),
        OutcomeRule([.rcpt], .enhanced(5, 6, details: nil), .message, .refused, "the mailbox cannot take such content"),
        OutcomeRule([.rcpt], .enhanced(5, 7, details: nil), .message, .refused, "policy against us, which says nothing of the address"),
        OutcomeRule([.rcpt], .enhanced(5, 5, details: [3]), .recipient, .deferred, "too many recipients, RFC 5321 §4.5.3.1.10"),
        OutcomeRule([.rcpt], .bare([552]), .recipient, .deferred, "552 to RCPT is read as 452, RFC 5321 §4.5.3.1.10"),
        OutcomeRule([.rcpt], .firstDigit(4), .recipient, .deferred, "not now: full, greylisted, busy"),
        OutcomeRule([.rcpt], .firstDigit(5), .recipient, .refused, "not this address"),
        // DATA, refused although MAIL and RCPT were taken.
        OutcomeRule([.data], .enhanced(4, 3, details: nil), .relay, .released, "mail system status"),
        OutcomeRule([.data], .enhanced(5, 5, details: nil), .relay, .released, "the relay lost its place in the dialogue"),
        OutcomeRule([.data], .bare([500, 501, 502, 503]), .relay, .released, "the same, without enhanced codes"),
        OutcomeRule([.data], .firstDigit(4), .message, .deferred, "not now"),
        OutcomeRule([.data], .firstDigit(5), .message, .refused, "policy against this message"),
        // An answer in the middle of the content: the relay does not wait for the rest.
        OutcomeRule([.content], .firstDigit(4), .message, .deferred, "not now, said before the end"),
        OutcomeRule([.content], .firstDigit(5), .message, .refused, "never, said before the end"),
        // The dot: a definite no.
        OutcomeRule([.dot], .enhanced(5, 1, details: [7, 8]), .message, .refused, "the sender's address, complained of after the dot"),
        OutcomeRule([.dot], .enhanced(5, 1, details: nil), .recipient, .refused, "an address that only the end of data looked up"),
        OutcomeRule([.dot], .enhanced(5, 2, details: nil), .recipient, .refused, "the mailbox: full, closed"),
        OutcomeRule([.dot], .firstDigit(5), .message, .refused, "content, size or policy"),
        OutcomeRule([.dot], .enhanced(4, 1, details: nil), .recipient, .deferred, "an address that cannot be looked up now"),
        OutcomeRule([.dot], .enhanced(4, 2, details: nil), .recipient, .deferred, "the mailbox: full, disabled"),
        OutcomeRule([.dot], .bare([450]), .recipient, .deferred, "mailbox unavailable, RFC 5321 §4.2.3"),
        OutcomeRule([.dot], .firstDigit(4), .relay, .deferred, "the relay cannot take it now; the content was handed over"),
    ]
}
