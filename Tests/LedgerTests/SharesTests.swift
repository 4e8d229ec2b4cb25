import MailFormat
import Testing

@testable import Ledger

/// Limits that two handles on one ledger share, as two processes do.
@Suite struct SharesTests {
    private let scratch: ScratchLedger
    private let ledger: LedgerFile
    private let other: LedgerFile

    init() throws {
        scratch = try ScratchLedger()
        ledger = scratch.ledger
        other = try scratch.reopened()
    }

    private func slots(_ count: Int, burst: Int = 1) -> LimitClaim {
        .slots(name: "relay ses", interval: 100_000, burst: burst, count: count)
    }

    private func units(_ count: Int, of limits: [Int], day: Int64 = 0) -> LimitClaim {
        let start = Timestamp(milliseconds: 1_794_960_000_000 + day * 86_400_000)
        return .units(name: "relay ses day", span: start..<start + .seconds(86_400), horizon: start, limits: limits, count: count)
    }

    private func count(_ share: LimitShare?) -> Int {
        if case .units(_, _, let count, _) = share { count } else { -1 }
    }

    @Test func `stretches of slots follow on each other, whoever takes them`() throws {
        let now = scratch.clock.time.milliseconds * 1000
        #expect(try ledger.takeShares([slots(10)]) == [.slots(name: "relay ses", now..<now + 1_000_000)])
        #expect(try other.takeShares([slots(5)]) == [.slots(name: "relay ses", now + 1_000_000..<now + 1_500_000)])
        #expect(try ledger.nextSlot(of: "relay ses") == now + 1_500_000)
        #expect(try ledger.nextSlot(of: "relay other") == nil)
    }

    @Test func `a pause leaves a burst, no more`() throws {
        _ = try ledger.takeShares([slots(1)])
        scratch.clock.advance(by: .seconds(60))
        let now = scratch.clock.time.milliseconds * 1000
        #expect(try other.takeShares([slots(2, burst: 3)]) == [.slots(name: "relay ses", now - 200_000..<now)])
    }

    @Test func `what nobody followed on can be given back`() throws {
        let now = scratch.clock.time.milliseconds * 1000
        _ = try ledger.takeShares([slots(10)])
        try ledger.giveBack([.slots(name: "relay ses", now + 400_000..<now + 1_000_000)])
        #expect(try other.takeShares([slots(1)]) == [.slots(name: "relay ses", now + 400_000..<now + 500_000)])
        // It is followed now, so this does nothing.
        try ledger.giveBack([.slots(name: "relay ses", now..<now + 400_000)])
        #expect(try ledger.nextSlot(of: "relay ses") == now + 500_000)
    }

    @Test func `a quota is never given away twice, and a new day has its own`() throws {
        #expect(count(try ledger.takeShares([units(6, of: [10])]).first) == 6)
        #expect(count(try other.takeShares([units(6, of: [10])]).first) == 4)
        guard case .units(_, let span, 0, let oldest)? = try ledger.takeShares([units(6, of: [10])]).first else {
            Issue.record("something was left")
            return
        }
        #expect(oldest == span.lowerBound)
        #expect(try ledger.unitsTaken(of: "relay ses day", since: span.lowerBound).count == 10)
        try other.giveBack([.units(name: "relay ses day", span: span, count: 3, oldest: nil)])
        #expect(count(try ledger.takeShares([units(6, of: [10])]).first) == 3)
        #expect(count(try ledger.takeShares([units(6, of: [10], day: 1)]).first) == 6)
    }

    @Test func `a warm-up counts the days that sent, not those that passed`() throws {
        let limits = [5, 7, 9]
        #expect(count(try ledger.takeShares([units(100, of: limits)]).first) == 5)
        #expect(count(try ledger.takeShares([units(100, of: limits, day: 4)]).first) == 7)
        #expect(count(try ledger.takeShares([units(100, of: limits, day: 5)]).first) == 9)
        #expect(count(try ledger.takeShares([units(100, of: limits, day: 9)]).first) == 9)
    }

    @Test func `shares of a handle that is gone stay taken`() throws {
        do {
            let crashed = try scratch.reopened()
            #expect(count(try crashed.takeShares([units(4, of: [10])]).first) == 4)
        }
        #expect(count(try other.takeShares([units(100, of: [10])]).first) == 6)
    }

    @Test func `a rest holds for all, is never shortened, and is over by itself`() throws {
        let now = scratch.clock.time
        try ledger.rest([Rest(name: "relay ses", until: now + .seconds(600), reason: "454 later")])
        try other.rest([
            Rest(name: "relay ses", until: now + .seconds(60), reason: "421 soon"), Rest(name: "x", until: now + .seconds(5), reason: "r"),
        ])
        #expect(try other.rests().first { $0.name == "relay ses" }?.until == now + .seconds(600))
        try other.endRest("x")
        #expect(try ledger.rests().map(\.name) == ["relay ses"])
        scratch.clock.advance(by: .seconds(600))
        #expect(try ledger.rests().isEmpty)
    }
}
