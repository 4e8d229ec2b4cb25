import HTTPTypes
import Hummingbird
public import Logging
import NIOCore
import ServiceLifecycle

/// The inbox page: what came into a mail folder, as its recipients will see it. For the eyes of the person who sends, on this machine.
///
/// Everything is rendered here; the only script of the page asks whether something new came. HTML of messages is shown in a frame that has no
/// scripts, no forms and no network: a hostile message can do nothing and ask for nothing.
public struct InboxServer: Sendable {
    /// What others know of a message: lines for the reader.
    public struct Judgement: Sendable {
        /// The verdict of each signature, `pass example.com s1`; empty where nothing signs.
        public var signatures: [String]
        /// What `check` would say.
        public var findings: [String]

        /// A judgement from its parts.
        public init(signatures: [String], findings: [String]) {
            self.signatures = signatures
            self.findings = findings
        }
    }

    let folder: MailFolder
    let captions: [String: String]
    let judge: @Sendable ([UInt8]) -> Judgement

    /// - Parameters:
    ///   - folder: what is shown.
    ///   - captions: why a message is there, by the name of its file; shown beside it.
    ///   - judge: what else is to be said of a message.
    public init(folder: MailFolder, captions: [String: String] = [:], judge: @escaping @Sendable ([UInt8]) -> Judgement) {
        self.folder = folder
        self.captions = captions
        self.judge = judge
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameters:
    ///   - host: an address of this machine; requests for other hosts are refused, so that no page elsewhere can read along by a name that
    ///     leads here.
    ///   - port: 0 takes a free one.
    ///   - onReady: told the port.
    /// - Throws: where the port cannot be had.
    public func run(host: String, port: Int, logger: Logger, onReady: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        try await application(host: host, port: port, logger: logger, onReady: onReady).run()
    }

    private func application(
        host: String, port: Int, logger: Logger, onReady: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let router = Router()
        router.add(middleware: OnlyThisMachine(host: host))
        router.get("/") { request, _ in listPage(request) }
        router.get("/newest") { _, _ in Self.plain(Self.state(of: folder.names())) }
        router.get("/m/:id") { request, context in messagePage(request, context) }
        router.get("/m/:id/html") { request, context in frame(request, context) }
        router.get("/m/:id/source") { _, context in source(context) }
        router.get("/m/:id/part/:number") { _, context in part(context) }
        return Application(
            router: router, configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) }, logger: logger)
    }

    // MARK: Answers

    private func search(_ request: Request) -> String { String((request.uri.queryParameters.get("q") ?? "").prefix(200)) }

    /// What changes whenever a message comes or goes: the newest one's name, and how many there are.
    static func state(of names: [String]) -> String { names.first.map { "\($0) \(names.count)" } ?? "" }

    private func listPage(_ request: Request) -> Response {
        let names = folder.names()
        return Self.html(
            ListPage(
                lines: folder.lines(matching: search(request), of: names), captions: captions, search: search(request), count: names.count,
                state: Self.state(of: names)
            ).page)
    }

    private func messagePage(_ request: Request, _ context: some RequestContext) -> Response {
        guard let id = context.parameters.get("id"), let octets = folder.octets(of: id) else { return Self.notFound }
        let view = MessageView(request.uri.queryParameters.get("view") ?? "", in: request)
        return Self.html(
            MessagePage(id: id, message: ShownMessage(octets), caption: captions[id], judgement: judge(octets), view: view).page)
    }

    /// The HTML of a message, in a document that may do nothing.
    private func frame(_ request: Request, _ context: some RequestContext) -> Response {
        guard let message = message(context), let html = message.html else { return Self.notFound }
        let withImages = request.uri.queryParameters.get("images") != "0"
        var text = Self.withoutFrames(html)
        for attachment in message.attachments {
            guard let identifier = attachment.contentID, !identifier.isEmpty else { continue }
            text = text.replacing("cid:\(identifier)", with: "part/\(attachment.number)")
        }
        return Self.response(
            Array(text.utf8), type: "text/html; charset=utf-8",
            policy:
                "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src \(withImages ? "'self' data:" : "'none'"); frame-ancestors 'self'"
        )
    }

    /// The HTML without frames, as mail programs take them out: a browser connects to a frame's host before any policy is asked.
    static func withoutFrames(_ html: String) -> String {
        let bytes = Array(html.utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            out.append(byte)
            guard byte == UInt8(ascii: "<") else { continue }
            let name = String(decoding: bytes[(index + 1)...].prefix(8), as: UTF8.self).lowercased()
            if ["iframe", "frame", "object", "embed", "portal", "fencedfr"].contains(where: name.hasPrefix) { out += "x-".utf8 }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private func source(_ context: some RequestContext) -> Response {
        guard let message = message(context) else { return Self.notFound }
        return Self.response(message.source, type: "text/plain; charset=utf-8", policy: "sandbox; default-src 'none'")
    }

    private func part(_ context: some RequestContext) -> Response {
        guard let message = message(context), let number = context.parameters.get("number").flatMap({ Int($0) }),
            let attachment = message.attachments.first(where: { $0.number == number })
        else { return Self.notFound }
        let isImage = ["image/png", "image/jpeg", "image/gif", "image/webp"].contains(attachment.mediaType)
        var response = Self.response(
            message.octets(of: attachment), type: isImage ? attachment.mediaType : "application/octet-stream",
            policy: "sandbox; default-src 'none'")
        if !isImage { response.headers[.contentDisposition] = "attachment" }
        return response
    }

    private func message(_ context: some RequestContext) -> ShownMessage? {
        context.parameters.get("id").flatMap { folder.octets(of: $0) }.map(ShownMessage.init)
    }

    // MARK: Responses

    private static func html(_ text: String) -> Response {
        response(Array(text.utf8), type: "text/html; charset=utf-8", policy: Page.policy)
    }

    private static func plain(_ text: String) -> Response {
        response(Array(text.utf8), type: "text/plain; charset=utf-8", policy: "default-src 'none'")
    }

    private static var notFound: Response {
        var response = html(
            Page.frame(title: "Not here", "<main><h1>Not here</h1><p>There is no such message. <a href=\"/\">All messages</a></p></main>"))
        response.status = .notFound
        return response
    }

    private static func response(_ bytes: [UInt8], type: String, policy: String) -> Response {
        var response = Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        response.headers[.contentType] = type
        response.headers[.contentSecurityPolicy] = policy
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        if let referrerPolicy = HTTPField.Name("Referrer-Policy") { response.headers[referrerPolicy] = "no-referrer" }
        return response
    }
}
