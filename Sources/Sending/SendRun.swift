public import Campaigns
public import DKIM
public import Ledger
public import Logging
public import MailFormat
import NIOCore
import NIOPosix
public import SMTP
import Synchronization

/// Sends what is due of one campaign, once: lease → compose → sign → session → outcome → settle.
///
/// The run ends when nothing is left that is due, when it is stopped, when the campaign is paused or cancelled from elsewhere, or when
/// no relay can be used. However it ends, every message is in exactly one state in the ledger.
public final class SendRun: Sendable {
    /// What a run works with.
    public struct Equipment: Sendable {
        /// Makes the messages.
        public var composer: Composer
        /// Signs them; nil leaves them unsigned.
        public var signer: DKIMSigner?
        /// Take them.
        public var relays: [Relay]
        /// What limits them beside their own policies: recipient domains, the campaign's pace.
        public var limits: RelayPool.Limits
        /// How long a standstill may be before the run ends: limits that open sooner are waited for.
        public var patience: Duration
        /// When deferred ones are tried again.
        public var retry: RetrySchedule
        /// What a refusal says of the address; nil draws no conclusions.
        public var judge: (@Sendable (SMTPReply) -> Refusal)?
        /// Messages sent at the most; nil for all.
        public var limit: Int?
        /// Threads for the sessions, 1 or more.
        public var threads: Int
        /// Random numbers 0…1, which spread reconnections and pauses.
        public var spread: @Sendable () -> Double
        /// Gives every new connection to a relay the trace its dialogue is written to; nil writes none.
        public var trace: (@Sendable (Relay) -> DialogueTrace)?

        /// Equipment from its parts.
        public init(
            composer: Composer, signer: DKIMSigner? = nil, relays: [Relay], limits: RelayPool.Limits = RelayPool.Limits(),
            patience: Duration = .seconds(60), retry: RetrySchedule = RetrySchedule(), judge: (@Sendable (SMTPReply) -> Refusal)? = nil,
            limit: Int? = nil, threads: Int = 1, spread: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
            trace: (@Sendable (Relay) -> DialogueTrace)? = nil
        ) {
            self.composer = composer
            self.signer = signer
            self.relays = relays
            self.limits = limits
            self.patience = patience
            self.retry = retry
            self.judge = judge
            self.limit = limit
            self.threads = threads
            self.spread = spread
            self.trace = trace
        }
    }

    /// Why a run ended.
    public enum Ending: Hashable, Sendable {
        /// Nothing is left that is due now.
        case done
        /// It was asked to stop.
        case stopped
        /// The campaign is paused or cancelled.
        case halted(CampaignState)
        /// All that is left waits for a limit, and the first opens no sooner than then; why.
        case waiting(until: Timestamp, reason: String)
    }

    private let ledger: LedgerFile
    private let run: CampaignRun
    private let equipment: Equipment
    private let source: LeaseSource
    private let queue: SendQueue
    private let inFlight: InFlightMessages
    private let connections: RelayConnections
    private let writer: LedgerWriter
    private let batch: TurnBatch
    private let feed: SendFeed
    private let group: MultiThreadedEventLoopGroup
    private let halted = Mutex<Ending?>(nil)
    private let now: @Sendable () -> Timestamp

    /// Messages composed between two looks at the queue.
    private static let chunk = 16
    /// Octets composed between two looks at the queue: attachments make few messages large.
    private static let chunkOctets = 1 << 20
    /// How often pause, cancel and due retries are looked for.
    private static let watchInterval: Duration = .milliseconds(250)
    /// Looks between two at what came back of the campaign.
    private static let guardTurns = 40

    /// - Parameters:
    ///   - run: a run of the campaign, started by the caller; `send` ends it.
    ///   - remaining: messages that are left, which bounds how many connections are of use.
    /// - Throws: the ledger's error.
    public init(
        ledger: LedgerFile, run: CampaignRun, remaining: Int, equipment: Equipment, now: @escaping @Sendable () -> Timestamp, logger: Logger
    ) throws {
        self.ledger = ledger
        self.run = run
        self.equipment = equipment
        self.now = now
        group = MultiThreadedEventLoopGroup(numberOfThreads: equipment.threads)
        let group = group
        let connectionLimit = equipment.relays.reduce(0) { $0 + $1.maxConnections }
        let queue = SendQueue(
            capacity: max(64, connectionLimit * 2), pool: RelayPool(equipment.relays, limits: equipment.limits),
            clock: SendQueue.Clock(
                now: now,
                schedule: { delay, action in group.next().scheduleTask(in: .nanoseconds(Int64(delay / .nanoseconds(1)))) { action() } },
                spread: equipment.spread))
        self.queue = queue
        source = LeaseSource(
            limit: equipment.limit,
            supply: LeaseSource.Supply(
                lease: { try run.lease(limit: $0, held: $1) { queue.admit($0) } }, wanted: { queue.wanted() },
                leased: { queue.leased($0.map { ($0.key, $0.email.domain) }, asked: $1) }, now: now))
        let inFlight = InFlightMessages(queue: queue)
        self.inFlight = inFlight
        let connections = RelayConnections(
            relays: equipment.relays, wanted: max(1, min(remaining, equipment.limit ?? remaining)), group: group,
            spread: equipment.spread, trace: equipment.trace, logger: logger)
        self.connections = connections
        let retries = DoubtfulRetries()
        writer = LedgerWriter(run: run) { results in
            for result in results {
                guard case .veto = result.verdict, let key = result.operation.mark?.key else { continue }
                retries.forget(key)
                queue.vetoed([key])
            }
            guard let failure = inFlight.committed(results) else { return }
            queue.end(because: failure)
            // Sessions that wait for a mark would wait for ever, also where the run was about to end anyway.
            connections.close(atOnce: true)
        }
        batch = TurnBatch(writer: writer)
        var numbers: [String: Int64] = [:]
        for relay in equipment.relays { numbers[relay.name] = try ledger.relay(named: relay.name) }
        feed = SendFeed(
            queue: queue, inFlight: inFlight, connections: connections, retries: retries, batch: batch, relayNumbers: numbers,
            retry: equipment.retry, judge: equipment.judge,
            watch: GuardWatch(run.policy.guarding, before: try ledger.guardCounts(campaign: run.campaign)), now: now)
    }

    /// What was done so far in this run.
    public var tally: SendTally {
        var tally = inFlight.tally
        for (relay, open) in connections.openByRelay { tally.relays[relay, default: .init()].connections = open }
        for (relay, trouble) in queue.troubles {
            tally.relays[relay, default: .init()].trouble = trouble.reason
            tally.relays[relay, default: .init()].troubleUntil = trouble.until
        }
        return tally
    }

    /// Runs to its end.
    ///
    /// - Throws: what kept it from going on: the ledger's error, or ``SendError/relaysUnavailable(_:)``. What is not sent stays queued.
    public func send() async throws -> Ending {
        if try pauseWhereGuarded() {
            try run.end()
            return .halted(.paused)
        }
        try startLimits()
        connections.open(to: queue.wantedRelays, feed: feed)
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await self.watch() }
            tasks.addTask { await self.fetchShares() }
            await withTaskGroup(of: Void.self) { composers in
                for _ in 0..<max(2, System.coreCount) { composers.addTask { await self.compose() } }
            }
            queue.end()
            tasks.cancelAll()
        }
        // Before what is in flight has ended: what is not marked yet stays here, and a crash forgets nothing.
        let isGuarded = queue.failure == nil ? try pauseWhereGuarded() : false
        connections.close(atOnce: queue.failure is LedgerError)
        await connections.drained()
        feed.settleDoubts(all: true)
        // Before the last look at the batch: a turn of the event loop may be about to hand over what it took from there.
        try await group.shutdownGracefully()
        batch.flush()
        await writer.drain()
        if let failure = queue.failure {
            // What ended the run tells more than what follows from it; what cannot be put right now is by the next run.
            try? keepLimits()
            try? run.end()
            throw failure
        }
        try keepLimits()
        let isPaused = try isGuarded || pauseWhereGuarded()
        try run.end()
        if isPaused { return .halted(.paused) }
        if let ending = halted.withLock(\.self) { return ending }
        if source.isStopped { return .stopped }
        if let opening = run.opening(at: now()), try ledger.counts(campaign: run.campaign).remaining > 0 {
            return Self.closed(until: opening)
        }
        return .done
    }

    private static func closed(until opening: Timestamp) -> Ending {
        .waiting(until: opening, reason: "the campaign's window is closed")
    }

    /// Pauses the campaign where its guard is raised and something is left to keep back.
    private func pauseWhereGuarded() throws -> Bool {
        guard let cause = feed.pauseCause, try ledger.counts(campaign: run.campaign).remaining > 0 else { return false }
        try ledger.pause(campaign: run.campaign, because: cause)
        return true
    }

    /// Asks for an orderly end: messages in flight are finished and settled, everything else stays queued.
    public func stop() {
        source.stop()
        queue.end()
        connections.close(atOnce: false)
    }

    /// Closes all connections now: messages whose dot went out become uncertain.
    public func abort() {
        stop()
        connections.close(atOnce: true)
    }

    /// Leases, composes and signs ahead of the sessions; several of these run at once.
    private func compose() async {
        do {
            while !queue.hasEnded {
                await queue.waitForSpace()
                // Asked before taking: a message that comes back in between is seen by the next turn.
                let nothingInFlight = queue.outstanding == 0
                let messages = try source.take(Self.chunk)
                guard messages.isEmpty else {
                    inFlight.leased(messages)
                    await offer(messages)
                    continue
                }
                if nothingInFlight, !queue.holdsMessages { return }
                await queue.waitForChange()
            }
        } catch {
            queue.end(because: error)
        }
    }

    private func offer(_ messages: [LeasedMessage]) async {
        var deliveries: [Delivery] = []
        var octets = 0
        var failures: [Settlement] = []
        deliveries.reserveCapacity(messages.count)
        var bound: [Int64: (relay: String, isBound: Bool)] = [:]
        for message in messages { if let relay = message.relay { bound[message.key] = (relay, message.doubts > 0) } }
        for message in messages {
            if octets >= Self.chunkOctets {
                queue.offer(deliveries, bound: bound)
                (deliveries, octets) = ([], 0)
                await queue.waitForSpace()
            }
            do {
                var composed = try equipment.composer.compose(
                    Recipient(key: message.key, email: message.email, fields: message.fields, queuedAt: message.date, line: message.line))
                if let signer = equipment.signer { composed = try signer.sign(composed, at: message.date) }
                octets += composed.bytes.count
                deliveries.append(Delivery(key: message.key, message: composed))
            } catch {
                failures.append(Settlement(key: message.key, .failed, reason: "\(error)", at: message.date))
            }
        }
        if !failures.isEmpty {
            inFlight.failed(failures.count)
            queue.dropped(failures.map(\.key))
            writer.submit(LedgerOperation(outcomes: failures))
        }
        if !deliveries.isEmpty { queue.offer(deliveries, bound: bound) }
    }

    /// What earlier runs left: messages that wait for limits, and what is to be left alone.
    private func startLimits() throws {
        try takeOverRests()
        try run.freeHeld(queue.start(held: try run.held()))
    }

    /// Gives back what is unused of shared limits, and keeps what is to be left alone.
    private func keepLimits() throws {
        try ledger.giveBack(queue.surrender().map(LimitShare.init))
        try ledger.rest(queue.takeRests().map(Rest.init))
    }

    private func takeOverRests() throws {
        queue.rest(try ledger.rests().map { RestOrder(name: $0.name, until: $0.until, reason: $0.reason) })
    }

    /// Fetches shares of limits as they are needed: the sessions never wait for the disk.
    private func fetchShares() async {
        while let requests = await queue.shareRequests() {
            do {
                queue.grant(try ledger.takeShares(requests.map(LimitClaim.init)).map(ShareGrant.init))
            } catch {
                queue.end(because: error)
            }
        }
    }

    /// Notices what other processes decide, and that time passes.
    private func watch() async {
        let clock = ContinuousClock()
        var turns = 0
        while !queue.hasEnded, (try? await clock.sleep(for: Self.watchInterval)) != nil {
            do {
                let state = try ledger.campaignState(run.campaign)
                if state == .paused || state == .cancelled {
                    halted.withLock { $0 = .halted(state) }
                    stop()
                } else if let opening = run.opening(at: now()) {
                    halted.withLock { $0 = Self.closed(until: opening) }
                    stop()
                }
                turns += 1
                try ledger.rest(queue.takeRests().map(Rest.init))
                if turns.isMultiple(of: 4) { try takeOverRests() }
                if turns.isMultiple(of: Self.guardTurns) { feed.know(try ledger.guardCounts(campaign: run.campaign)) }
            } catch {
                queue.end(because: error)
            }
            feed.settleDoubts(all: false)
            for session in queue.idle(for: equipment.relays.map(\.idleTimeout)) { session.stop() }
            connections.open(to: queue.missedRelays, feed: feed)
            if let standstill = queue.standstill(longerThan: equipment.patience) {
                halted.withLock { $0 = .waiting(until: standstill.until, reason: standstill.reason) }
                queue.end()
            }
            queue.nudge()
        }
    }
}
