import FuzzTarget
import MailFormat

@testable import SMTP

/// A whole session by octets: five set the scene, each of the others makes one thing happen, and ``SessionContract`` watches.
///
/// | octet | sets |
/// |---|---|
/// | 0 | TLS mode, password or token, whether the relay is on this machine |
/// | 1 | PIPELINING, DSN, CHUNKING and 8BITMIME of the relay's EHLO |
/// | 2 | messages a connection, whether the feed ends or waits |
/// | 3 | how many messages |
/// | 4 | which of them are large, 8-bit, of another alphabet, or broken |
///
/// So that short inputs get far, 0…63 say what a good relay would, and 64…95 clear the mark.
@main enum SessionMachineFuzz: FuzzTarget {
    static func test(_ input: [UInt8]) {
        guard input.count > 5 else { return }
        let modes: [TransportSecurity.Mode] = [.none, .none, .startTLS, .implicit, .opportunistic, .startTLS, .none, .opportunistic]
        let credentials =
            input[0] & 32 == 0
            ? Credentials(username: "user", proof: .password(Secret("pencil")))
            : Credentials(username: "user", proof: .token(Secret("old")), renewal: TokenSource(Secret("old")) { _ in })
        let relay = Relay(
            name: "test", host: "relay.example", port: 587, tls: TransportSecurity(modes[Int(input[0] & 7)]),
            credentials: input[0] & 8 == 0 ? nil : credentials, heloName: "client.example", messagesPerConnection: Int(input[2] & 7),
            requestsDSN: input[1] & 2 != 0, allowsPipelining: input[1] & 32 == 0, usesChunking: input[1] & 4 != 0)
        let extensions = zip(["PIPELINING", "DSN", "CHUNKING", "8BITMIME", "SIZE 100000"], 0...).filter { input[1] >> $1 & 1 == 1 }.map(\.0)
        let ehlo =
            (["relay.example", "AUTH PLAIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS XOAUTH2", "STARTTLS"] + extensions).map { "250-\($0)\r\n" }
            .joined() + "250 HELP\r\n"

        var session = SessionContract(
            relay, isLoopback: input[0] & 16 == 0, feed: (0..<Int(input[3] & 7)).map { delivery(Int64($0 + 1), input[4] >> $0 & 1 == 1) },
            afterwards: input[2] & 8 == 0 ? .end : .wait)
        for octet in input.dropFirst(5) {
            if session.isOver { break }
            happen(octet, ehlo, in: &session)
        }
        session.close()
    }

    private static func happen(_ octet: UInt8, _ ehlo: String, in session: inout SessionContract) {
        switch octet {
        case 0..<64:
            if session.isHandshaking { return session.handshakeIsDone() }
            session.receive(Array(expected(at: session.machine.stage, ehlo).utf8))
        case 64..<96: session.clear(.go)
        case 96..<104: session.clear(.veto)
        case 104..<120: session.contentLeaves(whole: true)
        case 120..<124: session.contentLeaves(whole: false)
        case 124: session.wake()
        case 125: session.flush()
        case 126: session.stop()
        case 127: session.abort()
        case 128: session.lose()
        case 129: session.timePasses()
        case 130: session.handshakeFails()
        case 131: session.connectedAgain()
        case 132: session.tokenComes()
        default: session.receive(Array(said[Int(octet) % said.count].utf8))
        }
    }

    /// What a good relay would say.
    private static func expected(at stage: Stage, _ ehlo: String) -> String {
        switch stage {
        case .greeting: "220 hi\r\n"
        case .ehlo: ehlo
        case .auth: "235 in\r\n"
        case .data: "354 go\r\n"
        default: "250 ok\r\n"
        }
    }

    /// What others say. Some is less or more than a reply.
    private static let said = [
        "250 ok\r\n", "250 2.1.5 ok\r\n", "354 go\r\n", "450 4.2.0 later\r\n", "452 4.3.1 full\r\n", "550 5.1.1 no\r\n", "554 5.7.1 no\r\n",
        "555 what\r\n", "221 bye\r\n", "421 4.3.2 closing\r\n", "250-more\r\n250 done\r\n", "235 in\r\n", "334 \r\n",
        "334 cj1ub25jZSxzPXNhbHQsaT00\r\n",
        "334 !\r\n", "220 hi\r\n", "502 5.5.1 what\r\n", "501 5.5.4 parameter\r\n", "503 5.5.1 order\r\n", "530 5.7.0 first\r\n",
        "535 5.7.8 no\r\n",
        "454 4.7.0 TLS\r\n", "552 5.3.4 big\r\n", "554 5.5.1 no valid recipients\r\n", "nonsense\r\n", "25", "0 ok\r\n", "250-", "\r\n",
        "250\r\n",
        "250 ok\r\n250 ok\r\n", "250 ok\r\n250 ok\r\n354 go\r\n", "550 no\r\n503 no\r\n503 no\r\n", "550 no\r\n503 no\r\n354 go\r\n", "\0",
        "600 x\r\n",
    ]

    private static func delivery(_ key: Int64, _ isOdd: Bool) -> Delivery {
        var bytes = Array("Subject: \(key)\r\n\r\nHello\r\n.hidden\r\n".utf8)
        var recipient = "alice@example.com"
        if isOdd {
            switch key {
            case 1, 4: bytes += [UInt8](repeating: 0x61, count: 70_000) + [13, 10]
            case 2: bytes += [0x2E]
            case 3: bytes += [0x0D, 0x2E, 0x0D]
            case 5: recipient = "älice@example.com"
            default: bytes = []
            }
        }
        guard let address = try? EmailAddress(recipient), let sender = try? EmailAddress("news@example.org") else {
            preconditionFailure("an address that is none")
        }
        return Delivery(
            key: key,
            message: OutgoingMessage(
                envelope: Envelope(
                    reversePath: .address(sender), recipient: address, envelopeID: isOdd && key == 6 ? "a\r\nRSET" : "handle\(key)"),
                bytes: bytes, is8Bit: isOdd && key == 2, needsSMTPUTF8: isOdd && key == 5))
    }
}
