#if FAILPOINTS
    import Foundation
    import MailFormat
    import Testing

    @testable import Ledger

    /// Steps that no command of the tool reaches, killed inside their transaction, in a process of its own.
    @Suite struct FailpointTests {
        @Test func `a killed report leaves nothing, and the next try records it once with what follows from it`() async throws {
            let scratch = try ScratchLedger()
            _ = try scratch.campaign(recipients: 1)
            try scratch.ledger.close()
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = scratch.ledger.path as String] in
                setenv("MAILSHOT_FAILPOINT", "during_event:kill", 1)
                _ = try report(into: try LedgerFile(path: path, now: ManualClock().now))
            }
            let ledger = try scratch.reopened()
            #expect(try ledger.events(of: 1).isEmpty)
            #expect(try ledger.suppressions(of: try EmailAddress("user1@example.org")).isEmpty)
            #expect(try report(into: ledger) == 1)
            #expect(try report(into: ledger) == 0)
            #expect(try ledger.events(of: 1).count == 1)
            #expect(try ledger.suppressions(of: try EmailAddress("user1@example.org")).count == 1)
            #expect(try ledger.check().isOK)
        }
    }

    /// A complaint, and the suppression that follows from it.
    private func report(into ledger: LedgerFile) throws -> Int {
        let at = Timestamp(milliseconds: 1_795_000_000_000)
        return try ledger.record([Event(message: 1, kind: .complaint, at: at, token: "report 1")])
    }
#endif
