public import Ledger
import MailFormat

/// What a run over sources came to.
public struct ReportCounts: Hashable, Sendable {
    /// Items that were looked at.
    public var read = 0
    /// Reports that were new.
    public var taken = 0
    /// Reports that had been taken before.
    public var known = 0
    /// Of the new ones, those whose message is known for sure.
    public var attributed = 0
    /// Of the new ones, those that no handle belongs to; they suppress nobody.
    public var unattributed = 0
    /// Mail of somebody else.
    public var foreign = 0
    /// What is no mail.
    public var unreadable = 0
    /// Addresses that are not mailed any more because of new reports.
    public var suppressed = 0
    /// Messages in doubt that turned out to have been accepted.
    public var settled = 0
    /// New reports by kind.
    public var kinds: [Finding.Kind: Int] = [:]

    /// All zero.
    public init() {}

    mutating func count(_ result: IntakeResult) {
        guard result.attribution != .foreign else {
            foreign += 1
            return
        }
        guard result.isNew else {
            known += 1
            return
        }
        taken += 1
        if result.attribution == .unattributed { unattributed += 1 } else { attributed += 1 }
        kinds[result.kind, default: 0] += 1
        if result.suppression != nil { suppressed += 1 }
        if result.settledDoubt { settled += 1 }
    }
}

/// Takes what sources hold into the ledger, batch by batch: read, classify on all cores, commit, and only then tell the source.
///
/// Bounded in messages and time, and idempotent: whoever is killed anywhere runs again and counts nothing twice. Memory does not grow
/// with the source.
public struct FeedbackRun: Sendable {
    private let intake: FeedbackIntake
    private let ledger: LedgerFile
    private let threads: Int
    private let most: Int?
    private let isOver: @Sendable () -> Bool

    /// Items that share a commit.
    static let batch = 256

    /// - Parameters:
    ///   - threads: on how many threads mail is read and classified.
    ///   - most: reports and other items after which the run ends; nil is all.
    ///   - isOver: asked between batches: whether the time is up, or somebody wants an end.
    public init(
        intake: FeedbackIntake, ledger: LedgerFile, threads: Int, most: Int? = nil, isOver: @escaping @Sendable () -> Bool = { false }
    ) {
        self.intake = intake
        self.ledger = ledger
        self.threads = max(1, threads)
        self.most = most
        self.isOver = isOver
    }

    /// Takes from a source until it is empty, or a limit is reached.
    ///
    /// - Parameters:
    ///   - counts: what was counted so far, of this source and those before it.
    ///   - each: called with every result, in order, once it is durable.
    /// - Returns: whether the source is empty.
    /// - Throws: ``SourceError`` and ``LedgerError``; what was taken until then is in the ledger and in `counts`.
    public func process(
        _ source: any ReportSource, into counts: inout ReportCounts, each: (IntakeResult, String) -> Void = { _, _ in }
    ) async throws -> Bool {
        while true {
            let room = most.map { $0 - counts.read } ?? Self.batch
            guard room > 0, !isOver() else { return false }
            let items = try await source.next(min(room, Self.batch))
            guard !items.isEmpty else { return true }
            let reports = try await reports(of: items)
            let results = try intake.take(reports.compactMap(\.self))
            var next = results.makeIterator()
            var settled: [SettledItem] = []
            for (item, report) in zip(items, reports) {
                counts.read += 1
                guard report != nil, let result = next.next() else {
                    // A log line of a message that is not ours is no trouble.
                    if case .log = item.content { counts.foreign += 1 } else { counts.unreadable += 1 }
                    settled.append(SettledItem(ticket: item.ticket, fate: Self.isLog(item) ? .foreign : .unreadable))
                    continue
                }
                counts.count(result)
                each(result, item.place)
                settled.append(SettledItem(ticket: item.ticket, fate: result.attribution == .foreign ? .foreign : .taken))
            }
            Failpoint.reach(.beforeSourceSettles)
            try await source.settle(settled)
        }
    }

    private static func isLog(_ item: SourceItem) -> Bool {
        if case .log = item.content { true } else { false }
    }

    /// One report an item; nil for what is no mail, and for log lines of messages that are not ours.
    private func reports(of items: [SourceItem]) async throws -> [IncomingReport?] {
        let owners = try owners(of: items)
        let share = (items.count + threads - 1) / threads
        return await withTaskGroup(of: (Int, [IncomingReport?]).self) { group in
            for start in stride(from: 0, to: items.count, by: share) {
                let part = items[start..<min(items.count, start + share)]
                group.addTask { (start, part.map { Self.report(of: $0, owners: owners) }) }
            }
            var parts: [(Int, [IncomingReport?])] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private static func report(of item: SourceItem, owners: [String: QueuedMessage]) -> IncomingReport? {
        switch item.content {
        case .mail(let mail, let recipient): return IncomingReport(mail: mail, recipient: recipient, source: item.place)
        case .log(let delivery):
            guard let finding = delivery.finding, let owner = owners[delivery.queueID] else { return nil }
            // Numbers are given again: the address must be the message's, too.
            let named = [delivery.recipient, delivery.originalRecipient].compactMap { $0?.lowercased() }
            guard named.contains(owner.email.lowercased()) else { return nil }
            return IncomingReport(finding: finding, message: owner.key, at: delivery.at, identity: delivery.line, source: item.place)
        case .unreadable: return nil
        }
    }

    /// The longest time between the relay's taking a message and its end there (RFC 5321 §4.5.4.1), with room for a log that is read late.
    private static let longestDelivery: Duration = .seconds(10 * 86400)

    private func owners(of items: [SourceItem]) throws(LedgerError) -> [String: QueuedMessage] {
        var numbers: Set<String> = []
        var first: Timestamp?
        for case .log(let delivery) in items.map(\.content) {
            numbers.insert(delivery.queueID)
            first = min(first ?? delivery.at, delivery.at)
        }
        guard let first else { return [:] }
        return try ledger.messages(queuedAs: numbers, since: first + (.zero - Self.longestDelivery))
    }
}
