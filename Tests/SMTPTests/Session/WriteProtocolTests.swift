import MailFormat
import Testing

@testable import SMTP

/// The promises of the write protocol, on the bare machine.
@Suite struct WriteProtocolTests {
    private static let relayLines = ["220 hi", "250-relay", "250-CHUNKING", "250 PIPELINING"]

    private func driver(_ recipients: String, pipelining: Bool = true, allowed: Bool = true, chunking: Bool = false, size: Int? = nil)
        -> BareDriver
    {
        let transcript = Transcript("", "to: \(recipients)")
        let deliveries = transcript.deliveries.map { delivery in
            var delivery = delivery
            if let size { delivery.message.bytes += [UInt8](repeating: 0x61, count: size) + [13, 10] }
            return delivery
        }
        var feed = FeedScript(deliveries)
        feed.clears = false
        var relay = Transcript.relay()
        relay.allowsPipelining = allowed
        relay.usesChunking = chunking
        var driver = BareDriver(relay: relay, feed: feed)
        driver.start()
        for line in pipelining ? Self.relayLines : ["220 hi", "250 relay"] { say(&driver, line) }
        driver.written = []
        return driver
    }

    private func say(_ driver: inout BareDriver, _ lines: String...) {
        for line in lines { driver.receive(Array("\(line)\r\n".utf8)) }
    }

    @Test func `nothing is sent ahead where pipelining is offered and not allowed`() {
        var driver = driver("a@example.com, b@example.com", allowed: false)
        say(&driver, "250 ok", "250 ok", "354 go")
        driver.written = []
        driver.clear(1, .go)
        #expect(shown(driver.written) == shown(Array("Subject: 1\r\n\r\nHello\r\n..hidden\r\n.\r\n".utf8)))
        driver.written = []
        say(&driver, "250 queued")
        #expect(shown(driver.written) == shown(Array("MAIL FROM:<news@example.org>\r\n".utf8)))
        #expect(driver.violations == [])
    }

    @Test func `nothing of a small message leaves before its mark is cleared, and then all in one write`() {
        var driver = driver("a@example.com, b@example.com")
        driver.written = []
        say(&driver, "250 ok", "250 ok", "354 go")
        #expect(driver.feed.log == ["mark 1"])
        #expect(driver.written == [])
        driver.clear(1, .go)
        #expect(
            shown(driver.written)
                == shown(
                    Array(
                        "Subject: 1\r\n\r\nHello\r\n..hidden\r\n.\r\nMAIL FROM:<news@example.org>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n"
                            .utf8)))
        #expect(driver.violations == [])
    }

    @Test func `a large message streams before its mark is cleared, all but the dot`() {
        var driver = driver("a@example.com", size: 100_000)
        driver.written = []
        say(&driver, "250 ok", "250 ok", "354 go")
        #expect(driver.feed.log == ["mark 1"])
        #expect(driver.written.count > 100_000)
        #expect(!shown(driver.written.suffix(10)).contains("␊\n.␍"))
        driver.written = []
        driver.clear(1, .go)
        #expect(shown(driver.written) == ".␍␊\n")
        say(&driver, "250 ok", "221 bye")
        #expect(driver.feed.log == ["mark 1", "1 accepted nobody@dot 250", "end finished"])
        #expect(driver.violations == [])
    }

    @Test func `a large chunk begins once its mark is cleared, and its end is its last two octets`() {
        var driver = driver("a@example.com", chunking: true, size: 100_000)
        driver.written = []
        say(&driver, "250 ok", "250 ok")
        #expect(driver.feed.log == ["mark 1"])
        #expect(driver.written == [])
        driver.clear(1, .go)
        #expect(shown(driver.written).hasPrefix("BDAT 100032 LAST␍␊\nSubject: 1"))
        #expect(driver.written.count == 18 + 100_032)
        #expect(driver.machine.stage == .dot)
        say(&driver, "250 ok", "221 bye")
        #expect(driver.feed.log == ["mark 1", "1 accepted nobody@dot 250", "end finished"])
        #expect(driver.violations == [])
    }

    @Test func `early refusal of a streaming message closes without the dot`() {
        var driver = driver("a@example.com", size: 100_000)
        say(&driver, "250 ok", "250 ok", "354 go", "552 5.3.4 too big")
        #expect(driver.feed.log == ["mark 1", "1 refused message@content 552", "end closing@content"])
        driver.clear(1, .go)
        #expect(driver.isClosed)
        #expect(driver.violations == [])
    }

    @Test func `a clearance for a message the session does not hold means nothing`() {
        var driver = driver("a@example.com")
        driver.written = []
        driver.clear(1, .go)
        say(&driver, "250 ok", "250 ok", "354 go")
        driver.clear(7, .go)
        driver.clear(7, .veto)
        #expect(driver.written == [])
        driver.clear(1, .go)
        #expect(driver.written.count > 0)
        let once = driver.written
        driver.clear(1, .go)
        #expect(driver.written == once)
    }

    /// The connection may be lost behind every octet the relay says. What was marked and not dotted is released, what was
    /// dotted is uncertain, what was answered stands; every message that was given comes back exactly once.
    @Test(arguments: [true, false])
    func `lost at every place`(pipelining: Bool) {
        let replies =
            pipelining
            ? ["250 a", "250 b", "354 c", "CLEAR 1", "250 d", "250 e", "250 f", "354 g", "CLEAR 2", "250 h"]
            : ["250 a", "250 b", "354 c", "CLEAR 1", "250 d", "250 e", "250 f", "354 g", "CLEAR 2", "250 h"]
        let after: [(String, String)] = [
            ("released", ""), ("released", ""), ("released", ""), ("released", ""),
            ("uncertain", pipelining ? "released" : ""), ("accepted", "released"), ("accepted", "released"), ("accepted", "released"),
            ("accepted", "released"), ("accepted", "uncertain"), ("accepted", "accepted"),
        ]
        for count in 0...replies.count {
            var driver = driver("a@example.com, b@example.com", pipelining: pipelining)
            for reply in replies.prefix(count) {
                if reply.hasPrefix("CLEAR") { driver.clear(Int64(reply.dropFirst(6)) ?? 0, .go) } else { say(&driver, reply) }
            }
            driver.run(driver.machine.lost(nil))
            let log = driver.feed.log.filter { !$0.hasPrefix("mark") && !$0.hasPrefix("end") }
            #expect(driver.feed.log.last?.hasPrefix("end") == true)
            for (key, expected) in [("1", after[count].0), ("2", after[count].1)] {
                let found = log.filter { $0.hasPrefix("\(key) ") }.map { $0.split(separator: " ").map(String.init)[1] }
                #expect(found == (expected.isEmpty ? [] : [expected]), "message \(key) after \(count) steps")
            }
            #expect(driver.violations == [])
        }
    }

    @Test func `time-outs follow RFC 5321 §4.5.3.2, stage by stage`() {
        var driver = driver("a@example.com", pipelining: false)
        say(&driver, "250 a", "250 b", "354 c")
        driver.clear(1, .go)
        say(&driver, "250 d", "221 bye")
        #expect(driver.timers == [.greeting, .ehlo, .mail, .rcpt, .data, nil, .dot, .quit, nil])
        let timeouts = StageTimeouts()
        let limits: [Stage: Duration] = [
            .greeting: .seconds(300), .mail: .seconds(300), .rcpt: .seconds(300), .data: .seconds(120), .content: .seconds(180),
            .dot: .seconds(600),
        ]
        for (stage, limit) in limits { #expect(timeouts.limit(for: stage) == limit) }
    }

    @Test func `a time-out behind the dot is uncertain`() {
        var driver = driver("a@example.com")
        say(&driver, "250 a", "250 b", "354 c")
        driver.clear(1, .go)
        driver.run(driver.machine.timedOut(.dot))
        #expect(driver.feed.log == ["mark 1", "1 uncertain session@dot", "end timeout@dot"])
    }

    @Test func `abort and stop settle what is held`() {
        var first = driver("a@example.com, b@example.com")
        say(&first, "250 a", "250 b", "354 c")
        first.clear(1, .go)
        first.run(first.machine.abort())
        #expect(first.feed.log == ["mark 1", "1 uncertain session@dot", "2 released session@mail", "end aborted"])

        var second = driver("a@example.com, b@example.com")
        second.run(second.machine.stop())
        say(&second, "250 a", "250 b", "354 c")
        second.clear(1, .go)
        say(&second, "250 d", "221 bye")
        #expect(second.feed.log == ["mark 1", "1 accepted nobody@dot 250", "end finished"])
    }

    @Test func `a parked session waits, wakes, and may wake while a dot is owed`() {
        var driver = driver("a@example.com")
        driver.feed.afterwards = .wait
        say(&driver, "250 a", "250 b", "354 c")
        driver.clear(1, .go)
        driver.written = []
        let more = Transcript("", "to: x@example.com, b@example.com").deliveries[1]
        driver.feed.waiting = [more]
        driver.run(driver.machine.wake())
        #expect(shown(driver.written).hasPrefix("MAIL FROM"))
        say(&driver, "250 dot", "250 a", "250 b", "354 c")
        #expect(driver.feed.log == ["mark 1", "1 accepted nobody@dot 250", "mark 2"])
        driver.clear(2, .go)
        say(&driver, "250 dot")
        #expect(driver.feed.log.last == "2 accepted nobody@dot 250")
        driver.run(driver.machine.wake())
        driver.feed.afterwards = .end
        driver.run(driver.machine.wake())
        say(&driver, "221 bye")
        #expect(driver.feed.log.last == "end finished")
    }

    @Test func `an outcome is not kept waiting for a slow 354`() {
        var driver = driver("a@example.com, b@example.com")
        say(&driver, "250 a", "250 b", "354 c")
        driver.clear(1, .go)
        say(&driver, "250 dot")
        #expect(driver.machine.holdsOutcomes)
        driver.run(driver.machine.flushOutcomes())
        #expect(driver.feed.log == ["mark 1", "1 accepted nobody@dot 250"])
        say(&driver, "250 a", "250 b", "354 c")
        #expect(driver.feed.log == ["mark 1", "1 accepted nobody@dot 250", "mark 2"])
    }

    @Test func `a feed's bad messages are refused one by one, however many`() {
        var delivery = Transcript("", "to: a@example.com").deliveries[0]
        delivery.message.bytes = [10]
        var driver = driver("a@example.com")
        driver.feed.waiting = Array(repeating: delivery, count: 10_000)
        say(&driver, "250 a", "250 b", "354 c")
        driver.clear(1, .go)
        #expect(driver.feed.log.count == 10_001)
        #expect(driver.feed.log.last == "1 refused us@content")
    }
}
