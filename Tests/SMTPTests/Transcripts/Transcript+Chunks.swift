import MailFormat

@testable import SMTP

extension Transcript {
    private static let greeting = """
        S: 220 relay.example ESMTP
        C: EHLO client.example
        S: 250-relay.example
        S: 250-CHUNKING
        S: 250 PIPELINING

        """
    private static let plainGreeting = """
        S: 220 relay.example ESMTP
        C: EHLO client.example
        S: 250-relay.example
        S: 250 CHUNKING

        """
    private static let open = "C: MAIL FROM:<news@example.org>\nC: RCPT TO:<a@example.com>\n"
    private static func chunk(_ number: Int) -> String { "C: BDAT 30 LAST\nC: Subject: \(number)\nC:\nC: Hello\nC: .hidden\n" }

    private static var chunking: Relay {
        var relay = relay()
        relay.usesChunking = true
        return relay
    }

    /// Content as one chunk, RFC 3030.
    static let chunks: [Transcript] = [
        Transcript(
            "two chunks, pipelined: no DATA, no dot", relay: chunking,
            """
            to: a@example.com, b@example.com
            \(greeting)\(open)S: 250 ok
            S: 250 ok
            \(chunk(1))C: MAIL FROM:<news@example.org>
            C: RCPT TO:<b@example.com>
            S: 250 2.0.0 30 octets
            S: 250 ok
            S: 250 ok
            \(chunk(2))S: 250 2.0.0 30 octets
            C: QUIT
            S: 221 bye
            = mark 1
            = 1 accepted nobody@dot 250
            = mark 2
            = 2 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "two chunks, one command at a time", relay: chunking,
            """
            to: a@example.com, b@example.com
            \(plainGreeting)C: MAIL FROM:<news@example.org>
            S: 250 ok
            C: RCPT TO:<a@example.com>
            S: 250 ok
            \(chunk(1))S: 250 ok
            C: MAIL FROM:<news@example.org>
            S: 250 ok
            C: RCPT TO:<b@example.com>
            S: 250 ok
            \(chunk(2))S: 250 ok
            C: QUIT
            S: 221 bye
            = mark 1
            = 1 accepted nobody@dot 250
            = mark 2
            = 2 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "refused recipients cost no content: RSET, and on it goes", relay: chunking,
            """
            to: a@example.com, b@example.com, c@example.com
            \(greeting)\(open)S: 250 ok
            S: 550 5.1.1 no such user
            C: RSET
            C: MAIL FROM:<news@example.org>
            C: RCPT TO:<b@example.com>
            S: 250 reset
            S: 452 4.3.1 not now
            S: 503 5.5.1 MAIL first
            C: QUIT
            S: 221 bye
            = 1 refused recipient@rcpt 550
            = 2 released relay@mail 452
            = end refused@mail
            """),
        Transcript(
            "refused and deferred at the end of the chunk", relay: chunking,
            """
            to: a@example.com, b@example.com
            \(greeting)\(open)S: 250 ok
            S: 250 ok
            \(chunk(1))C: MAIL FROM:<news@example.org>
            C: RCPT TO:<b@example.com>
            S: 554 5.7.1 spam
            S: 250 ok
            S: 250 ok
            \(chunk(2))S: 451 4.3.0 later
            C: QUIT
            S: 221 bye
            = mark 1
            = 1 refused message@dot 554
            = mark 2
            = 2 deferred relay@dot 451
            = end finished
            """),
        Transcript(
            "vetoed before its chunk: RSET takes it back, and the connection goes on", relay: chunking, vetoed: [1],
            """
            to: a@example.com, b@example.com
            \(greeting)\(open)S: 250 ok
            S: 250 ok
            C: RSET
            C: MAIL FROM:<news@example.org>
            C: RCPT TO:<b@example.com>
            S: 250 reset
            S: 250 ok
            S: 250 ok
            \(chunk(2))S: 250 ok
            C: QUIT
            S: 221 bye
            = mark 1
            = mark 2
            = 2 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "a relay that offers CHUNKING and does not know BDAT", relay: chunking,
            """
            to: a@example.com, b@example.com
            \(greeting)\(open)S: 250 ok
            S: 250 ok
            \(chunk(1))C: MAIL FROM:<news@example.org>
            C: RCPT TO:<b@example.com>
            S: 500 5.5.2 what?
            = mark 1
            = 1 released relay@dot 500
            = 2 released session@mail
            = end policy@dot
            """),
        Transcript(
            "lost behind the chunk", relay: chunking,
            """
            to: a@example.com
            \(greeting)\(open)S: 250 ok
            S: 250 ok
            \(chunk(1))S: <close>
            = mark 1
            = 1 uncertain session@dot
            = end lost@dot
            """),
        Transcript(
            "content without a line end: the CRLF is counted", relay: chunking, adjust: { $0.bytes = Array("Subject: x\r\n\r\n.".utf8) },
            """
            to: a@example.com
            \(greeting)\(open)S: 250 ok
            S: 250 ok
            C: BDAT 17 LAST
            C: Subject: x
            C:
            C: .
            S: 250 ok
            C: QUIT
            S: 221 bye
            = mark 1
            = 1 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "CHUNKING offered and not used",
            """
            to: a@example.com
            \(greeting)\(open)C: DATA
            S: 250 ok
            S: 550 5.1.1 no such user
            S: 554 no valid recipients
            C: QUIT
            S: 221 bye
            = 1 refused recipient@rcpt 550
            = end finished
            """),
    ]
}
