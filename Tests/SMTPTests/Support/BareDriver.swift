import MailFormat

@testable import SMTP

/// Drives the machine without any I/O, and checks the write protocol as it goes.
struct BareDriver {
    var machine: SessionStateMachine
    var feed: FeedScript
    var parser = SMTPReplyParser()
    var written: [UInt8] = []
    var isClosed = false
    /// Keys that were cleared; a dot for any other is a violation.
    private(set) var cleared: Set<Int64> = []
    private(set) var violations: [String] = []
    private(set) var timers: [Stage?] = []
    private var pendingClear: (Int64, MarkVerdict)?
    private var streamed: CheckedDelivery?
    /// The token a new one is wanted for.
    private(set) var renewing: Secret?

    init(relay: Relay, feed: FeedScript) {
        machine = SessionStateMachine(relay: relay, nonce: "nonce")
        self.feed = feed
    }

    mutating func start(isLoopback: Bool = true) {
        run(machine.connected(Endpoint(addressLiteral: "[192.0.2.1]", isLoopback: isLoopback)))
    }

    mutating func receive(_ bytes: [UInt8]) {
        guard !isClosed else { return }
        parser.append(bytes)
        do throws(ReplyProblem) {
            while let reply = try parser.next() {
                run(machine.received(reply, unread: parser.hasUnreadBytes))
                if isClosed { return }
            }
            if parser.hasUnreadBytes, !machine.isOwedReply { run(machine.receivedUnasked()) }
        } catch {
            run(machine.received(error))
        }
        // A real ledger answers after the read is worked off.
        while let (key, verdict) = pendingClear, !isClosed {
            pendingClear = nil
            clear(key, verdict)
        }
    }

    mutating func clear(_ key: Int64, _ verdict: MarkVerdict) {
        if verdict == .go { cleared.insert(key) }
        run(machine.cleared(key, verdict, unread: parser.hasUnreadBytes))
    }

    mutating func run(_ first: [SessionStateMachine.Action]) {
        var actions = first
        while !actions.isEmpty {
            var isPulling = false
            for action in actions {
                switch action {
                case .send(let command):
                    do throws(CommandProblem) { try command.encode(into: &written) } catch { violations.append("\(error)") }
                case .startTLS: run(machine.protected())
                case .renewToken(let refused): renewing = refused
                case .startTimer(let stage): timers.append(stage)
                case .stopTimer: timers.append(nil)
                case .close: isClosed = true
                case .ended(let end): feed.ended(end)
                case .transaction(.pull): isPulling = true
                case .transaction(.record(let settled, let marking)):
                    if let verdict = feed.record(settled, marking: marking), let marking { pendingClear = (marking, verdict) }
                case .transaction(.write(let group)): write(group)
                case .transaction(.stream(let delivery)):
                    streamed = delivery
                    if delivery.chunkLine != nil, !cleared.contains(delivery.key) {
                        violations.append("a chunk of \(delivery.key) before its mark was cleared")
                    }
                    written += delivery.chunkLine ?? []
                    write(content: delivery.streamedContent, of: delivery)
                    if delivery.chunkLine == nil, delivery.needsLineEnd { written += [13, 10] }
                    run(machine.contentStreamed())
                case .transaction: violations.append("\(action)")
                }
            }
            guard isPulling else { return }
            actions = machine.supplied(feed.next())
        }
    }

    private mutating func write(_ group: TransactionMachine.Group) {
        switch group.ending {
        case .content(let delivery):
            if !cleared.contains(delivery.key) { violations.append("dot of \(delivery.key) before its mark was cleared") }
            written += delivery.chunkLine ?? []
            write(content: delivery.delivery.message.bytes[...], of: delivery)
            if delivery.needsLineEnd { written += [13, 10] }
            if delivery.chunkLine == nil { written += Array(".\r\n".utf8) }
        case .chunkEnd:
            if streamed.map({ cleared.contains($0.key) }) != true { violations.append("the end of a chunk before its mark was cleared") }
            streamed = nil
            written += [13, 10]
        case .dot:
            if let streamed, !cleared.contains(streamed.key) { violations.append("dot of \(streamed.key) before its mark was cleared") }
            streamed = nil
            written += Array(".\r\n".utf8)
        case nil: break
        }
        written += group.lines
    }

    private mutating func write(content bytes: ArraySlice<UInt8>, of delivery: CheckedDelivery) {
        var room = [UInt8](repeating: 0, count: bytes.count + delivery.dots)
        let count = bytes.withUnsafeBytes { source in
            room.withUnsafeMutableBytes { DotStuffing.write(source, startsLine: true, dots: delivery.dots, into: $0) }
        }
        written += room.prefix(count)
    }
}
