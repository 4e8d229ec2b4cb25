import Foundation
import MailFormat
import SMTP
import Testing

@testable import Sending

@Suite struct SendForecastTests {
    /// Tue, 24 Nov 2026 09:00:00 UTC.
    private static let start = Timestamp(milliseconds: 1_795_510_800_000)

    private static func sender(
        _ name: String, _ rate: String? = nil, weight: Int = 1, priority: Int = 1, quotas: [String] = [], used: [Int] = [],
        caps: [Int] = [], warmup: (Int, Int) = (0, 0), domainRate: String? = nil, zone: String = "GMT", opensIn: Int? = nil
    ) -> SendForecast.Sender {
        let policy = RelayPolicy(
            weight: weight, priority: priority, rate: rate.flatMap { SendRate(parsing: $0) },
            domainRate: domainRate.flatMap { SendRate(parsing: $0) }, quotas: quotas.compactMap { Quota(parsing: $0) },
            timeZone: TimeZone(identifier: zone) ?? .gmt, dailyCaps: caps)
        return SendForecast.Sender(
            Relay(name: name, host: "127.0.0.1", port: 25, tls: .none, policy: policy), used: used, warmup: warmup,
            opensAt: opensIn.map { start + .seconds($0) })
    }

    private static func load(_ bucket: String, _ messages: Int, _ rate: String? = nil) -> SendForecast.Load {
        SendForecast.Load(bucket, messages: messages, rate: rate.flatMap { SendRate(parsing: $0) })
    }

    private struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var loads: [SendForecast.Load]
        var senders: [SendForecast.Sender]
        var campaign: String?
        /// Seconds until it is done; nil for not within a year.
        var seconds: Double?
        var byRelay: [String: Int]
        var bottleneck: SendForecast.Bottleneck?
    }

    private static let cases: [Case] = [
        Case(testDescription: "nothing to send", loads: [], senders: [sender("a", "1/s")], seconds: 0, byRelay: [:]),
        Case(
            testDescription: "one relay at its rate", loads: [load("x", 1400)], senders: [sender("a", "14/s")], seconds: 100,
            byRelay: ["a": 1400], bottleneck: .relays),
        Case(
            testDescription: "two relays at theirs, whatever the weights", loads: [load("x", 1900)],
            senders: [sender("a", "14/s"), sender("b", "5/s", weight: 9)], seconds: 100, byRelay: ["a": 1400, "b": 500], bottleneck: .relays
        ),
        Case(
            testDescription: "the campaign's pace, shared by weight", loads: [load("x", 400)],
            senders: [sender("a", "14/s", weight: 3), sender("b", "14/s")], campaign: "4/s", seconds: 100, byRelay: ["a": 300, "b": 100],
            bottleneck: .campaign),
        Case(
            testDescription: "a slow bucket does not hold the others", loads: [load("slow", 100, "1/s"), load("fast", 900)],
            senders: [sender("a", "100/s")], seconds: 100, byRelay: ["a": 1000], bottleneck: .bucket("slow")),
        Case(
            testDescription: "a pace to each bucket counts for all relays that have one", loads: [load("x", 200)],
            senders: [sender("a", "9/s", domainRate: "1/s"), sender("b", "9/s", domainRate: "1/s")], seconds: 100,
            byRelay: ["a": 100, "b": 100], bottleneck: .bucket("x")),
        Case(
            testDescription: "without a rate ten connections carry fifty a second", loads: [load("x", 5000)], senders: [sender("a")],
            seconds: 100, byRelay: ["a": 5000], bottleneck: .relays),
        Case(
            testDescription: "a backup is not used while the first tier sends", loads: [load("x", 100)],
            senders: [sender("a", "1/s"), sender("b", "99/s", priority: 2)], seconds: 100, byRelay: ["a": 100], bottleneck: .relays),
        Case(
            testDescription: "a backup takes over where a quota ends", loads: [load("x", 150)],
            senders: [sender("a", "1/s", quotas: ["100/day"]), sender("b", "1/s", priority: 2)], seconds: 150,
            byRelay: ["a": 100, "b": 50], bottleneck: .relays),
        Case(
            testDescription: "a day's quota: the rest at midnight, fifteen hours later", loads: [load("x", 1500)],
            senders: [sender("a", "10/s", quotas: ["1000/day"])], seconds: 15 * 3600 + 50, byRelay: ["a": 1500], bottleneck: .quotas),
        Case(
            testDescription: "what was used today counts", loads: [load("x", 500)],
            senders: [sender("a", "10/s", quotas: ["1000/day"], used: [600])], seconds: 15 * 3600 + 10, byRelay: ["a": 500],
            bottleneck: .quotas),
        Case(
            testDescription: "midnight is the relay's: an hour earlier in Berlin", loads: [load("x", 1500)],
            senders: [sender("a", "10/s", quotas: ["1000/day"], zone: "Europe/Berlin")], seconds: 14 * 3600 + 50, byRelay: ["a": 1500],
            bottleneck: .quotas),
        Case(
            testDescription: "an hour's quota comes back every hour", loads: [load("x", 250)],
            senders: [sender("a", "1/s", quotas: ["100/hour"])], seconds: 2 * 3600 + 50, byRelay: ["a": 250], bottleneck: .quotas),
        Case(
            testDescription: "a rolling quota comes back a day after its first message", loads: [load("x", 150)],
            senders: [sender("a", "1/s", quotas: ["100/24h"])], seconds: 86_400 + 50, byRelay: ["a": 150], bottleneck: .quotas),
        Case(
            testDescription: "a warm-up grows by the days that send", loads: [load("x", 50 + 70 + 98)],
            senders: [sender("a", "1/s", caps: [50, 70, 98, 137])], seconds: 15 * 3600 + 86_400 + 98, byRelay: ["a": 218],
            bottleneck: .quotas),
        Case(
            testDescription: "a warm-up in its third day, with ten sent", loads: [load("x", 88)],
            senders: [sender("a", "1/s", caps: [50, 70, 98, 137], warmup: (2, 10))], seconds: 88, byRelay: ["a": 88], bottleneck: .relays),
        Case(
            testDescription: "a relay that rests is waited for", loads: [load("x", 100)], senders: [sender("a", "1/s", opensIn: 50)],
            seconds: 150, byRelay: ["a": 100], bottleneck: .relays),
        Case(testDescription: "no relay at all", loads: [load("x", 1)], senders: [], seconds: nil, byRelay: [:], bottleneck: .quotas),
        Case(
            testDescription: "more than a year", loads: [load("x", 1000)], senders: [sender("a", "1/s", quotas: ["1/day"])], seconds: nil,
            byRelay: ["a": 366], bottleneck: .quotas),
    ]

    @Test(arguments: cases)
    private func `limits run ahead of time`(item: Case) {
        let forecast = SendForecast(
            item.loads, through: item.senders, campaign: item.campaign.flatMap { SendRate(parsing: $0) }, from: Self.start)
        let seconds = forecast.finish.map { ($0 - Self.start) / .seconds(1) }
        #expect(seconds.map { abs($0 - (item.seconds ?? -1)) < 0.5 } ?? (item.seconds == nil), "\(seconds ?? .infinity) s")
        #expect(forecast.byRelay == item.byRelay)
        #expect(forecast.bottleneck == item.bottleneck)
        let planned = item.loads.reduce(0) { $0 + $1.messages }
        if item.seconds != nil { #expect(forecast.byDay.reduce(0) { $0 + $1.messages } == planned) }
    }

    @Test func `a total is shared by weight, and never more than a cap`() {
        #expect(ForecastFlow.fill(12, [(1, 100), (2, 100), (3, 100)]) == [2, 4, 6])
        #expect(ForecastFlow.fill(12, [(1, 100), (2, 3), (3, 100)]) == [2.25, 3, 6.75])
        #expect(ForecastFlow.fill(12, [(1, 1), (1, 2)]) == [1, 2])
        #expect(ForecastFlow.fill(12, [(0, 9), (1, 0), (1, .infinity)]) == [0, 0, 12])
        #expect(ForecastFlow.fill(0, [(1, 1)]) == [0])
    }

    @Test func `any limits end, send what there is once, and pass no quota`() {
        var random = Seeded(state: 7)
        for _ in 0..<300 {
            let senders = (0..<Int.random(in: 1...4, using: &random)).map { index in
                Self.sender(
                    "r\(index)", Bool.random(using: &random) ? "\(Int.random(in: 1...50, using: &random))/s" : nil,
                    weight: .random(in: 1...5, using: &random), priority: .random(in: 1...2, using: &random),
                    quotas: Bool.random(using: &random) ? ["\(Int.random(in: 50...500, using: &random))/day"] : [],
                    caps: Bool.random(using: &random) ? [50, 70, 98] : [], opensIn: Bool.random(using: &random) ? 60 : nil)
            }
            let loads = (0..<Int.random(in: 1...6, using: &random)).map { index in
                Self.load("b\(index)", .random(in: 0...900, using: &random), Bool.random(using: &random) ? "5/s" : nil)
            }
            let forecast = SendForecast(loads, through: senders, from: Self.start)
            let planned = loads.reduce(0) { $0 + $1.messages }
            #expect(forecast.finish != nil)
            #expect(abs(forecast.byRelay.values.reduce(0, +) - planned) <= 4)
            #expect(forecast.byDay.allSatisfy { $0.messages <= planned })
        }
    }
}

/// The same numbers every time (Knuth's linear congruential generator, the upper half).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        func half() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 32
        }
        return half() << 32 | half()
    }
}
