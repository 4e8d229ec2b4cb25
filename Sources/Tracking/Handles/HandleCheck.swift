public import Campaigns
import Ledger
import NIOPosix
import Synchronization

/// Tells whether the handle of a request is ours, and of which message. The one gate of all links.
///
/// A wrong handle costs the same way as a right one that was not seen lately: a look-up of its message and one HMAC, compared in constant
/// time. Only handles that proved right are remembered, by their whole text, so nothing can be learned of the others from the time taken.
public final class HandleCheck: Sendable {
    private struct Memory {
        /// Two generations: the older one goes when the newer one is full.
        var recent: [String: VerifiedHandle] = [:]
        var older: [String: VerifiedHandle] = [:]
    }

    /// Handles remembered a generation.
    private static let remembered = 50_000

    private let ledger: LedgerFile
    private let keyring: ReloadedFile<HandleKeyring>
    private let threads: NIOThreadPool
    private let memory = Mutex(Memory())

    init(ledger: LedgerFile, keyring: ReloadedFile<HandleKeyring>, threads: NIOThreadPool) {
        self.ledger = ledger
        self.keyring = keyring
        self.threads = threads
    }

    /// The message of a handle; nil where it is not ours.
    ///
    /// - Throws: where the ledger cannot be read.
    public func verify(_ text: Substring) async throws -> VerifiedHandle? {
        guard text.utf8.count == Handle.length else { return nil }
        let text = text.lowercased()
        if let known = remembered(text) { return known }
        let ledger = ledger
        let ring = keyring.current
        let verified = try await threads.runIfActive {
            var trouble: (any Error)?
            let verified = ring.verify(text) { key in
                do {
                    return try ledger.campaign(ofMessage: key)
                } catch {
                    trouble = error
                    return nil
                }
            }
            if let trouble { throw trouble }
            return verified
        }
        if let verified { remember(text, verified) }
        return verified
    }

    private func remembered(_ text: String) -> VerifiedHandle? {
        memory.withLock { $0.recent[text] ?? $0.older[text] }
    }

    private func remember(_ text: String, _ verified: VerifiedHandle) {
        memory.withLock { memory in
            if memory.recent.count >= Self.remembered {
                memory.older = memory.recent
                memory.recent = [:]
            }
            memory.recent[text] = verified
        }
    }
}
