import Foundation
import Synchronization
import Testing

@testable import Ledger

@Suite struct LedgerLockTests {
    let folder = ScratchFolder()
    var path: String { folder.path("ledger.db") }

    /// Who is inside at this moment, and whether there ever was a crowd.
    final class Inside: Sendable {
        private let state = Mutex((now: 0, most: 0))

        func enter() {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
        }

        func leave() { state.withLock { $0.now -= 1 } }

        var most: Int { state.withLock(\.most) }
    }

    /// Threads, because waiting for a lock would keep a task's thread from the others.
    @Test func `handles never hold at once`() async throws {
        let inside = Inside()
        let locks = try (0..<3).map { _ in try LedgerLock(ledger: path) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lock in locks {
                group.addTask {
                    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                        Thread.detachNewThread {
                            done.resume(
                                with: Result {
                                    for _ in 0..<500 {
                                        try lock.hold {
                                            inside.enter()
                                            inside.leave()
                                        }
                                    }
                                })
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.most == 1)
    }

    @Test func `a claim is of one handle, one campaign, until let go`() throws {
        let (first, second) = (try LedgerLock(ledger: path), try LedgerLock(ledger: path))
        let claim = try #require(try first.claim(7))
        #expect(try first.claim(7) == nil)
        #expect(try second.claim(7) == nil)
        #expect(try second.isClaimed(7))
        #expect(try second.claim(8) != nil)
        claim.release()
        #expect(try second.isClaimed(7) == false)
        let next = try #require(try second.claim(7))
        claim.release()
        #expect(try first.isClaimed(7), "letting go twice takes nothing from others")
        next.release()
    }

    @Test func `claims do not keep writers out`() throws {
        let (first, second) = (try LedgerLock(ledger: path), try LedgerLock(ledger: path))
        let claim = try first.claim(1)
        #expect(try second.hold { 5 } == 5)
        claim?.release()
    }

    @Test func `an error inside lets go`() throws {
        struct Stop: Error {}
        let (first, second) = (try LedgerLock(ledger: path), try LedgerLock(ledger: path))
        #expect(throws: Stop.self) { try first.hold { throw Stop() } }
        #expect(try second.hold { true })
    }
}
