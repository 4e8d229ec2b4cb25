import HTTPTypes
import Hummingbird
import Ledger

/// `/u/HANDLE`: one POST is enough (RFC 8058), a GET shows a page with one button and never acts.
struct UnsubscribeRoutes: RouteGroup {
    let pages: RecipientPages

    func add(to router: Router<TrackingContext>) {
        router.get("/u/:handle") { request, context in try await show(request, context) }
        router.head("/u/:handle") { request, context in try await show(request, context) }
        router.post("/u/:handle") { request, context in try await act(request, context) }
    }

    private func show(_ request: Request, _ context: TrackingContext) async throws -> Response {
        let message = try await pages.message(context)
        return Answer.page(page(request, context, message).question)
    }

    /// Acts at once, without cookies, without a redirection, and the second time as the first.
    private func act(_ request: Request, _ context: TrackingContext) async throws -> Response {
        let message = try await pages.message(context)
        let form = try await FormBody(request, upTo: 4096)
        let key = message.key
        if form["undo"] != nil {
            let isBack = try await pages.intake.commit { transaction in
                guard let row = try transaction.message(key) else { return false }
                return try transaction.takeBack(key, scope: transaction.scope(ofLeaving: row), how: "page")
            }
            return Answer.page(page(request, context, message).undone(isBack))
        }
        let isOneClick = form["list-unsubscribe"]?.lowercased() == "one-click"
        guard isOneClick || form["leave"] != nil else { throw HTTPError(.badRequest) }
        let how = isOneClick ? "one-click" : "page"
        let departure = try await pages.intake.commit { transaction in
            guard let row = try transaction.message(key) else { throw HTTPError(.gone) }
            return try transaction.leave(key, scope: transaction.scope(ofLeaving: row), how: how)
        }
        return Answer.page(page(request, context, message).done(departure))
    }

    private func page(_ request: Request, _ context: TrackingContext, _ message: VisitedMessage) -> UnsubscribePage {
        UnsubscribePage(
            wording: PageWording(for: request), message: message, sender: pages.sender, handle: context.parameters.get("handle") ?? "")
    }
}
