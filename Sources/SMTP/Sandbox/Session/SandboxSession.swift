/// The server's side of one SMTP connection, as a value: bytes in, actions out; no socket, no clock, no files.
///
/// ```
/// session.open()                       // the greeting
/// session.receive(bytes)
/// while true { switch session.next() { … case .wait: return } }
/// ```
///
/// It is strict where a relay would be lenient, because it is here to find faults: see `SandboxViolation`. It takes one
/// transaction at a time, and while an action is open (`settle`, `greylist`, `delay`) it reads nothing.
///
/// SeeAlso: RFC 5321 §3, §4; RFC 2920 (groups of commands); RFC 3030 (BDAT)
struct SandboxSession {
    /// What the sandbox is set to.
    struct Rules: Hashable {
        var hostName = "sandbox.invalid"
        var extensions = SandboxExtensions.all
        /// Octets, 1…
        var maxMessageSize = 50 << 20
        /// Recipients of one transaction, 100 at least (RFC 5321 §4.5.3.1.8).
        var maxRecipients = 100
        /// 500, 501, 503, 555… on one connection before it is closed.
        var maxErrors = 50
        /// Whether addresses script failures.
        var isScripted = true
        /// Failures by chance.
        var chaos: [SandboxChaos] = []
        /// Where chance begins; each connection adds its own number.
        var chaosSeed: UInt64 = 0
        /// Whether anybody wants the content.
        var keepsContent = true
    }

    /// What the driver has to do.
    enum Action: Equatable {
        /// Write these bytes; they may wait for those of the next actions, but not over a `wait` or `delay`.
        case reply([UInt8])
        /// Tell with `greylisted(isFirst:)` whether this address is seen for the first time.
        case greylist(String)
        /// A message is complete: store it if its verdict says so, record it, then say `settled(isStored:)`.
        case settle(SandboxMessage)
        /// A recipient's fate was decided without a complete message.
        case count(SandboxVerdict)
        /// A rule was broken.
        case note(SandboxViolation)
        /// Say `resume()` after so long.
        case delay(Duration)
        /// Close; orderly: after the replies are written, and without a reset that could overtake them.
        case close(isOrderly: Bool)
        /// Nothing to do before `receive`, or before the answer to the open action.
        case wait
    }

    /// Where the dialogue stands.
    enum Phase {
        /// Before EHLO or HELO. May become: idle, closed.
        case greeted
        /// Between transactions. May become: mail, closed.
        case idle
        /// In a transaction, reading commands. May become: idle, content, chunk, closed.
        case mail
        /// Behind 354. May become: idle, closed.
        case content
        /// In the octets of a BDAT, so many to go. May become: mail, idle, closed.
        case chunk(left: Int, isLast: Bool, isRefused: Bool)
        /// Nothing is read or written any more.
        case closed
    }

    /// An action whose answer is awaited.
    enum Pending {
        case greylist(SandboxEnvelope.Recipient, refuses: Bool = true)
        case settle(SandboxMessage)
        case delay(SandboxMessage)
    }

    let rules: Rules
    var phase = Phase.greeted
    var pending: Pending?
    /// After EHLO; HELO takes the extensions away.
    var extensions: SandboxExtensions = []
    /// Set from MAIL to the end of the transaction.
    var envelope: SandboxEnvelope?
    /// The first script of a recipient that concerns DATA or the dot.
    var script: SandboxScript?
    /// Recipients refused in this transaction.
    var refusedRecipients = 0
    /// What has been read of the content; it outlives one BDAT.
    var content: SandboxContent?
    /// Where a BDAT came in.
    var phaseBeforeChunk = Phase.idle
    var errors = 0
    var random: SandboxChance

    private var input: [UInt8] = []
    private var start = 0
    private var outbox: [Action] = []
    private var outboxStart = 0
    /// Whether the rest of an overlong command line is being thrown away.
    private var isSkippingLine = false

    init(rules: Rules) {
        self.rules = rules
        random = SandboxChance(seed: rules.chaosSeed)
    }

    /// Greets, or turns the client away with 421.
    mutating func open(isAdmitted: Bool = true) {
        if isAdmitted {
            reply(Array("220 \(rules.hostName) ESMTP mailshot sandbox, delivers nothing\r\n".utf8))
        } else {
            refuse(SandboxRefusal(421, "4.7.0", "too many connections", closes: true))
        }
    }

    /// Takes bytes from the client.
    mutating func receive(_ bytes: some Collection<UInt8>) {
        if case .closed = phase { return }
        if start == input.count {
            input.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 1 << 16 {
            input.removeSubrange(..<start)
            start = 0
        }
        input.append(contentsOf: bytes)
    }

    /// The next thing to do.
    mutating func next() -> Action {
        while true {
            if outboxStart < outbox.count {
                outboxStart += 1
                return outbox[outboxStart - 1]
            }
            outbox.removeAll(keepingCapacity: true)
            outboxStart = 0
            guard pending == nil, start < input.count else { return .wait }
            let canGoOn =
                switch phase {
                case .greeted, .idle, .mail: readCommand()
                case .content: readContent()
                case .chunk(let left, let isLast, let isRefused): readChunk(left: left, isLast: isLast, isRefused: isRefused)
                case .closed: false
                }
            if !canGoOn && outbox.isEmpty { return .wait }
        }
    }

    /// The client closed its side, or the connection broke.
    mutating func inputClosed() {
        switch phase {
        case .content where pending == nil, .chunk where pending == nil: count(.abandoned, for: envelope)
        case .greeted, .idle, .mail, .content, .chunk, .closed: break
        }
        phase = .closed
    }

    /// Nothing was heard for too long.
    mutating func idle() {
        if case .closed = phase { return }
        guard pending == nil else { return }
        inputClosed()
        outbox += [.reply(SandboxReply.idle), .close(isOrderly: true)]
    }

    // MARK: For the other files of this type

    mutating func act(_ action: Action) { outbox.append(action) }

    mutating func reply(_ bytes: [UInt8]) { outbox.append(.reply(bytes)) }

    mutating func note(_ violation: SandboxViolation) { outbox.append(.note(violation)) }

    /// Counts one verdict for each recipient of a transaction.
    mutating func count(_ verdict: SandboxVerdict, for envelope: SandboxEnvelope?) {
        for _ in envelope?.recipients ?? [] { outbox.append(.count(verdict)) }
    }

    /// Says no. What the client did wrong counts towards the limit; what a script or a limit of ours says does not.
    mutating func refuse(_ refusal: SandboxRefusal, isError: Bool = false) {
        reply(refusal.reply)
        if isError { errors += 1 }
        if refusal.closes {
            close(isOrderly: true)
        } else if errors > rules.maxErrors {
            reply(SandboxRefusal(421, "4.7.0", "too many errors").reply)
            close(isOrderly: true)
        }
    }

    mutating func close(isOrderly: Bool) {
        phase = .closed
        outbox.append(.close(isOrderly: isOrderly))
    }

    /// Forgets the transaction; the greeting stays.
    mutating func endTransaction() {
        envelope = nil
        script = nil
        refusedRecipients = 0
        content = nil
        switch phase {
        case .mail, .content, .chunk: phase = .idle
        case .greeted, .idle, .closed: break
        }
    }

    /// Whether the client sent more before it could have seen the reply to the command just read.
    var hasUnreadInput: Bool { start < input.count }

    // MARK: Reading

    /// One command line; false where it is not complete yet.
    private mutating func readCommand() -> Bool {
        guard let newline = input[start...].firstIndex(of: UInt8(ascii: "\n")) else {
            if input.count - start > SandboxCommand.maxLength {
                isSkippingLine = true
                start = input.count
            }
            return false
        }
        let line = input[start..<newline]
        start = newline + 1
        if isSkippingLine || line.count >= SandboxCommand.maxLength {
            isSkippingLine = false
            note(SandboxViolation(.longCommand))
            refuse(SandboxRefusal(500, "5.5.2", "line too long"), isError: true)
        } else {
            run(line)
        }
        return true
    }

    /// As much of the content as there is.
    private mutating func readContent() -> Bool {
        guard let step = content?.read(input, start..<input.count) else { return false }
        start = step.end
        guard step.isComplete else { return false }
        if hasUnreadInput, !extensions.contains(.pipelining) {
            count(.refused, for: envelope)
            refuseSynchronization(.data)
        } else {
            settle()
        }
        return true
    }

    /// As much of a BDAT chunk as there is.
    private mutating func readChunk(left: Int, isLast: Bool, isRefused: Bool) -> Bool {
        if case .dropBeforeDot = script, !isRefused {
            count(.dropped, for: envelope)
            close(isOrderly: false)
            return true
        }
        let count = min(left, input.count - start)
        if !isRefused { _ = content?.read(input, start..<start + count) }
        start += count
        phase = .chunk(left: left - count, isLast: isLast, isRefused: isRefused)
        guard left == count else { return false }
        endChunk(isLast: isLast, isRefused: isRefused)
        return true
    }
}
