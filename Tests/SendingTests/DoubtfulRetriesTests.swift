import MailFormat
import SMTP
import Testing

@testable import Sending

/// When a doubt is given a second try, and what the second try decides.
@Suite struct DoubtfulRetriesTests {
    private static let start = Timestamp(milliseconds: 1_800_000_000_000)

    private func relay(window: Duration = .seconds(60)) -> Relay {
        Relay(
            name: "r", host: "127.0.0.1", port: 25, tls: .none, idempotency: IdempotencyHeader(name: "X-Key", window: window))
    }

    private func delivery() throws -> Delivery {
        let envelope = Envelope(reversePath: .null, recipient: try EmailAddress("a@example.com"), envelopeID: "handle")
        return Delivery(
            key: 1,
            message: OutgoingMessage(envelope: envelope, bytes: Array("Subject: x\r\n\r\n".utf8), is8Bit: false, needsSMTPUTF8: false))
    }

    private func outcome(_ disposition: Disposition) -> SettledDelivery {
        SettledDelivery(
            key: 1, outcome: Outcome(stage: .dot, reply: nil, detail: "\(disposition)", blame: .session, disposition: disposition))
    }

    /// A first try that came to nothing after so long.
    private func afterDoubt(in elapsed: Duration = .seconds(1)) throws -> (DoubtfulRetries, Relay, [SettledDelivery]) {
        let retries = DoubtfulRetries()
        let relay = relay()
        let first = retries.first(try delivery(), to: relay)
        #expect(String(decoding: first.message.bytes, as: UTF8.self) == "X-Key: handle\r\nSubject: x\r\n\r\n")
        #expect(!retries.isMarkedAgain(1, at: Self.start))
        return (retries, relay, retries.filter([outcome(.uncertain)], from: relay, at: Self.start + elapsed))
    }

    @Test(arguments: [
        (Disposition.accepted, "accepted"), (.refused, "uncertain"), (.deferred, "uncertain"), (.uncertain, "uncertain"),
    ])
    func `only an acceptance ends the doubt`(second: Disposition, expected: String) throws {
        let (retries, relay, settled) = try afterDoubt()
        #expect(settled == [])
        let again = try #require(retries.next(for: relay))
        #expect(retries.next(for: relay) == nil)
        #expect(again.message.bytes.starts(with: "X-Key: handle".utf8))
        #expect(retries.isMarkedAgain(1, at: Self.start + .seconds(2)))
        let end = retries.filter([outcome(second)], from: relay, at: Self.start + .seconds(3))
        #expect(end.map(\.outcome.detail) == [expected])
        #expect(retries.giveUp(at: Self.start, all: true).isEmpty)
    }

    @Test func `a second try that never reached its dot goes again`() throws {
        let (retries, relay, _) = try afterDoubt()
        _ = retries.next(for: relay)
        #expect(retries.filter([outcome(.released)], from: relay, at: Self.start + .seconds(3)) == [])
        #expect(retries.next(for: relay)?.key == 1)
        let late = retries.filter([outcome(.released)], from: relay, at: Self.start + .seconds(61))
        #expect(late.map(\.outcome.disposition) == [.uncertain])
    }

    @Test func `behind the window a doubt stays a doubt`() throws {
        let (retries, relay, settled) = try afterDoubt(in: .seconds(60))
        #expect(settled.map(\.outcome.disposition) == [.uncertain])
        #expect(retries.next(for: relay) == nil)
    }

    @Test func `a second try that no session comes for is given up`() throws {
        let (retries, relay, _) = try afterDoubt()
        #expect(retries.giveUp(at: Self.start + .seconds(300)).isEmpty)
        #expect(retries.giveUp(at: Self.start + .seconds(301)).map(\.relay) == ["r"])
        #expect(retries.next(for: relay) == nil)
    }

    @Test func `other relays, and messages without a handle, are left alone`() throws {
        let retries = DoubtfulRetries()
        var plain = relay()
        plain.idempotency = nil
        #expect(retries.first(try delivery(), to: plain) == (try delivery()))
        #expect(retries.filter([outcome(.uncertain)], from: plain, at: Self.start) == [outcome(.uncertain)])
        var nameless = try delivery()
        nameless.message.envelope.envelopeID = nil
        #expect(retries.first(nameless, to: relay()) == nameless)
        #expect(retries.filter([outcome(.uncertain)], from: relay(), at: Self.start) == [outcome(.uncertain)])
    }

    @Test(arguments: ["", "X Key", "X-Key:", "X-Kéy", String(repeating: "x", count: 77)])
    func `what is no field name is no header`(name: String) {
        #expect(IdempotencyHeader(name: name, window: .seconds(1)) == nil)
    }
}
