import Foundation
import MailFormat
import MailshotTestSupport
import Synchronization
import Testing
import Tracking

@testable import Ledger

@Suite struct EventIntakeTests {
    private func with(_ body: (LedgerFile) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder async throws in
            let ledger = try LedgerFile(path: folder + "/ledger.db", create: true, now: ManualClock().now)
            try await body(ledger)
            try ledger.close()
        }
    }

    private struct Trouble: Error, Equatable {}

    @Test func `what fails fails alone, and undoes its own part only`() async throws {
        try await with { ledger async throws in
            let intake = EventIntake(ledger: ledger, policy: BouncePolicy())
            for number in 0..<20 {
                if number % 2 == 0 {
                    #expect(try await intake.commit { try $0.countUnattributed(.bounce, token: "\(number)") })
                } else {
                    await #expect(throws: Trouble.self) {
                        try await intake.commit { transaction in
                            _ = try transaction.countUnattributed(.complaint, token: "\(number)")
                            throw Trouble()
                        }
                    }
                }
            }
            #expect(try ledger.unattributedCounts() == [.bounce: 10])
            #expect(intake.counts.written == 10 && intake.counts.failed == 10)
            await intake.close()
        }
    }

    @Test func `what waits shares a commit, and more than may wait is refused`() async throws {
        try await with { ledger async throws in
            let intake = EventIntake(ledger: ledger, policy: BouncePolicy(), capacity: 5)
            let started = DispatchSemaphore(value: 0)
            let gate = DispatchSemaphore(value: 0)
            try intake.offer { _ in
                started.signal()
                gate.wait()
            }
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    started.wait()
                    continuation.resume()
                }
            }
            for number in 0..<5 { try intake.offer { _ = try $0.countUnattributed(.bounce, token: "\(number)") } }
            #expect(throws: IntakeError.self) { try intake.offer { _ in } }
            await #expect(throws: IntakeError.self) { try await intake.commit { _ in 1 } }
            #expect(intake.counts.waiting == 5 && intake.counts.refused == 2)
            gate.signal()
            await intake.close()
            #expect(try ledger.unattributedCounts() == [.bounce: 5])
            #expect(intake.counts.groups == 2 && intake.counts.written == 6 && intake.counts.waiting == 0)
        }
    }

    @Test func `a handle that a full disk ended is replaced`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let clock = ManualClock()
            let ledger = try LedgerFile(path: folder + "/ledger.db", create: true, now: clock.now)
            let intake = EventIntake(ledger: ledger, policy: BouncePolicy())
            _ = ledger.note(LedgerError.diskFull(path: ledger.path))
            // Nothing is written on the handle any more; a new one is opened.
            #expect(try await intake.commit { try $0.countUnattributed(.bounce, token: "1") })
            #expect(intake.isHealthy && ledger.failure != nil)
            await intake.close()
            #expect(try ledger.unattributedCounts() == [.bounce: 1])
        }
    }

    @Test func `an end loses nothing that was taken in, and takes nothing more`() async throws {
        try await with { ledger async throws in
            let intake = EventIntake(ledger: ledger, policy: BouncePolicy())
            for number in 0..<2000 { try intake.offer { _ = try $0.countUnattributed(.bounce, token: "\(number)") } }
            await intake.close()
            #expect(try ledger.unattributedCounts() == [.bounce: 2000])
            #expect(throws: IntakeError.self) { try intake.offer { _ in } }
        }
    }
}
