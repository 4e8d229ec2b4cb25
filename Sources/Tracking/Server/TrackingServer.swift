import Campaigns
import Hummingbird
import HummingbirdCore
public import Ledger
public import Logging
import MailFormat
import NIOCore
public import NIOPosix
import NIOSSL
public import ServiceLifecycle

/// What `mailshot serve` is made of: one value that the command and the tests build in the same way, with every route there is.
///
/// ```
/// Listener ─► HTTP/1 ─► Router ─► route groups ─► HandleCheck (reads) ─► answer
///                                        └──────► EventIntake (one writer, group commit)
/// ```
public struct TrackingServer: Sendable {
    /// Everything that is set.
    public struct Settings: Sendable {
        /// Where the public listens.
        public var listen: ListenPlace
        /// Where `/metrics` listens; nil nowhere.
        public var metrics: ListenPlace?
        /// Certificate chain and key, PEM; nil where a reverse proxy does TLS.
        public var certificate: (chain: String, key: String)?
        /// Whose X-Forwarded-For is believed.
        public var trustedProxies = AddressRanges()
        /// What requests may take.
        public var limits = RequestLimits()
        /// What is kept of visits.
        public var visits: VisitRules
        /// A file of data-centre ranges; nil for none.
        public var datacentres: String?
        /// The sender's name on the pages.
        public var sender: String
        /// Whether the access log names the client's address.
        public var logsAddresses = false

        /// Settings with defaults for what is not named.
        public init(listen: ListenPlace, visits: VisitRules, sender: String) {
            self.listen = listen
            self.visits = visits
            self.sender = sender
        }
    }

    /// Where new route groups find the writer.
    public let intake: EventIntake
    /// Where new route groups find out whose a handle is.
    public let handles: HandleCheck
    /// Threads for reading the ledger, which may wait for the disk.
    public let threads: NIOThreadPool
    /// What the server has done.
    public let metrics = ServeMetrics()

    private let settings: Settings
    private let ledger: LedgerFile
    private let logger: Logger
    private let log: (@Sendable (AccessLine) -> Void)?
    private let router: RouterResponder<TrackingContext>
    private let tls: ReloadedFile<NIOSSLContext>?

    /// Builds the server; nothing listens yet.
    ///
    /// - Parameters:
    ///   - keyring: path of the key file of handles; read again when it changes.
    ///   - policy: what follows from a request to leave, a complaint, a bounce.
    ///   - groups: further routes; given what the server is made of.
    ///   - log: takes the lines of the access log; nil writes none.
    /// - Throws: what is wrong with a certificate, the key file or the file of ranges.
    public init(
        _ settings: Settings, ledger: LedgerFile, keyring path: String, policy: BouncePolicy, views: (any ViewSource)? = nil,
        logger: Logger,
        log: (@Sendable (AccessLine) -> Void)? = nil, groups: (Parts) throws -> [any RouteGroup] = { _ in [] }
    ) throws {
        self.ledger = ledger
        self.logger = logger
        self.log = log
        let now = ledger.now
        let clock: @Sendable () -> Int64 = { now().milliseconds }
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        self.threads = threads
        let report: @Sendable (any Error) -> Void = { logger.error("a changed file was not taken over: \($0)") }
        let ring = try ReloadedFile([path], now: clock, load: { try HandleKeyring(file: path) }, onTrouble: report)
        handles = HandleCheck(ledger: ledger, keyring: ring, threads: threads)
        intake = EventIntake(ledger: ledger, policy: policy)
        var settings = settings
        if let file = settings.datacentres {
            settings.visits.datacentres = try ReloadedFile(
                [file], now: clock, load: { try AddressRanges(file: file) }, onTrouble: report)
        }
        self.settings = settings
        tls = try settings.certificate.map { chain, key in
            try ReloadedFile([chain, key], now: clock, load: { try NIOSSLContext(chain: chain, key: key) }, onTrouble: report)
        }
        let proxies = TrustedProxies(ranges: settings.trustedProxies)
        let visits = Visits(rules: settings.visits, intake: intake, now: now, recent: RecentHeads(now: now))
        let pages = RecipientPages(handles: handles, intake: intake, ledger: ledger, threads: threads, sender: settings.sender)
        let router = Router(context: TrackingContext.self)
        router.add(middleware: ErrorAnswers(limits: settings.limits))
        var all: [any RouteGroup] = [
            OpenRoutes(handles: handles, visits: visits, proxies: proxies),
            ClickRoutes(
                handles: handles, visits: visits, proxies: proxies, book: LinkBook(ledger: ledger, threads: threads), ledger: ledger,
                threads: threads),
            UnsubscribeRoutes(pages: pages), PreferencesRoutes(pages: pages), ViewRoutes(pages: pages, views: views),
            HealthRoutes(intake: intake),
        ]
        all += try groups(Parts(intake: intake, handles: handles, ledger: ledger, threads: threads, proxies: settings.trustedProxies))
        for group in all { group.add(to: router) }
        self.router = router.buildResponder()
    }

    /// What further route groups are made from.
    public struct Parts: Sendable {
        /// The one writer.
        public let intake: EventIntake
        /// Tells whose a handle is.
        public let handles: HandleCheck
        /// For reading.
        public let ledger: LedgerFile
        /// Threads on which it is read.
        public let threads: NIOThreadPool
        /// Whose X-Forwarded-For is believed.
        public let proxies: AddressRanges
    }

    /// The services that run it, the last to end first.
    ///
    /// - Parameters:
    ///   - group: the event loops.
    ///   - onRunning: told the public port, once it listens.
    ///   - onMetrics: told the port of the metrics.
    public func services(
        on group: MultiThreadedEventLoopGroup = .singleton, onRunning: @escaping @Sendable (Int) async -> Void = { _ in },
        onMetrics: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> [any Service] {
        let main = Listener(
            place: settings.listen, channel: channel { await answer($0, $1) }, tls: tls, limits: settings.limits, group: group,
            logger: logger, onRunning: onRunning)
        var services: [any Service] = [ThreadsEnd(threads: threads), intake]
        if let place = settings.metrics {
            let own = Router(context: TrackingContext.self)
            own.get("/metrics") { [metrics, intake, open = main.open] _, _ in
                Answer.text(metrics.text(intake: intake.counts, connections: open.count))
            }
            let responder = own.buildResponder()
            services.append(
                Listener(
                    place: place,
                    channel: channel { request, context in
                        (try? await responder.respond(to: request, context: context)) ?? Answer.text("not found\n", status: .notFound)
                    }, tls: nil, limits: settings.limits, group: group, logger: logger, onRunning: onMetrics))
        }
        return services + [main]
    }

    private func channel(_ answer: @escaping @Sendable (Request, TrackingContext) async -> Response) -> HTTP1Channel {
        let logger = logger
        let date = HTTPDate(now: ledger.now)
        return HTTP1Channel(
            responder: { request, writer, channel in
                let context = TrackingContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
                var response = await answer(request, context)
                response.headers[.date] = date.text
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: HTTP1Channel.Configuration(
                idleTimeout: .nanoseconds(settings.limits.idle.components.seconds * 1_000_000_000),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: settings.limits.header, maxHeaderListSize: settings.limits.header,
                    maxHeaderFieldCount: settings.limits.fields)))
    }

    /// The answer to a request; it is counted and logged.
    private func answer(_ request: Request, _ context: TrackingContext) async -> Response {
        let clock = ContinuousClock()
        let start = clock.now
        var response: Response
        do {
            response = try await router.respond(to: request, context: context)
        } catch {
            logger.error("\(request.method) \(context.endpointPath ?? "-"): \(error)")
            response = Answer.text("internal error\n", status: .internalServerError)
        }
        let took = clock.now - start
        let route = context.endpointPath ?? "-"
        metrics.note(route: route, status: response.status.code, took: took)
        if let log {
            let client = settings.logsAddresses ? TrustedProxies(ranges: settings.trustedProxies).client(of: request, context) : nil
            log(
                AccessLine(
                    at: ledger.now(), method: request.method.rawValue, route: route, status: response.status.code, took: took,
                    client: client?.description))
        }
        if request.method == .head { response = response.createHeadResponse() }
        return response
    }
}

/// Ends the reading threads when everything else has ended.
private struct ThreadsEnd: Service {
    let threads: NIOThreadPool

    func run() async throws {
        try? await gracefulShutdown()
        try? await threads.shutdownGracefully()
    }
}
