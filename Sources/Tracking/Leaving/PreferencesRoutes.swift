import HTTPTypes
import Hummingbird
import Ledger
import MailFormat
import NIOPosix

/// `/p/HANDLE`: what a recipient gets, list by list: keep, pause, leave. A GET never changes anything.
struct PreferencesRoutes: RouteGroup {
    /// How long a pause lasts.
    static let pause: Duration = .seconds(30 * 86400)

    let pages: RecipientPages

    func add(to router: Router<TrackingContext>) {
        router.get("/p/:handle") { request, context in try await show(request, context, notice: nil) }
        router.head("/p/:handle") { request, context in try await show(request, context, notice: nil) }
        router.post("/p/:handle") { request, context in try await save(request, context) }
    }

    private func show(_ request: Request, _ context: TrackingContext, notice: KeyPath<PageWording, String>?) async throws -> Response {
        let message = try await pages.message(context)
        let wording = PageWording(for: request)
        guard let email = message.email else {
            return Answer.page(Page.whole(wording, title: wording.preferencesTitle, body: "<p>\(MarkupText.escaped(wording.erased))</p>"))
        }
        let ledger = pages.ledger
        let standings = try await pages.threads.runIfActive { try ledger.listStandings(of: email) }
        let page = PreferencesPage(
            wording: wording, sender: pages.sender, email: email, standings: standings, notice: notice.map { wording[keyPath: $0] })
        return Answer.page(page.text)
    }

    private func save(_ request: Request, _ context: TrackingContext) async throws -> Response {
        let message = try await pages.message(context)
        let form = try await FormBody(request, upTo: 16 << 10)
        guard let email = message.email else { return try await show(request, context, notice: nil) }
        let ledger = pages.ledger
        let standings = try await pages.threads.runIfActive { try ledger.listStandings(of: email) }
        // Only lists of this recipient, and only what is not so already.
        let wishes = standings.enumerated().compactMap { number, standing -> (String, PreferencesChoice)? in
            guard let choice = form["choice\(number)"].flatMap(PreferencesChoice.init(rawValue:)), form["list\(number)"] == standing.list,
                choice != PreferencesChoice(standing)
            else { return nil }
            return (standing.list, choice)
        }
        guard !wishes.isEmpty else { return try await show(request, context, notice: \.unchanged) }
        let key = message.key
        let kept = try await pages.intake.commit { transaction in
            var kept = true
            for (list, choice) in wishes {
                switch choice {
                case .keep: kept = try transaction.takeBack(key, scope: list, how: "page") && kept
                case .pause: _ = try transaction.pause(key, scope: list, until: transaction.now + Self.pause)
                case .leave: _ = try transaction.leave(key, scope: list, how: "page")
                }
            }
            return kept
        }
        return try await show(request, context, notice: kept ? \.saved : \.notUndone)
    }
}

/// What a recipient can choose of a list.
enum PreferencesChoice: String, CaseIterable, Sendable {
    case keep, pause, leave

    /// What holds now; nil where somebody else decided.
    init?(_ standing: ListStanding) {
        guard let suppression = standing.suppression else {
            self = .keep
            return
        }
        guard suppression.reason == .unsubscribed, suppression.kind == .address else { return nil }
        self = suppression.expiresAt == nil ? .leave : .pause
    }
}
