@testable import SMTP

/// Plays a client against a bare `SandboxSession` and writes down what happens.
///
/// Lines of the log: `S: …` a reply line, `= verdict …` a message settled, `# verdict` a recipient counted, `! …` a violation,
/// `~ …` a delay, `x` an abrupt and `.` an orderly close.
struct SandboxTalk {
    /// How a group of commands is cut up on its way.
    enum Framing: CaseIterable {
        case whole, line, byte
    }

    var session: SandboxSession
    var log: [String] = []
    var messages: [SandboxMessage] = []
    private var greylisted: Set<String> = []
    private let isStored: Bool

    init(_ rules: SandboxSession.Rules = .init(), isStored: Bool = true) {
        session = SandboxSession(rules: rules)
        self.isStored = isStored
        session.open()
        run()
        log = []
    }

    /// Behind EHLO.
    static func greeted(_ rules: SandboxSession.Rules = .init(), isStored: Bool = true) -> SandboxTalk {
        var talk = SandboxTalk(rules, isStored: isStored)
        talk.send("EHLO client.example\r\n")
        talk.log = []
        return talk
    }

    /// Sends one group and carries out what the session says.
    mutating func send(_ text: String, _ framing: Framing = .whole) {
        send(Array(text.utf8), framing)
    }

    mutating func send(_ bytes: [UInt8], _ framing: Framing = .whole) {
        switch framing {
        case .whole: feed(bytes[...])
        case .line:
            var rest = bytes[...]
            while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
                feed(rest[...newline])
                rest = rest[(newline + 1)...]
            }
            if !rest.isEmpty { feed(rest) }
        case .byte: for index in bytes.indices { feed(bytes[index...index]) }
        }
    }

    private mutating func feed(_ bytes: ArraySlice<UInt8>) {
        session.receive(bytes)
        run()
    }

    mutating func run() {
        while true {
            switch session.next() {
            case .reply(let bytes):
                log += String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map { "S: \($0)" }
            case .greylist(let address): session.greylisted(isFirst: greylisted.insert(address).inserted)
            case .settle(let message):
                log.append("= \(message.verdict.rawValue)")
                messages.append(message)
                session.settled(isStored: isStored)
            case .count(let verdict): log.append("# \(verdict.rawValue)")
            case .note(let violation): log.append("! \(violation)")
            case .delay(let delay):
                log.append("~ \(delay)")
                session.resume()
            case .close(let isOrderly): log.append(isOrderly ? "." : "x")
            case .wait: return
            }
        }
    }

    /// The first words of each line: enough to see what was answered.
    var codes: [String] {
        log.map { line in
            let words = line.split(separator: " ")
            return line.hasPrefix("S: ") ? words.dropFirst().prefix(2).joined(separator: " ") : line
        }
    }
}
