import Campaigns
import Foundation
import Ledger
import Logging
import MailFormat
import MailshotTestSupport
import NIOCore
import NIOPosix
import SMTP
import Sending

/// A campaign of a few addresses, enqueued and ready, and sandboxes that keep what they take: a real ledger on disk and real sockets, but a
/// clock that stands still.
struct SendStage {
    var ledger: LedgerFile
    var campaign: CampaignRecord
    var composer: Composer
    var sandboxes: [SandboxRelay]
    /// `one`, `two` …, one for each sandbox.
    var relays: [Relay]
    var limits = RelayPool.Limits()
    var clock: ManualClock

    /// One run to its end.
    func run(
        retry: RetrySchedule = RetrySchedule(), limit: Int? = nil, guarding: GuardPolicy = GuardPolicy(), schedule: Schedule? = nil,
        trace: (@Sendable (Relay) -> DialogueTrace)? = nil
    )
        async throws -> SendRun.Ending
    {
        var policy = BouncePolicy()
        policy.guarding = guarding
        let run = try ledger.startRun(
            campaign: campaign.id, policy: policy,
            timetable: schedule.map { schedule in { Timetable(schedule, occurrence: nil, of: $0) } })
        return try await SendRun(
            ledger: ledger, run: run, remaining: 1000,
            equipment: SendRun.Equipment(
                composer: composer, relays: relays, limits: limits, retry: retry, limit: limit, spread: { 0 }, trace: trace),
            now: clock.now, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).send()
    }

    var counts: StateCounts { get throws { try ledger.counts(campaign: campaign.id) } }
    /// Messages each sandbox took.
    var taken: [Int] { sandboxes.map(\.counts[.accepted]) }

    static func with(_ addresses: [String], connections: Int = 1, relays: Int = 1, _ body: (SendStage) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            try FileManager.default.createDirectory(atPath: folder + "/templates/plain", withIntermediateDirectories: true)
            try Data("<p>Hi {{name}}</p>".utf8).write(to: URL(fileURLWithPath: folder + "/templates/plain/body.html"))
            let sender = Sender(from: Mailbox(name: "Shop", address: try EmailAddress("shop@example.com")))
            let campaign = Campaign(
                name: "receipts", kind: .transactional, subject: "Hi {{name}}", template: "plain", recipients: "list.csv", from: sender.from
            )
            let clock = ManualClock()
            let ledger = try LedgerFile(path: folder + "/ledger.db", create: true, now: clock.now)
            let record = try ledger.addCampaign(name: campaign.name, kind: campaign.kind, columns: ["email", "name"])
            let enqueue = try ledger.enqueue(campaign: record.id)
            let rows = try addresses.enumerated().map { NewMessage(line: $0 + 2, email: try EmailAddress($1), fields: [$1, "Ann"]) }
            _ = try enqueue.add(rows)
            _ = try enqueue.seal()
            let template = try MessageTemplate.load(for: campaign, project: folder)
            let composer = try Composer(
                campaign: campaign, sender: sender, template: template, keyring: HandleKeyring(secret: Array(repeating: 7, count: 32)),
                campaignID: record.id, columns: ["email", "name"], project: folder)
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            var options = SandboxRelay.Options()
            options.storage = .memory(limit: 1000)
            var sandboxes: [SandboxRelay] = []
            var upstreams: [Relay] = []
            for name in ["one", "two", "three"].prefix(relays) {
                let sandbox = SandboxRelay(options)
                let address = try await sandbox.start(group: group)
                sandboxes.append(sandbox)
                upstreams.append(Relay(name: name, host: "127.0.0.1", port: address.port ?? 0, tls: .none, maxConnections: connections))
            }
            try await body(
                SendStage(ledger: ledger, campaign: record, composer: composer, sandboxes: sandboxes, relays: upstreams, clock: clock))
            for sandbox in sandboxes { await sandbox.stop() }
            try await group.shutdownGracefully()
            try ledger.close()
        }
    }
}
