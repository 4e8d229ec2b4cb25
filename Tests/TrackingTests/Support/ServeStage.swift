import Campaigns
import Foundation
import Ledger
import Logging
import MailFormat
import MailshotTestSupport
import ServiceLifecycle
import Synchronization
import Tracking

/// A campaign that was sent to a few, and the server its links lead to: real sockets, a real ledger, a clock that stands still.
struct ServeStage: Sendable {
    static let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

    let folder: String
    let ledger: LedgerFile
    let campaign: CampaignRecord
    let composer: Composer
    let recipients: [Recipient]
    let session: TestSession
    let clock: ManualClock
    let server: TrackingServer
    let talk: HTTPTalk
    let metrics: HTTPTalk

    /// The handle of a recipient's message, by her place in the list.
    func handle(_ index: Int = 0) -> String { composer.handle(of: recipients[index]).text }

    /// Lets everything that was offered become durable, and gives the events of a message.
    func events(_ index: Int = 0) async throws -> [Event] {
        _ = try await server.intake.commit { _ in 0 }
        return try ledger.events(of: recipients[index].key)
    }

    struct Options: Sendable {
        var html =
            "<p>Hi {{name}}</p><a href=\"https://example.com/a?x=1&amp;y=%2F#z\">a</a>"
            + "<a href=\"https://example.com/{{code}}?e={{email}}&amp;n={{name}}\">b</a><a href=\"https://example.com/c\">c</a>"
            + "<a href=\"{{unsubscribe_url}}\">leave</a><p>{{sender.postal_address}}</p>"
        var list = ""
        var policy = BouncePolicy()
        var recipients = [("ann@example.org", "Ann"), ("bob@example.org", "Bób & Co"), ("cid@example.org", "Cid")]
        var tracking = TrackingSettings(baseURL: "https://t.example.com", opens: true, clicks: true, honeypot: true)
        var change: @Sendable (inout TrackingServer.Settings) -> Void = { _ in }
        var groups: @Sendable (TrackingServer.Parts) -> [any RouteGroup] = { _ in [] }
        /// Where messages are left.
        var ending = Settlement.Ending.accepted
        /// Recipients at the end of the list whose messages are leased and no more.
        var unsent = 0
    }

    /// Finds the composer of the one campaign there is.
    private struct OneView: ViewSource {
        let composer: Composer
        func composer(of campaign: CampaignRecord) throws -> Composer? { composer }
    }

    static func with<Value>(_ options: Options = Options(), _ body: (ServeStage) async throws -> Value) async throws -> Value {
        try await TemporaryFolder.with { folder in
            let clock = ManualClock()
            let ledger = try LedgerFile(path: folder + "/ledger.db", create: true, now: clock.now)
            let (campaign, composer, recipients, session) = try sent(options, in: folder, ledger, clock)
            var settings = TrackingServer.Settings(
                listen: .address(host: "127.0.0.1", port: 0), visits: VisitRules(opens: true, clicks: true), sender: "Acme <News>")
            settings.metrics = .address(host: "127.0.0.1", port: 0)
            options.change(&settings)
            let server = try TrackingServer(
                settings, ledger: ledger, keyring: folder + "/handle.key", policy: options.policy, views: OneView(composer: composer),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, groups: options.groups)
            let (ports, feed) = AsyncStream.makeStream(of: (Bool, Int).self)
            let group = ServiceGroup(
                configuration: .init(
                    services: server.services(onRunning: { feed.yield((true, $0)) }, onMetrics: { feed.yield((false, $0)) })
                        .map { .init(service: $0) }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
            return try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                var found: [Bool: Int] = [:]
                for await (isPublic, port) in ports {
                    found[isPublic] = port
                    if found.count == 2 { break }
                }
                let stage = ServeStage(
                    folder: folder, ledger: ledger, campaign: campaign, composer: composer, recipients: recipients, session: session,
                    clock: clock, server: server, talk: HTTPTalk(port: found[true] ?? 0), metrics: HTTPTalk(port: found[false] ?? 0))
                let result: Result<Value, any Error>
                do { result = .success(try await body(stage)) } catch { result = .failure(error) }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                try ledger.close()
                return try result.get()
            }
        }
    }

    private static func sent(
        _ options: Options, in folder: String, _ ledger: LedgerFile, _ clock: ManualClock
    ) throws -> (CampaignRecord, Composer, [Recipient], TestSession) {
        let template = folder + "/templates/news"
        try FileManager.default.createDirectory(atPath: template, withIntermediateDirectories: true)
        try Data(options.html.utf8).write(to: URL(fileURLWithPath: template + "/body.html"))
        let address = try EmailAddress("news@example.com")
        let sender = Sender(from: Mailbox(name: "Acme", address: address), postalAddress: "Hauptstr. 1, Berlin")
        let campaign = Campaign(
            name: "autumn", kind: .marketing, subject: "Hi {{name}}", template: "news", recipients: "list.csv", from: sender.from,
            list: options.list, defaults: ["code": "none"])
        let columns = ["email", "name", "code", "quiet"]
        let record = try ledger.addCampaign(name: "autumn", kind: .marketing, columns: columns, list: options.list)
        let enqueue = try ledger.enqueue(campaign: record.id)
        _ = try enqueue.add(
            options.recipients.enumerated().map { index, row in
                NewMessage(
                    line: index + 2, email: try EmailAddress(row.0),
                    fields: [row.0, row.1, index == 1 ? "a b/c?d" : "", index == 2 ? "yes" : ""])
            })
        _ = try enqueue.seal()
        let keyring = try HandleKeyring.make(file: folder + "/handle.key")
        let composer = try Composer(
            campaign: campaign, sender: sender, tracking: options.tracking,
            template: try MessageTemplate.load(for: campaign, project: folder), keyring: keyring, campaignID: record.id, columns: columns,
            project: folder)
        let context = LinkContext(campaign, sender: sender, tracking: options.tracking)
        try ledger.setLinks(
            composer.links.links.map { CampaignLink(position: $0.index, url: $0.url) },
            context: String(decoding: try JSONEncoder().encode(context), as: UTF8.self), campaign: record.id)
        let run = try ledger.startRun(campaign: record.id)
        let recipients = try run.lease(limit: 1000).map { message in
            Recipient(key: message.key, email: message.email, fields: message.fields, queuedAt: message.date, line: message.line)
        }
        let session = TestSession(run: run, relay: try ledger.relay(named: "test"))
        for recipient in recipients.dropLast(options.unsent) {
            session.mark(recipient.key, at: clock.now())
            session.settle(recipient.key, options.ending, at: clock.now())
        }
        if options.unsent == 0 { try run.end() }
        return (try ledger.campaign(record.id), composer, recipients, session)
    }
}

/// Marks and settles messages as a relay session does, one at a time.
final class TestSession: Sendable {
    private let relay: Int64
    private let writer: LedgerWriter
    private let results: Results

    private final class Results: Sendable {
        let all = Mutex<[OperationResult]>([])
    }

    init(run: CampaignRun, relay: Int64) {
        self.relay = relay
        let results = Results()
        self.results = results
        writer = LedgerWriter(run: run) { answers in results.all.withLock { $0 += answers } }
    }

    @discardableResult
    func mark(_ key: Int64, at moment: Timestamp) -> OperationResult.Verdict? {
        writer.submit(LedgerOperation(mark: Mark(key: key, relay: relay, at: moment)))
        return results.all.withLock { $0.last?.verdict }
    }

    func settle(_ key: Int64, _ ending: Settlement.Ending, at moment: Timestamp) {
        writer.submit(LedgerOperation(outcomes: [Settlement(key: key, ending, relay: relay, at: moment)]))
    }
}
