import Campaigns
import HTTPTypes
import Hummingbird
import Ledger
import NIOPosix

/// `GET /c/HANDLE/INDEX`: a counted link. It leads to the frozen address of that number and nowhere else; nothing of the request is in it.
struct ClickRoutes: RouteGroup {
    let handles: HandleCheck
    let visits: Visits
    let proxies: TrustedProxies
    let book: LinkBook
    let ledger: LedgerFile
    let threads: NIOThreadPool

    func add(to router: Router<TrackingContext>) {
        router.get("/c/:handle/:index") { request, context in try await follow(request, context, isHead: false) }
        router.head("/c/:handle/:index") { request, context in try await follow(request, context, isHead: true) }
        router.get("/h/:handle") { request, context in try await hidden(request, context) }
    }

    private func follow(_ request: Request, _ context: TrackingContext, isHead: Bool) async throws -> Response {
        guard let text = context.parameters.get("handle"), let index = context.parameters.get("index").flatMap(Self.number),
            let handle = try await handles.verify(Substring(text))
        else { throw HTTPError(.notFound) }
        guard let place = try await destination(index, of: handle, text) else { throw HTTPError(.gone) }
        let target = VisitFacts.Target.link(index)
        if isHead {
            visits.recent.note(Substring(text), target)
        } else if visits.rules.clicks {
            let facts = visits.facts(target, request, client: proxies.client(of: request, context), handle: Substring(text))
            // Somebody wants to read something: she is not kept waiting because the ledger is.
            try? visits.take(facts, of: handle, request)
        }
        return Self.redirection(to: place)
    }

    /// Nobody sees the hidden link; whoever follows it follows all.
    private func hidden(_ request: Request, _ context: TrackingContext) async throws -> Response {
        guard let text = context.parameters.get("handle"), let handle = try await handles.verify(Substring(text)) else {
            throw HTTPError(.notFound)
        }
        try visits.take(
            visits.facts(.honeypot, request, client: proxies.client(of: request, context), handle: Substring(text)), of: handle, request)
        return Answer.text("nothing here\n")
    }

    private func destination(_ index: Int, of handle: VerifiedHandle, _ text: String) async throws -> String? {
        let links = try await book.links(of: handle.campaign, with: index)
        if let constant = links.constant(index) { return constant }
        guard links.has(index) else { throw HTTPError(.notFound) }
        let ledger = ledger
        let message = try await threads.runIfActive { try ledger.visitedMessage(handle.message) }
        // A row that was pruned or erased has no values any more: where the link led is not known.
        guard let message, let email = message.email, message.fields.count == message.campaign.columns.count else { return nil }
        let recipient = Recipient(key: message.key, email: email, fields: message.fields, queuedAt: message.date)
        return try? links.destination(index, for: recipient, handle: text.lowercased())
    }

    private static func redirection(to place: String) -> Response {
        var response = Response(status: .found)
        // Line ends and tabs inside an address are nothing to a browser (URL Standard §4.4) and must be nothing here.
        response.headers[.location] = place.utf8.contains { $0 < 0x20 } ? place.filter { !$0.isNewline && $0 != "\t" } : place
        Answer.harden(&response)
        return response
    }

    /// `0`, `17`: digits without a sign or leading zeros.
    private static func number(_ text: String) -> Int? {
        guard text.utf8.count <= 6, text.utf8.allSatisfy({ $0 &- 0x30 < 10 }), text == "0" || text.first != "0" else { return nil }
        return Int(text)
    }
}
