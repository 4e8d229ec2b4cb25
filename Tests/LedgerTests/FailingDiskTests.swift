import Campaigns
import Foundation
import MailFormat
import Synchronization
import Testing

@testable import Ledger

/// A disk that refuses writes, in a process of its own whose files may not grow any more.
@Suite struct FailingDiskTests {
    @Test func `an I/O error ends writing for good, and what was acknowledged is there`() async throws {
        let scratch = try ScratchLedger()
        _ = try scratch.campaign(recipients: 2000)
        try scratch.ledger.close()
        await #expect(processExitsWith: .success) { [path = scratch.ledger.path as String] in
            let ledger = try LedgerFile(path: path, now: ManualClock().now)
            let run = try ledger.startRun(campaign: 1)
            let relay = try ledger.relay(named: "ses")
            let messages = try run.lease(limit: 2000)
            signal(SIGXFSZ, SIG_IGN)
            let length = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int ?? 0
            var limit = rlimit(rlim_cur: rlim_t(length + 100_000), rlim_max: rlim_t(length + 100_000))
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let results = Mutex<[OperationResult]>([])
            let writer = LedgerWriter(run: run) { group in results.withLock { $0 += group } }
            for message in messages {
                writer.submit(LedgerOperation(mark: Mark(key: message.key, relay: relay, at: message.date)))
                await writer.drain()
            }
            let verdicts = results.withLock { $0.map(\.verdict) }
            let acknowledged = verdicts.prefix { $0 == .go }.count
            precondition(verdicts.count == 2000 && acknowledged > 0 && acknowledged < 2000)
            guard case .failed(.io) = verdicts[acknowledged] else { preconditionFailure("\(verdicts[acknowledged])") }
            precondition(verdicts[acknowledged...].allSatisfy { $0 == verdicts[acknowledged] }, "nothing is tried again")
            precondition(ledger.failure != nil)
            try Data("\(acknowledged)".utf8).write(to: URL(filePath: path + "-acknowledged"))
        }
        let acknowledged = try String(contentsOfFile: scratch.ledger.path + "-acknowledged", encoding: .utf8)
        let ledger = try scratch.reopened()
        #expect(try ledger.check().isOK)
        #expect(try ledger.counts(campaign: 1)[.transmitting] == Int(acknowledged))
        let run = try ledger.startRun(campaign: 1)
        #expect(run.recovery.uncertain == Int(acknowledged))
        #expect(try ledger.counts(campaign: 1)[.leased] == 0)
    }
}
