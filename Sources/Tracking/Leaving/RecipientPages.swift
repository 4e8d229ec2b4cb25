import Campaigns
import Hummingbird
import Ledger
import NIOPosix

/// What the pages for recipients share: how a request leads to its message.
struct RecipientPages: Sendable {
    let handles: HandleCheck
    let intake: EventIntake
    let ledger: LedgerFile
    let threads: NIOThreadPool
    /// The sender's name, as the pages say it.
    let sender: String

    /// The message of a request's handle.
    ///
    /// - Throws: 404 where the handle is not ours, 410 where its message is gone.
    func message(_ context: TrackingContext) async throws -> VisitedMessage {
        let handle = try await handle(context)
        let ledger = ledger
        guard let message = try await threads.runIfActive({ try ledger.visitedMessage(handle.message) }) else { throw HTTPError(.gone) }
        return message
    }

    /// The handle of a request, proved.
    func handle(_ context: TrackingContext) async throws -> VerifiedHandle {
        guard let text = context.parameters.get("handle"), let handle = try await handles.verify(Substring(text)) else {
            throw HTTPError(.notFound)
        }
        return handle
    }
}
