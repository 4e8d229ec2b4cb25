import MailFormat
import Synchronization
import Testing

@testable import Ledger
@testable import Sending

@Suite struct LeaseSourceTests {
    private static func messages(_ count: Int, from first: Int64) throws -> [LeasedMessage] {
        try (0..<Int64(count)).map { offset in
            LeasedMessage(
                key: first + offset, email: try EmailAddress("a\(first + offset)@example.com"), line: 1, fields: [], attempts: 0, doubts: 0,
                relay: nil, date: Timestamp(milliseconds: 0))
        }
    }

    @Test func `hands out everything once, leasing in large batches`() throws {
        let leases = Mutex<[Int]>([])
        let source = LeaseSource(limit: nil) { limit in
            let number = leases.withLock { leases in
                leases.append(limit)
                return leases.count
            }
            return number <= 2 ? try Self.messages(limit, from: Int64(number * 1000)) : []
        }
        var keys: [Int64] = []
        while case let chunk = try source.take(16), !chunk.isEmpty { keys += chunk.map(\.key) }
        #expect(keys.count == 2 * LeaseSource.batch)
        #expect(Set(keys).count == keys.count)
        #expect(leases.withLock(\.count) == 3)
    }

    @Test func `a limit bounds what is leased, not only what is handed out`() throws {
        let source = LeaseSource(limit: 20) { limit in
            #expect(limit <= 20)
            return try Self.messages(limit, from: 1)
        }
        #expect(try source.take(16).count == 16)
        #expect(try source.take(16).count == 4)
        #expect(try source.take(16).isEmpty)
    }

    @Test func `a stopped source hands out nothing more`() throws {
        let source = LeaseSource(limit: nil) { try Self.messages($0, from: 1) }
        _ = try source.take(1)
        source.stop()
        #expect(try source.take(1).isEmpty)
        #expect(source.isStopped)
    }
}
