import MailFormat
import Testing

@testable import SMTP

/// Dialogues by chance: whatever a relay says and whenever anything happens, no message is forgotten or told of twice,
/// no dot leaves before its mark is cleared, and nothing traps.
@Suite struct RandomDialogueTests {
    /// SplitMix64: the same walks on every machine.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let replies = [
        "250 ok", "250 2.1.5 ok", "354 go", "450 4.2.0 later", "452 4.3.1 full", "550 5.1.1 no", "554 5.7.1 no", "555 what", "221 bye",
        "421 closing", "250-more\r\n250 done", "235 in", "334 ", "220 hi", "250-relay\r\n250-PIPELINING\r\n250 DSN", "nonsense", "25",
    ]

    private func delivery(_ key: Int64, large: Bool) -> Delivery {
        var delivery = Transcript("", "to: a@example.com").deliveries[0]
        delivery.key = key
        if large { delivery.message.bytes += [UInt8](repeating: 0x61, count: 70_000) + [13, 10] }
        return delivery
    }

    /// One walk. Three times in four the relay says what a good relay would, so that walks get far.
    private func walk(seed: UInt64) {
        var chance = Chance(state: seed)
        let recipients = Int.random(in: 0...6, using: &chance)
        var feed = FeedScript((0..<recipients).map { delivery(Int64($0 + 1), large: Int.random(in: 0..<5, using: &chance) == 0) })
        feed.clears = false
        feed.afterwards = Bool.random(using: &chance) ? .end : .wait
        let quota = Int.random(in: 1...4, using: &chance)
        var relay = Transcript.relay(quota: quota, dsn: true)
        relay.usesChunking = Bool.random(using: &chance)
        var driver = BareDriver(relay: relay, feed: feed)
        var vetoed: Set<Int64> = []
        driver.start()
        let isPipelining = Bool.random(using: &chance)
        driver.receive(Array("220 hi\r\n250-relay\r\n250-CHUNKING\r\n250 \(isPipelining ? "PIPELINING" : "SIZE")\r\n".utf8))
        for _ in 0..<40 where !driver.isClosed {
            switch Int.random(in: 0..<100, using: &chance) {
            case 0..<50:
                let good = driver.machine.stage == .data ? "354 go" : "250 ok"
                if driver.machine.isOwedReply { driver.receive(Array("\(good)\r\n".utf8)) }
            case 50..<60:
                let reply = Self.replies.randomElement(using: &chance) ?? ""
                driver.receive(Array("\(reply)\r\n".utf8))
            case 60..<88:
                guard let mark = driver.feed.log.last(where: { $0.hasPrefix("mark") }), let key = Int64(mark.dropFirst(5)) else { break }
                let isVeto = Int.random(in: 0..<8, using: &chance) == 0
                let isHeld = driver.machine.stage == .content
                driver.clear(key, isVeto ? .veto : .go)
                if isVeto, isHeld { vetoed.insert(key) }
            case 88..<92: driver.run(driver.machine.wake())
            case 92..<94: driver.run(driver.machine.flushOutcomes())
            case 94: driver.run(driver.machine.stop())
            case 95: driver.run(driver.machine.timedOut(driver.machine.stage))
            case 96: driver.run(driver.machine.lost(nil))
            case 97: driver.run(driver.machine.abort())
            case 98: driver.run(driver.machine.receivedUnasked())
            default: driver.run(driver.machine.connected(Endpoint(addressLiteral: "[192.0.2.1]", isLoopback: true)))
            }
        }
        if !driver.isClosed { driver.run(driver.machine.lost(nil)) }

        #expect(driver.violations == [], "seed \(seed)")
        #expect(driver.feed.log.filter { $0.hasPrefix("end") }.count == 1, "seed \(seed)")
        #expect(driver.feed.log.last?.hasPrefix("end") == true, "seed \(seed)")
        let given = Set((0..<recipients).map { Int64($0 + 1) }).subtracting(driver.feed.waiting.map(\.key))
        let settled = driver.feed.log.filter { !$0.hasPrefix("end") && !$0.hasPrefix("mark") }.map { Int64($0.prefix { $0 != " " }) ?? 0 }
        #expect(settled.sorted() == given.subtracting(vetoed).sorted(), "seed \(seed): \(driver.feed.log)")
    }

    @Test func `ten thousand dialogues`() {
        for seed in 0..<10_000 { walk(seed: UInt64(seed)) }
    }

    /// The parser never traps and never grows, whatever comes.
    @Test func `the parser eats anything`() {
        var chance = Chance(state: 7)
        let alphabet = Array("2345012 -\r\n.x\0\u{ff}".utf8)
        for _ in 0..<20_000 {
            var parser = SMTPReplyParser()
            let bytes = (0..<Int.random(in: 0..<60, using: &chance)).map { _ in alphabet.randomElement(using: &chance) ?? 0 }
            parser.append(bytes)
            do throws(ReplyProblem) {
                while let reply = try parser.next() {
                    #expect((200...599).contains(reply.code))
                    #expect(reply.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
                }
            } catch {
                #expect(!error.phrase.isEmpty)
            }
        }
    }
}
