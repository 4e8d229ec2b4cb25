/// One command line, and what follows from it.
extension SandboxSession {
    mutating func run(_ bytes: ArraySlice<UInt8>) {
        guard bytes.last == UInt8(ascii: "\r") else { return refuseLine(.bareLF, "a line ends in CRLF") }
        let text = bytes.dropLast()
        if text.contains(UInt8(ascii: "\r")) { return refuseLine(.bareCR, "CR without LF") }
        if text.contains(0) { return refuseLine(.nul, "NUL in a command") }
        var line = SandboxLine(text)
        guard let command = SandboxCommand(&line) else {
            return refuse(SandboxRefusal(500, "5.5.2", "no such command"), isError: true)
        }
        // The octets of a chunk follow its command at once, RFC 3030 §2.
        if hasUnreadInput, command.mustBeLast || (!extensions.contains(.pipelining) && command != .bdat) {
            return refuseSynchronization(command)
        }
        if bytes.count >= SandboxCommand.maxPlainLength, command != .mail, command != .rcpt {
            note(SandboxViolation(.longCommand, command: command.rawValue))
            return refuse(SandboxRefusal(500, "5.5.2", "line too long"), isError: true)
        }
        do throws(SandboxRefusal) {
            try run(command, &line)
        } catch {
            refuse(error, isError: true)
        }
    }

    private mutating func run(_ command: SandboxCommand, _ line: inout SandboxLine) throws(SandboxRefusal) {
        switch command {
        case .ehlo, .helo: try greet(&line, isExtended: command == .ehlo)
        case .mail: try mail(&line)
        case .rcpt: try recipient(&line)
        case .data:
            try expectEnd(line)
            try data()
        case .bdat: try chunk(&line)
        case .rset:
            try expectEnd(line)
            endTransaction()
            reply(SandboxReply.ok)
        case .noop: reply(SandboxReply.ok)
        case .help: reply(SandboxReply.help)
        case .vrfy:
            guard !line.isAtEnd else { throw SandboxRefusal(501, "5.5.4", "VRFY what?") }
            reply(SandboxReply.verify)
        case .quit:
            try expectEnd(line)
            reply(SandboxReply.bye)
            close(isOrderly: true)
        case .expn, .starttls, .auth:
            throw SandboxRefusal(502, "5.5.1", "\(command.rawValue) is not offered")
        }
    }

    // MARK: Commands

    private mutating func greet(_ line: inout SandboxLine, isExtended: Bool) throws(SandboxRefusal) {
        let wanted = SandboxRefusal(501, "5.5.4", "a domain or an address literal is wanted")
        guard line.take(" "), SandboxPath.skipDomain(&line), line.isAtEnd else { throw wanted }
        endTransaction()
        phase = .idle
        guard isExtended else {
            extensions = []
            return reply(Array("250 \(rules.hostName)\r\n".utf8))
        }
        extensions = rules.extensions
        let lines = ["\(rules.hostName) greets you"] + extensions.keywords(maxMessageSize: rules.maxMessageSize)
        let text = lines.enumerated().map { "250\($0.offset == lines.count - 1 ? " " : "-")\($0.element)\r\n" }.joined()
        reply(Array(text.utf8))
    }

    private mutating func mail(_ line: inout SandboxLine) throws(SandboxRefusal) {
        switch phase {
        case .greeted: throw SandboxRefusal(503, "5.5.1", "EHLO first")
        case .mail: throw SandboxRefusal(503, "5.5.1", "a transaction is open")
        case .idle, .content, .chunk, .closed: break
        }
        guard line.take(keyword: " FROM:"), let path = SandboxPath(&line) else {
            throw SandboxRefusal(501, "5.5.4", "MAIL FROM:<address> is wanted")
        }
        var envelope = SandboxEnvelope(reversePath: path.address)
        try envelope.readMailParameters(&line, offered: extensions, maxMessageSize: rules.maxMessageSize)
        if path.isUTF8, !envelope.isUTF8 { throw SandboxRefusal(550, "5.6.7", "the address needs SMTPUTF8") }
        if let reply = chance(at: .mail) { return refuse(SandboxRefusal(reply)) }
        self.envelope = envelope
        phase = .mail
        reply(SandboxReply.sender)
    }

    private mutating func recipient(_ line: inout SandboxLine) throws(SandboxRefusal) {
        guard let envelope else { throw SandboxRefusal(503, "5.5.1", "MAIL first") }
        guard content == nil else { throw SandboxRefusal(503, "5.5.1", "RCPT between chunks") }
        guard line.take(keyword: " TO:"), let path = SandboxPath(&line), !path.address.isEmpty else {
            throw SandboxRefusal(501, "5.5.4", "RCPT TO:<address> is wanted")
        }
        var recipient = SandboxEnvelope.Recipient(address: path.address)
        try recipient.readParameters(&line, offered: extensions)
        if path.isUTF8, !envelope.isUTF8 { throw SandboxRefusal(553, "5.6.7", "the address needs SMTPUTF8") }
        guard envelope.recipients.count < rules.maxRecipients else {
            return refuseRecipient(SandboxRefusal(452, "4.5.3", "too many recipients"), .deferred)
        }
        let script = rules.isScripted ? SandboxScript(localPart: path.localPart) : nil
        if script == nil, let reply = chance(at: .rcpt) {
            return refuseRecipient(SandboxRefusal(reply), SandboxVerdict(code: reply.code))
        }
        switch script {
        case .recipient(let scripted):
            refuseRecipient(SandboxRefusal(scripted), SandboxVerdict(code: scripted.code))
        case .greylist:
            pending = .greylist(recipient)
            act(.greylist(path.address))
        case .dropAfterDotOnce:
            pending = .greylist(recipient, refuses: false)
            act(.greylist(path.address))
        case .garbledRecipient:
            refusedRecipients += 1
            act(.count(.refused))
            reply(SandboxReply.garbage)
        case .data, .dropBeforeDot, .dot, .dropAfterDot, .garbledDot, .slow, .longDot, nil:
            accept(recipient, script)
        }
    }

    private mutating func accept(_ recipient: SandboxEnvelope.Recipient, _ script: SandboxScript?) {
        envelope?.recipients.append(recipient)
        if self.script == nil { self.script = script ?? chanceOfMessage() }
        reply(SandboxReply.recipient)
    }

    private mutating func refuseRecipient(_ refusal: SandboxRefusal, _ verdict: SandboxVerdict) {
        refusedRecipients += 1
        act(.count(verdict))
        refuse(refusal)
    }

    /// The answer to `.greylist`.
    mutating func greylisted(isFirst: Bool) {
        guard case .greylist(let recipient, let refuses) = pending else { return }
        pending = nil
        if isFirst, !refuses {
            accept(recipient, .dropAfterDot(taken: true))
        } else if isFirst {
            refuseRecipient(SandboxRefusal(451, "4.7.1", "greylisted, come again"), .deferred)
        } else {
            accept(recipient, nil)
        }
    }

    // MARK: Refusals every command can meet

    private mutating func refuseLine(_ rule: SandboxViolation.Rule, _ text: String) {
        note(SandboxViolation(rule))
        refuse(SandboxRefusal(500, "5.5.2", text), isError: true)
    }

    /// What follows could be anything, content taken for commands included: RFC 5321 has no way back, so the connection ends.
    mutating func refuseSynchronization(_ command: SandboxCommand) {
        note(SandboxViolation(.synchronization, command: command.rawValue))
        let text = "sent more before the reply to \(command.rawValue)"
        refuse(SandboxRefusal(554, "5.5.0", text, closes: true), isError: true)
    }

    private func expectEnd(_ line: SandboxLine) throws(SandboxRefusal) {
        guard line.isAtEnd else { throw SandboxRefusal(501, "5.5.4", "no argument is wanted") }
    }
}
