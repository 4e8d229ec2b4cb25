import Campaigns
import HTTPTypes
import Hummingbird
import Ledger
import MailFormat
import NIOPosix

/// `GET /v/HANDLE`: the message in a browser, made again from the frozen inputs: the same octets, or 410.
struct ViewRoutes: RouteGroup {
    let pages: RecipientPages
    let views: (any ViewSource)?

    /// A message may show itself and load what it names, and nothing else: no script, no form, no frame.
    private static let policy =
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline' *; font-src *; "
        + "frame-ancestors 'none'; base-uri 'none'"

    func add(to router: Router<TrackingContext>) {
        router.get("/v/:handle") { request, context in try await show(context) }
        router.head("/v/:handle") { request, context in try await show(context) }
    }

    private func show(_ context: TrackingContext) async throws -> Response {
        let message = try await pages.message(context)
        guard let views, let email = message.email, Self.isWhole(message) else { throw HTTPError(.gone) }
        let parts = try await pages.threads.runIfActive { () -> (text: [UInt8], html: [UInt8]?)? in
            guard let composer = try views.composer(of: message.campaign) else { return nil }
            let recipient = Recipient(key: message.key, email: email, fields: message.fields, queuedAt: message.date)
            return try composer.alternatives(for: recipient)
        }
        guard let parts else { throw HTTPError(.gone) }
        guard let html = parts.html else { return Answer.text(String(decoding: parts.text, as: UTF8.self)) }
        return Answer.page(String(decoding: html, as: UTF8.self), policy: Self.policy)
    }

    /// Whether the row still has its values, and what was sent was made of the inputs the campaign has now.
    private static func isWhole(_ message: VisitedMessage) -> Bool {
        guard message.fields.count == message.campaign.columns.count else { return false }
        return message.campaign.revisedAt.map { message.at >= $0 } ?? true
    }
}
