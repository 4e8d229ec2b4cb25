/// DATA and BDAT, the end of the content, and the reply to it.
extension SandboxSession {
    mutating func data() throws(SandboxRefusal) {
        guard let envelope = try transactionWithRecipients() else { return }
        guard content == nil else { throw SandboxRefusal(503, "5.5.1", "DATA between chunks") }
        if case .data(let scripted) = script {
            // The transaction stays open without its recipients, as with Postfix: RSET ends it.
            count(SandboxVerdict(code: scripted.code), for: envelope)
            refusedRecipients += envelope.recipients.count
            self.envelope?.recipients = []
            return refuse(SandboxRefusal(scripted))
        }
        if case .dropBeforeDot = script {
            // In place of 354: a client that has it may write content and dot at once, and could not tell this from a drop after the dot.
            count(.dropped, for: envelope)
            return close(isOrderly: false)
        }
        content = SandboxContent(contentRules(envelope, isDotStuffed: true))
        phase = .content
        reply(SandboxReply.startContent)
    }

    /// The open transaction; nil, and 554 said, where every recipient was refused.
    private mutating func transactionWithRecipients() throws(SandboxRefusal) -> SandboxEnvelope? {
        guard let envelope else { throw SandboxRefusal(503, "5.5.1", "MAIL first") }
        guard envelope.recipients.isEmpty else { return envelope }
        guard refusedRecipients > 0 else { throw SandboxRefusal(503, "5.5.1", "RCPT first") }
        refuse(SandboxRefusal(554, "5.5.1", "no valid recipients"))
        return nil
    }

    /// `BDAT 1000`, `BDAT 0 LAST`. A chunk that is refused is read to its end all the same (RFC 3030 §2).
    mutating func chunk(_ line: inout SandboxLine) throws(SandboxRefusal) {
        guard line.take(" "), let size = line.number() else { throw SandboxRefusal(501, "5.5.4", "BDAT size is wanted", closes: true) }
        let isLast = line.take(keyword: " LAST")
        guard line.isAtEnd else { throw SandboxRefusal(501, "5.5.4", "BDAT size LAST is wanted", closes: true) }
        let isRefused = !extensions.contains(.chunking) || envelope?.recipients.isEmpty != false
        if !isRefused, content == nil, let envelope {
            content = SandboxContent(contentRules(envelope, isDotStuffed: false))
        }
        if size == 0 {
            endChunk(isLast: isLast, isRefused: isRefused)
        } else {
            phaseBeforeChunk = phase
            phase = .chunk(left: size, isLast: isLast, isRefused: isRefused)
        }
    }

    mutating func endChunk(isLast: Bool, isRefused: Bool) {
        if case .chunk = phase { phase = phaseBeforeChunk }
        if hasUnreadInput, !extensions.contains(.pipelining) {
            count(.refused, for: envelope)
            return refuseSynchronization(.bdat)
        }
        if isRefused {
            return refuse(SandboxRefusal(503, "5.5.1", "no transaction with a recipient is open"), isError: true)
        }
        if isLast {
            content?.finish()
            settle()
        } else {
            reply(SandboxReply.chunk)
        }
    }

    /// The content is complete: what becomes of it is decided here, and the driver carries it out.
    mutating func settle() {
        guard let envelope, let content else { return }
        let message = SandboxMessage(
            envelope: envelope, content: content.bytes, size: content.size, verdict: verdict(on: content), violations: content.violations)
        content.violations.forEach { note($0) }
        pending = .settle(message)
        act(.settle(message))
    }

    /// The answer to `.settle`.
    ///
    /// - Parameter isStored: false where the message or its record could not be written, whatever the verdict.
    mutating func settled(isStored: Bool) {
        guard case .settle(let message) = pending else { return }
        pending = nil
        guard isStored else { return answer(message, SandboxRefusal(452, "4.3.1", "cannot be stored here")) }
        if case .slow(let delay) = script, message.verdict == .accepted {
            pending = .delay(message)
            act(.delay(delay))
        } else {
            answer(message, nil)
        }
    }

    /// The answer to `.delay`.
    mutating func resume() {
        guard case .delay(let message) = pending else { return }
        pending = nil
        answer(message, nil)
    }

    private mutating func answer(_ message: SandboxMessage, _ failure: SandboxRefusal?) {
        let script = self.script
        endTransaction()
        if let failure { return refuse(failure) }
        if let refusal = Self.refusal(of: message, rules) { return refuse(refusal) }
        switch script {
        case .dot(let scripted): refuse(SandboxRefusal(scripted))
        case .dropAfterDot, .dropAfterDotOnce: close(isOrderly: false)
        case .garbledDot: reply(SandboxReply.garbage)
        case .longDot: reply(SandboxReply.takenAtLength)
        case .recipient, .greylist, .garbledRecipient, .data, .dropBeforeDot, .slow, nil: reply(SandboxReply.taken)
        }
    }

    /// Broken rules first, then the script.
    private func verdict(on content: SandboxContent) -> SandboxVerdict {
        guard content.violations.isEmpty, !content.isTooBig else { return .refused }
        return switch script {
        case .dot(let scripted): SandboxVerdict(code: scripted.code)
        case .dropAfterDot(let isTaken): isTaken ? .unanswered : .lost
        case .dropAfterDotOnce: .unanswered
        case .garbledDot: .unanswered
        case .recipient, .greylist, .garbledRecipient, .data, .dropBeforeDot, .slow, .longDot, nil: .accepted
        }
    }

    private static func refusal(of message: SandboxMessage, _ rules: Rules) -> SandboxRefusal? {
        if message.size > rules.maxMessageSize { return SandboxRefusal(552, "5.3.4", "message over \(rules.maxMessageSize) octets") }
        return message.violations.first.map { SandboxRefusal(554, "5.6.0", $0.description) }
    }

    private func contentRules(_ envelope: SandboxEnvelope, isDotStuffed: Bool) -> SandboxContent.Rules {
        SandboxContent.Rules(
            isDotStuffed: isDotStuffed, allows8BitBody: envelope.is8Bit, allowsUTF8Header: envelope.isUTF8,
            maxSize: rules.maxMessageSize, keepsBytes: rules.keepsContent, expectedSize: envelope.declaredSize ?? 0)
    }
}
