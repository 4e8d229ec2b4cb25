import Foundation
import MailFormat
import Synchronization
import Testing

@testable import SMTP

@Suite struct DialogueTraceTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
        var trace: DialogueTrace { DialogueTrace { [self] who, text in all.withLock { $0.append("\(who.rawValue): \(text)") } } }
        var text: String { all.withLock { $0.joined(separator: "\n") } }
    }

    /// A secret, and its base64 at each of the three places it may have within a longer text, without the letters its neighbours share.
    private static func spellings(of secret: String) -> [String] {
        [secret]
            + (0..<3).map { shift in
                let encoded = (Data(repeating: 0, count: shift) + Data(secret.utf8)).base64EncodedString()
                return String(encoded.dropFirst(shift == 0 ? 0 : 4).prefix { $0 != "=" }.dropLast())
            }.filter { $0.count > 4 }
    }

    @Test(arguments: Transcript.negotiation + Transcript.messages)
    func `no secret is in a trace, in no spelling`(transcript: Transcript) throws {
        let lines = Lines()
        try transcript.runEmbedded(.byLine, trace: lines.trace)
        let trace = lines.text
        #expect(trace.contains("C: EHLO client.example") || transcript.recipients.isEmpty)
        for secret in ["tanstaaftanstaaf", "ya29"] {
            for spelling in Self.spellings(of: secret) { #expect(!trace.contains(spelling), "\(spelling) in\n\(trace)") }
        }
        // Content is its size.
        #expect(!trace.contains("Hello"))
    }

    @Test func `what is left out is counted`() throws {
        let plain = try #require(Transcript.negotiation.first { $0.name == "AUTH PLAIN" })
        let lines = Lines()
        try plain.runEmbedded(.whole, trace: lines.trace)
        #expect(
            lines.text == """
                S: 220 relay.example ESMTP
                C: EHLO client.example
                S: 250 relay.example AUTH LOGIN PLAIN
                C: AUTH PLAIN <redacted 28 octets>
                S: 235 2.7.0 welcome
                C: QUIT
                S: 221 bye
                *: ended: finished
                """)
    }
}
