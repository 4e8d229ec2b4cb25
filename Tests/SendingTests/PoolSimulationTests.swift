import MailFormat
import MailshotTestSupport
import SMTP
import Testing

@testable import Sending

/// Random relays, limits and failures, two processes that share the limits, and a clock that is moved by hand: whatever happens, no limit is
/// passed in any window, nobody starves, and every message comes to an end.
@Suite struct PoolSimulationTests {
    @Test(arguments: 1...16 as ClosedRange<UInt64>)
    func `limits hold and everything ends`(seed: UInt64) throws {
        var world = SimulatedWorld(seed: seed)
        try world.run()
        #expect(world.settled == world.planned, "seed \(seed): \(world.processes.map(\.left)) left at \(world.moment - world.start)")
        for (name, rate, times) in world.paced {
            #expect(SimulatedWorld.excess(times, rate) <= 0, "seed \(seed): \(name) at \(rate)")
        }
        for (name, limit, counts) in world.counted {
            #expect(counts.values.allSatisfy { $0 <= limit }, "seed \(seed): \(name) of \(limit): \(counts)")
        }
        #expect(world.mostInFlight <= world.allowedInFlight, "seed \(seed)")
    }
}

/// Limits as the ledger keeps them.
private struct SimulatedLedger {
    var next: [String: Int64] = [:]
    var used: [String: [Timestamp: Int]] = [:]

    mutating func take(_ request: ShareRequest, at moment: Timestamp) -> ShareGrant {
        switch request {
        case .slots(let name, let rate, let count):
            let oldest = moment.milliseconds * 1000 - rate.interval * Int64(rate.burst - 1)
            let first = max(next[name] ?? oldest, oldest)
            next[name] = first + rate.interval * Int64(count)
            return .slots(name: name, first..<first + rate.interval * Int64(count))
        case .units(let name, _, let span, let horizon, let limits, let count):
            let taken = used[name, default: [:]].filter { $0.key >= horizon }
            let given = max(0, min(count, (limits.last ?? 0) - taken.values.reduce(0, +)))
            if given > 0 { used[name, default: [:]][span.lowerBound, default: 0] += given }
            return .units(name: name, span: span, count: given, oldest: given == 0 ? taken.keys.min() : nil)
        }
    }
}

private struct SimulatedProcess {
    struct Flight {
        var delivery: Delivery
        var relay: Int
        var bucket: String?
        var takenAt: Timestamp
        var endsAt: Timestamp
    }

    var pool: RelayPool
    var lines: MessageLines
    var held = HeldMessages()
    var waiting: [Delivery]
    var heldRows: [String: [Delivery]] = [:]
    var flights: [Flight] = []
    var deferred: [(delivery: Delivery, at: Timestamp)] = []

    var left: Int { waiting.count + heldRows.values.reduce(0) { $0 + $1.count } + flights.count + deferred.count + lines.count }
}

private struct SimulatedWorld {
    let start = Timestamp(milliseconds: 1_795_510_800_000)
    var moment: Timestamp
    var random: SeededRandom
    var ledger = SimulatedLedger()
    var processes: [SimulatedProcess] = []
    var settled = 0
    var planned = 0
    var outages: [ClosedRange<Int64>]
    var mostInFlight = 0
    var allowedInFlight = Int.max
    private let relays: [Relay]
    private let throttles: [DomainThrottle]
    private var takenAt: [String: [Int64]] = [:]
    private var takenIn: [String: [Timestamp: Int]] = [:]

    private static let domains = ["a.example", "b.example", "c.example", "d.example", "e.example"]

    init(seed: UInt64) {
        moment = start
        var random = SeededRandom(seed: seed)
        func rate(_ texts: [String]) -> SendRate? { texts.randomElement(using: &random).flatMap { SendRate(parsing: $0) } }
        relays = (0..<Int.random(in: 1...4, using: &random)).map { index in
            var policy = RelayPolicy(
                weight: Int.random(in: 1...3, using: &random), priority: index > 1 ? Int.random(in: 1...2, using: &random) : 1)
            if Bool.random(using: &random) { policy.rate = rate(["10/s", "50/s burst 1", "200/s", "300/min", "3/s burst 5"]) }
            if Int.random(in: 0..<4, using: &random) == 0 { policy.domainRate = rate(["2/s", "20/s", "60/min burst 1"]) }
            if Int.random(in: 0..<3, using: &random) == 0 {
                policy.quotas = [Quota(Int.random(in: 40...100, using: &random), per: Bool.random(using: &random) ? .hour : .day)]
                    .compactMap(\.self)
            }
            return Relay(name: "r\(index)", host: "h", port: 25, tls: .none, policy: policy)
        }
        let most = Int.random(in: 1...4, using: &random)
        throttles = [
            DomainThrottle(domains: ["a.example", "b.example"], rate: rate(["1/s", "10/s", "5/s burst 1"])),
            DomainThrottle(domains: ["c.example"], maxConnections: most),
        ].filter { _ in Bool.random(using: &random) }
        if throttles.contains(where: { $0.maxConnections != nil }) { allowedInFlight = most }
        outages = relays.map { _ in
            let from = Int64.random(in: 0..<20_000, using: &random)
            return from...(from + Int64.random(in: 0..<15_000, using: &random))
        }
        self.random = random
        for process in 0..<2 {
            let messages = (0..<Int.random(in: 20...120, using: &self.random)).compactMap { number -> Delivery? in
                guard let domain = Self.domains.randomElement(using: &self.random), let to = try? EmailAddress("u\(number)@\(domain)")
                else { return nil }
                return Delivery(
                    key: Int64(process * 1000 + number),
                    message: OutgoingMessage(
                        envelope: Envelope(reversePath: .null, recipient: to), bytes: [], is8Bit: false, needsSMTPUTF8: false))
            }
            planned += messages.count
            processes.append(
                SimulatedProcess(
                    pool: RelayPool(relays, limits: RelayPool.Limits(throttles: throttles)), lines: MessageLines(relays: relays.count),
                    waiting: messages))
        }
    }

    mutating func run() throws {
        var quiet = 0
        for _ in 0..<60_000 where settled < planned {
            let before = processes.reduce(0) { $0 + $1.flights.count } + settled
            for index in processes.indices { step(index) }
            let isQuiet = processes.reduce(0) { $0 + $1.flights.count } + settled == before
            quiet = isQuiet ? quiet + 1 : 0
            // Where nothing moved for long, a pause or a quota has to pass.
            moment =
                moment
                + (quiet > 400 ? .seconds(120) : quiet > 100 ? .seconds(1) : .milliseconds(Int.random(in: 1...20, using: &random)))
        }
    }

    private mutating func step(_ index: Int) {
        finish(index)
        if processes[index].pool.needsShares, Int.random(in: 0..<3, using: &random) > 0 {
            let requests = processes[index].pool.requests(at: moment)
            processes[index].pool.grant(requests.map { ledger.take($0, at: moment) })
            processes[index].lines.lookAgain()
        }
        lease(index)
        for relay in relays.indices.shuffled(using: &random) {
            let isDown = outages[relay].contains(moment.milliseconds - start.milliseconds)
            processes[index].pool.setDown(isDown, relay: relay)
            guard !isDown else { continue }
            for _ in 0..<Int.random(in: 0...4, using: &random) where processes[index].flights.count < 20 { hand(index, relay) }
        }
    }

    private mutating func lease(_ index: Int) {
        var process = processes[index]
        defer { processes[index] = process }
        let due = process.deferred.filter { $0.at <= moment }
        process.deferred.removeAll { $0.at <= moment }
        process.waiting = due.map(\.delivery) + process.waiting
        guard process.lines.openCount < 8 else { return }
        let asked = process.held.wanted(in: &process.pool, at: moment)
        var leased: [Delivery] = []
        for (bucket, count) in asked {
            leased += process.heldRows[bucket, default: []].prefix(count)
            process.heldRows[bucket, default: []].removeFirst(min(count, process.heldRows[bucket, default: []].count))
        }
        for _ in 0..<min(8, process.waiting.count) {
            let delivery = process.waiting.removeFirst()
            if let bucket = process.held.admit(delivery.message.envelope.recipient.domain, in: &process.pool, at: moment) {
                process.heldRows[bucket, default: []].append(delivery)
            } else {
                leased.append(delivery)
            }
        }
        process.held.leased(leased.map { ($0.key, $0.message.envelope.recipient.domain) }, asked: asked, in: &process.pool)
        for delivery in leased {
            process.lines.append(
                delivery, MessageLines.Key(bucket: process.pool.limitedBucket(of: delivery.message.envelope.recipient.domain)))
        }
    }

    private mutating func hand(_ index: Int, _ relay: Int) {
        var process = processes[index]
        let item = process.pool.peek(relay: relay, at: moment) == .go ? process.lines.next(for: relay, in: &process.pool, at: moment) : nil
        if let item {
            process.pool.take(relay: relay, bucket: item.bucket, at: moment)
            process.held.arrived(item.delivery.key)
        }
        processes[index] = process
        guard let item else { return }
        let latency = Int.random(in: 1...200, using: &random)
        processes[index].flights.append(
            SimulatedProcess.Flight(
                delivery: item.delivery, relay: relay, bucket: item.bucket, takenAt: moment, endsAt: moment + .milliseconds(latency)))
        note(item.delivery.message.envelope.recipient.domain, relay, index)
    }

    private mutating func note(_ domain: String, _ relay: Int, _ index: Int) {
        let policy = relays[relay].policy
        let milliseconds = moment.milliseconds
        if policy.rate != nil { takenAt["relay \(relay)", default: []].append(milliseconds) }
        let bucket = throttles.first { $0.covers(domain) }?.name ?? domain
        if policy.domainRate != nil { takenAt["relay \(relay) \(bucket)", default: []].append(milliseconds) }
        if throttles.contains(where: { $0.name == bucket && $0.rate != nil }) {
            takenAt["domain \(bucket)", default: []].append(milliseconds)
        }
        for quota in policy.quotas {
            takenIn["relay \(relay) \(quota)", default: [:]][quota.span(at: moment, in: policy.timeZone).lowerBound, default: 0] += 1
        }
        let inFlight = processes[index].flights.filter { $0.delivery.message.envelope.recipient.domain == "c.example" }.count
        mostInFlight = max(mostInFlight, inFlight)
    }

    private mutating func finish(_ index: Int) {
        let over = processes[index].flights.filter { $0.endsAt <= moment }
        processes[index].flights.removeAll { $0.endsAt <= moment }
        for flight in over {
            let outcome = Self.outcomes[min(Int.random(in: 0..<40, using: &random), Self.outcomes.count - 1)]
            if outcome.disposition == .released, let quota = relays[flight.relay].policy.quotas.first {
                // It was not sent after all; the pool may send another in its place.
                takenIn["relay \(flight.relay) \(quota)", default: [:]][
                    quota.span(at: flight.takenAt, in: relays[flight.relay].policy.timeZone).lowerBound, default: 0] -=
                    1
            }
            let orders = processes[index].pool.ended(
                relay: flight.relay, domain: flight.delivery.message.envelope.recipient.domain, limited: flight.bucket,
                taken: flight.takenAt, outcome, at: moment, spread: 0.5)
            processes[index].lines.lookAgain()
            for other in processes.indices where other != index { orders.forEach { processes[other].pool.rest($0) } }
            switch outcome.disposition {
            case .accepted, .refused, .uncertain: settled += 1
            case .deferred: processes[index].deferred.append((flight.delivery, moment + .seconds(2)))
            case .released: processes[index].waiting.insert(flight.delivery, at: 0)
            }
        }
    }

    /// The last one is the usual one.
    private static let outcomes: [Outcome] = [
        Outcome(stage: .rcpt, reply: SMTPReply(code: 550, lines: ["no such user"]), detail: "", blame: .recipient, disposition: .refused),
        Outcome(stage: .rcpt, reply: SMTPReply(code: 450, lines: ["busy"]), detail: "", blame: .recipient, disposition: .deferred),
        Outcome(
            stage: .dot, reply: SMTPReply(code: 451, lines: ["try again in 5 seconds"]), detail: "", blame: .relay, disposition: .deferred),
        Outcome(
            stage: .dot, reply: SMTPReply(code: 421, rawLines: [Array("4.7.28 rate".utf8)]), detail: "", blame: .relay,
            disposition: .deferred),
        Outcome(stage: .dot, reply: nil, detail: "lost", blame: .session, disposition: .uncertain),
        Outcome(stage: .mail, reply: nil, detail: "lost", blame: .session, disposition: .released),
        Outcome(stage: .dot, reply: SMTPReply(code: 250, lines: ["ok"]), detail: "", blame: nil, disposition: .accepted),
    ]

    /// What was paced: its name, its rate, and when messages went.
    var paced: [(name: String, rate: SendRate, times: [Int64])] {
        takenAt.compactMap { name, times in
            let words = name.split(separator: " ")
            let relay = Int(words[1])
            let rate = relay.flatMap { words.count == 2 ? relays[$0].policy.rate : relays[$0].policy.domainRate }
            return (rate ?? throttles.first { "domain \($0.name)" == name }?.rate).map { (name, $0, times.sorted()) }
        }
    }

    /// What was counted: its name, its limit, and how many went in each span.
    var counted: [(name: String, limit: Int, counts: [Timestamp: Int])] {
        takenIn.compactMap { name, counts in
            relays.lazy.flatMap { relay in relay.policy.quotas.map { ("relay \(relay.name.dropFirst()) \($0)", $0.limit) } }
                .first { $0.0 == name }.map { (name, $0.1, counts) }
        }
    }

    /// By how many messages the worst window passes its rate and burst; a tenth of an interval, at most 50 ms, is in time.
    static func excess(_ times: [Int64], _ rate: SendRate) -> Double {
        let slack = Double(min(rate.interval / 10, 50_000)) + 1000
        var worst = -Double.infinity
        for first in times.indices {
            for last in first..<times.count {
                let window = Double(times[last] - times[first]) * 1000 + slack
                worst = max(worst, Double(last - first + 1) - window / Double(rate.interval) - Double(rate.burst))
            }
        }
        return worst
    }
}
