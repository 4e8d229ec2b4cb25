import Testing

@testable import SMTP

@Suite struct SOCKSExchangeTests {
    private static let plain = SOCKSProxy(host: "proxy", port: 1080)
    private static let named = SOCKSProxy(host: "proxy", port: 1080, username: "tim", password: Secret("pw"))

    /// Everything the proxy says, in pieces of so many octets; everything we say, and what came behind or the refusal.
    private func talk(
        _ proxy: SOCKSProxy, host: String = "relay.example", address: [UInt8]? = nil, says: [[UInt8]], pieces: Int
    ) -> (said: [[UInt8]], end: String) {
        var said: [[UInt8]] = []
        do throws(SOCKSExchange.Refusal) {
            var exchange = try SOCKSExchange(proxy, host: host, address: address, port: 587)
            said.append(exchange.greeting)
            for bytes in says {
                var rest = bytes[...]
                while !rest.isEmpty {
                    switch try exchange.receive(rest.prefix(pieces)) {
                    case .send(let bytes): said.append(bytes)
                    case .wait: break
                    case .open(let behind): return (said, "open \(String(decoding: behind, as: UTF8.self))")
                    }
                    rest = rest.dropFirst(pieces)
                }
            }
        } catch {
            return (said, error.phrase)
        }
        return (said, "waits")
    }

    private static let request: [UInt8] = [5, 1, 0, 3, 13] + Array("relay.example".utf8) + [2, 75]

    @Test(arguments: [1, 2, 100]) func `a name is looked up by the proxy`(pieces: Int) {
        let talk = talk(Self.plain, says: [[5, 0], [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]], pieces: pieces)
        #expect(talk.said == [[5, 1, 0], Self.request])
        #expect(talk.end == "open ")
    }

    @Test func `what comes behind is the relay's, whatever kind of address stands before it`() {
        for address: [UInt8] in [[1, 1, 2, 3, 4], [3, 2, 97, 98], [4] + Array(repeating: 9, count: 16)] {
            let talk = talk(Self.plain, says: [[5, 0], [5, 0, 0] + address + [1, 2] + Array("220 hi".utf8)], pieces: 100)
            #expect(talk.end == "open 220 hi")
        }
    }

    @Test func `a password is said where it is wanted, RFC 1929`() {
        let talk = talk(Self.named, says: [[5, 2], [1, 0], [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]], pieces: 1)
        #expect(talk.said == [[5, 2, 0, 2], [1, 3] + Array("tim".utf8) + [2] + Array("pw".utf8), Self.request])
        #expect(talk.end == "open ")
        #expect(self.talk(Self.named, says: [[5, 0]], pieces: 2).said.last == Self.request)
    }

    @Test func `addresses go as addresses`() {
        #expect(talk(Self.plain, address: [192, 0, 2, 1], says: [[5, 0]], pieces: 2).said.last == [5, 1, 0, 1, 192, 0, 2, 1, 2, 75])
        let six = [UInt8](0..<16)
        #expect(talk(Self.plain, address: six, says: [[5, 0]], pieces: 2).said.last == [5, 1, 0, 4] + six + [2, 75])
    }

    @Test(
        arguments: [
            ([[4, 0]], "speaks no SOCKS5"), ([[72, 84]], "speaks no SOCKS5"), ([[5, 255]], "accepts none of our ways of authentication"),
            ([[5, 2]], "wants a user name and a password"), ([[5, 0], [5, 5, 0, 1, 0]], "cannot reach the relay: connection refused"),
            ([[5, 0], [5, 2, 0, 1, 0]], "cannot reach the relay: its rules do not allow it"),
            ([[5, 0], [5, 99, 0, 1, 0]], "cannot reach the relay: reply 99"), ([[5, 0], [5, 0, 0, 7, 0]], "speaks no SOCKS5"),
            ([[5, 0], [5, 0, 0, 1]], "waits"),
        ] as [([[UInt8]], String)])
    func `refusals are sentences`(says: [[UInt8]], end: String) {
        #expect(talk(Self.plain, says: says, pieces: 100).end == end)
    }

    @Test func `a password that is not taken, and what does not fit`() {
        #expect(talk(Self.named, says: [[5, 2], [1, 1]], pieces: 2).end == "does not take the user name and password")
        let long = String(repeating: "x", count: 256)
        #expect(talk(Self.plain, host: long, says: [], pieces: 1).end == "takes no name of 256 octets")
        let proxy = SOCKSProxy(host: "p", port: 1, username: long, password: Secret("x"))
        #expect(talk(proxy, says: [], pieces: 1).end == "takes user names and passwords of 1 to 255 octets")
    }
}
