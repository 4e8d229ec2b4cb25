import HTTPTypes
import Hummingbird
import Ledger
import Logging
import MailFormat

/// Makes an answer of whatever a handler throws: nothing of the cause is told to whoever asks.
struct ErrorAnswers: RouterMiddleware {
    typealias Context = TrackingContext

    let limits: RequestLimits

    func handle(
        _ request: Request, context: TrackingContext, next: (Request, TrackingContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.string.utf8.count <= limits.target else { return Answer.text("the address is too long\n", status: .uriTooLong) }
        do {
            return try await next(request, context)
        } catch let error as IntakeError {
            if case .ledger(let cause) = error { context.logger.error("\(cause)") }
            return Answer.busy()
        } catch let error as LedgerError {
            context.logger.error("\(error)")
            return Answer.busy()
        } catch let error as HTTPError where error.body == nil {
            return page(for: error.status, request)
        }
    }

    private func page(for status: HTTPResponse.Status, _ request: Request) -> Response {
        guard request.headers[.accept]?.contains("text/html") ?? false else {
            return Answer.text("\(status.reasonPhrase.lowercased())\n", status: status)
        }
        let wording = PageWording(for: request)
        let (title, text) = status == .gone ? (wording.goneTitle, wording.gone) : (wording.notHereTitle, wording.notHere)
        return Answer.page(Page.whole(wording, title: title, body: "<p>\(MarkupText.escaped(text))</p>"), status: status)
    }
}
