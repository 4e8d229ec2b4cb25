import MailFormat

/// A delivery that this relay can take and that cannot break the protocol.
///
/// Everything that may be wrong with a message before a relay sees it is found here, once, so that what is behind it
/// can trust what it holds: the size, what the content and addresses need, and whether they could be read as anything
/// but themselves.
struct CheckedDelivery: Hashable, Sendable {
    let delivery: Delivery
    /// How many dots stuffing will add; none where the content goes as a chunk.
    let dots: Int
    /// `MAIL FROM:<…> …` with its CRLF.
    let mailLine: [UInt8]
    /// `RCPT TO:<…> …` with its CRLF.
    let rcptLine: [UInt8]
    /// `BDAT … LAST` with its CRLF, where the content goes as one chunk (RFC 3030 §2); nil where it goes behind DATA.
    let chunkLine: [UInt8]?

    var key: Int64 { delivery.key }
    /// Whether a CRLF is missing at the end, without which the dot would not be on a line of its own (RFC 5321 §4.1.1.4).
    var needsLineEnd: Bool { delivery.message.bytes.last.map { $0 != 0x0A } ?? false }

    /// What streams ahead of the end: all of it, but of a chunk its last CRLF, which stands for the dot.
    var streamedContent: ArraySlice<UInt8> {
        chunkLine == nil || needsLineEnd ? delivery.message.bytes[...] : delivery.message.bytes.dropLast(2)
    }

    /// A refusal of our own, before anything is sent.
    struct Refusal: Error, Hashable, Sendable {
        var outcome: Outcome
    }

    /// Checks a delivery against what a relay offers.
    ///
    /// - Throws: the outcome of a message that cannot be sent to it: `refused`, blamed on the message where the relay lacks
    ///   something, on us where the message would break the protocol.
    init(_ delivery: Delivery, for capabilities: Capabilities, requestsDSN: Bool) throws(Refusal) {
        let message = delivery.message
        if let limit = capabilities.sizeLimit, message.bytes.count > limit {
            throw Self.refusal(.mail, .message, "the message has \(message.bytes.count) octets and the relay takes \(limit)")
        }
        if message.is8Bit, !capabilities.eightBitMIME {
            throw Self.refusal(.mail, .message, "the message has 8-bit content and the relay does not offer 8BITMIME")
        }
        if message.needsSMTPUTF8, !capabilities.smtpUTF8 {
            throw Self.refusal(.mail, .message, "an address or header needs SMTPUTF8 and the relay does not offer it")
        }
        guard delivery.survey.isClean else {
            throw Self.refusal(.content, .us, "the content has a CR or LF that is not part of a line end")
        }
        self.delivery = delivery
        dots = capabilities.chunking ? 0 : delivery.survey.dots
        let asksDSN = requestsDSN && capabilities.dsn
        var mailLine: [UInt8] = []
        var rcptLine: [UInt8] = []
        mailLine.reserveCapacity(192)
        rcptLine.reserveCapacity(192)
        let mail = Command.mail(
            message.envelope.reversePath,
            Command.MailParameters(
                size: capabilities.size ? message.bytes.count : nil, eightBitMIME: message.is8Bit,
                smtpUTF8: message.needsSMTPUTF8, requireTLS: capabilities.requireTLS, returnsHeaders: asksDSN,
                envelopeID: asksDSN ? message.envelope.envelopeID : nil))
        let rcpt = Command.rcpt(
            message.envelope.recipient, Command.RcptParameters(notifies: asksDSN, originalRecipient: asksDSN))
        var chunkLine: [UInt8]?
        do throws(CommandProblem) {
            try mail.encode(into: &mailLine)
            try rcpt.encode(into: &rcptLine)
            if capabilities.chunking {
                var line: [UInt8] = []
                try Command.bdat(message.bytes.count + (message.bytes.last == 0x0A || message.bytes.isEmpty ? 0 : 2)).encode(into: &line)
                chunkLine = line
            }
        } catch {
            throw Self.refusal(.mail, .us, "an address or identifier of the envelope cannot be written into a command")
        }
        self.mailLine = mailLine
        self.rcptLine = rcptLine
        self.chunkLine = chunkLine
    }

    private static func refusal(_ stage: Stage, _ blame: Blame, _ detail: String) -> Refusal {
        Refusal(outcome: Outcome(stage: stage, reply: nil, detail: detail, blame: blame, disposition: .refused))
    }
}
