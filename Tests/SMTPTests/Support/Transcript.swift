import MailFormat
import Testing

@testable import SMTP

/// A dialogue as text, and what must come of it. One transcript drives the bare machine, a channel in memory and a real socket.
///
///     to: alice@example.com, bob@example.com
///     S: 220 relay.example
///     C: EHLO client.example
///     …
///     = mark 1
///     = 1 accepted nobody@dot 250
///     = end finished
///
/// `to:` gives the messages, keys 1, 2, …; `S:` is what the relay says, `S: <close>` that it closes, `S: <tls>` that TLS begins; `C:` is what the client
/// must have said when it is the relay's turn again; `=` is what the feed must have been told, in order.
struct Transcript: Sendable, CustomTestStringConvertible {
    enum Step: Equatable {
        case server([UInt8])
        case client([UInt8])
        case serverCloses
        case serverStartsTLS
    }

    var name: String
    var recipients: [String] = []
    var steps: [Step] = []
    var expected: [String] = []
    /// What the text does not say: tweaks to the relay and to the messages.
    var relay = Transcript.relay()
    var adjust: @Sendable (inout OutgoingMessage) -> Void = { _ in }
    var vetoed: Set<Int64> = []

    /// Sessions with messages, without TLS.
    static var all: [Transcript] { messages + chunks + trouble + bounds }

    var testDescription: String { name }

    init(
        _ name: String, relay: Relay = Transcript.relay(), vetoed: Set<Int64> = [],
        adjust: @escaping @Sendable (inout OutgoingMessage) -> Void = { _ in }, _ text: String
    ) {
        self.name = name
        self.relay = relay
        self.adjust = adjust
        self.vetoed = vetoed
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            if line.hasPrefix("to: ") {
                recipients = line.dropFirst(4).split(separator: ",").map { $0.trimmed }
            } else if line == "S: <close>" {
                steps.append(.serverCloses)
            } else if line == "S: <tls>" {
                steps.append(.serverStartsTLS)
            } else if line.hasPrefix("S: ") {
                add(line.dropFirst(3), isServer: true)
            } else if line.hasPrefix("C:") {
                add(line.dropFirst(3), isServer: false)
            } else if line.hasPrefix("= ") {
                expected.append(String(line.dropFirst(2)))
            } else {
                preconditionFailure("not a transcript line: \(line)")
            }
        }
    }

    private mutating func add(_ line: Substring, isServer: Bool) {
        var bytes = Self.unescape(line)
        if isServer, bytes.suffix(3) == Array("<-|".utf8) { bytes.removeLast(3) } else { bytes += [13, 10] }
        switch (steps.last, isServer) {
        case (.server(let before), true): steps[steps.count - 1] = .server(before + bytes)
        case (.client(let before), false): steps[steps.count - 1] = .client(before + bytes)
        default: steps.append(isServer ? .server(bytes) : .client(bytes))
        }
    }

    /// `\xNN` stands for an octet, so that transcripts stay readable; `<-|` at the end of a line for no line end.
    private static func unescape(_ line: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(line.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x5C, rest.first == 0x78, let value = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// The messages, each with a line that must be stuffed.
    var deliveries: [Delivery] {
        recipients.enumerated().compactMap { index, recipient in
            let key = Int64(index + 1)
            guard let address = try? EmailAddress(recipient), let sender = try? EmailAddress("news@example.org") else { return nil }
            var message = OutgoingMessage(
                envelope: Envelope(reversePath: .address(sender), recipient: address, envelopeID: "handle\(key)"),
                bytes: Array("Subject: \(key)\r\n\r\nHello\r\n.hidden\r\n".utf8), is8Bit: false, needsSMTPUTF8: false)
            adjust(&message)
            return Delivery(key: key, message: message)
        }
    }

    static func relay(
        _ tls: TransportSecurity = .none, credentials: Credentials? = nil, quota: Int = 100, dsn: Bool = false
    ) -> Relay {
        Relay(
            name: "test", host: "127.0.0.1", port: 2525, tls: tls, credentials: credentials, heloName: "client.example",
            messagesPerConnection: quota, requestsDSN: dsn)
    }
}

extension Substring {
    var trimmed: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

/// How what the relay says is cut into pieces.
enum Chunking: CaseIterable {
    case whole, byLine, byByte

    func cut(_ bytes: [UInt8]) -> [[UInt8]] {
        switch self {
        case .whole: return [bytes]
        case .byByte: return bytes.map { [$0] }
        case .byLine:
            var lines: [[UInt8]] = [[]]
            for byte in bytes {
                lines[lines.count - 1].append(byte)
                if byte == 0x0A { lines.append([]) }
            }
            return lines.filter { !$0.isEmpty }
        }
    }
}

/// Bytes with their controls visible, for expectations that fail.
func shown(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
        switch scalar {
        case "\r": text += "␍"
        case "\n": text += "␊\n"
        default: text.unicodeScalars.append(scalar)
        }
    }
    return text
}
