import MailFormat
import MailshotTestSupport
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

    private func source(limit: Int?, _ lease: @escaping @Sendable (Int, [String: Int]) throws -> [LeasedMessage]) -> LeaseSource {
        LeaseSource(limit: limit, supply: LeaseSource.Supply(lease: lease))
    }

    @Test func `what was held comes first, is asked for now and then, and counts for the limit`() throws {
        let clock = ManualClock()
        let asked = Mutex<[[String: Int]]>([])
        let supply = LeaseSource.Supply(
            lease: { limit, held in
                asked.withLock { $0.append(held) }
                let waiting = held.values.reduce(0, +)
                return try Self.messages(waiting, from: 1) + Self.messages(limit, from: 1000)
            }, wanted: { ["slow": 3] }, now: clock.now)
        let source = LeaseSource(limit: 30, supply: supply)
        #expect(try source.take(4).map(\.key) == [1, 2, 3, 1000])
        #expect(try source.take(4).map(\.key) == [1001, 1002, 1003, 1004])
        let few = LeaseSource(limit: 2, supply: supply)
        #expect(try few.take(16).map(\.key) == [1, 2])
        #expect(asked.withLock(\.self) == [["slow": 3], ["slow": 2]])
    }

    @Test func `hands out everything once, leasing in large batches`() throws {
        let leases = Mutex<[Int]>([])
        let source = source(limit: nil) { limit, _ in
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
        let source = source(limit: 20) { limit, _ in
            #expect(limit <= 20)
            return try Self.messages(limit, from: 1)
        }
        #expect(try source.take(16).count == 16)
        #expect(try source.take(16).count == 4)
        #expect(try source.take(16).isEmpty)
    }

    @Test func `a stopped source hands out nothing more`() throws {
        let source = source(limit: nil) { limit, _ in try Self.messages(limit, from: 1) }
        _ = try source.take(1)
        source.stop()
        #expect(try source.take(1).isEmpty)
        #expect(source.isStopped)
    }
}
