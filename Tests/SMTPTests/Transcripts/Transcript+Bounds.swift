@testable import SMTP

extension Transcript {
    private static let ehlo = "to: a@example.com, b@example.com\nS: 220 relay.example ESMTP\nC: EHLO client.example\n"
    private static let pipelined = """
        \(ehlo)S: 250-relay.example
        S: 250 PIPELINING
        C: MAIL FROM:<news@example.org>
        C: RCPT TO:<a@example.com>
        C: DATA

        """
    private static let taken = "C: Subject: 1\nC:\nC: Hello\nC: ..hidden\nC: .\n"
    private static let longLine = "250 " + String(repeating: "x", count: SMTPReplyParser.lineLimit)
    private static func lines(_ count: Int, _ code: Int, last: Bool = true) -> String {
        (1...count).map { "S: \(code)\($0 == count && last ? " " : "-")line \($0)\n" }.joined()
    }

    /// Greetings and replies of every length, and 421 wherever it may come.
    static let bounds: [Transcript] = [
        Transcript(
            "a greeting of many lines, and EHLO answered with one",
            """
            to: a@example.com
            \(lines(3, 220))C: EHLO client.example
            S: 250 relay.example
            C: MAIL FROM:<news@example.org>
            S: 250 ok
            C: RCPT TO:<a@example.com>
            S: 250 ok
            C: DATA
            S: 354 go
            \(taken)\(lines(200, 250))C: QUIT
            S: 221 bye
            = mark 1
            = 1 accepted nobody@dot 250
            = end finished
            """),
        Transcript("a greeting whose code changes", "to: a@example.com\nS: 220-hi\nS: 221 hi\n= end protocolViolation@greeting"),
        Transcript("a greeting of 3yz", "to: a@example.com\nS: 354 go\n= end refused@greeting"),
        Transcript("a greeting that does not end", "to: a@example.com\n\(lines(300, 220, last: false))= end protocolViolation@greeting"),
        Transcript("EHLO and HELO refused", "\(ehlo)S: 502 what\nC: HELO client.example\nS: 550 no\n= end refused@ehlo"),
        Transcript("EHLO refused for now", "\(ehlo)S: 450 later\n= end refused@ehlo"),
        Transcript("421 to EHLO", "\(ehlo)S: 421 4.3.2 closing\n= end closing@ehlo"),
        Transcript("421 to HELO", "\(ehlo)S: 500 what\nC: HELO client.example\nS: 421 closing\n= end closing@ehlo"),
        Transcript(
            "421 to RCPT", "\(pipelined)S: 250 ok\nS: 421 4.7.0 too many\nS: <close>\n= 1 released relay@rcpt 421\n= end closing@rcpt"),
        Transcript(
            "421 to DATA",
            "\(pipelined)S: 250 ok\nS: 250 ok\nS: 421 4.3.2 closing\nS: <close>\n= 1 released relay@data 421\n= end closing@data"),
        Transcript(
            "421 behind a definite no: the no stands",
            "\(pipelined)S: 250 ok\nS: 550 5.1.1 no\nS: 421 4.7.0 go\nS: <close>\n= 1 refused recipient@rcpt 550\n= end closing@data"),
        Transcript(
            "421 to RSET",
            """
            \(pipelined)S: 250 ok
            S: 450 4.2.0 later
            S: 554 no recipients
            C: RSET
            C: MAIL FROM:<news@example.org>
            C: RCPT TO:<b@example.com>
            C: DATA
            S: 421 4.3.2 closing
            S: <close>
            = 1 deferred recipient@rcpt 450
            = 2 released relay@rset 421
            = end closing@rset
            """),
        Transcript(
            "421 to QUIT changes nothing",
            """
            to: a@example.com
            S: 220 hi
            C: EHLO client.example
            S: 250 relay.example
            C: MAIL FROM:<news@example.org>
            S: 250 ok
            C: RCPT TO:<a@example.com>
            S: 550 5.1.1 no
            C: QUIT
            S: 421 busy
            = 1 refused recipient@rcpt 550
            = end finished
            """),
        Transcript("a line that is too long", "\(pipelined)S: \(longLine)\n= 1 released session@mail\n= end protocolViolation@mail"),
        Transcript(
            "a reply of too many lines",
            "\(pipelined)S: 250 ok\n\(lines(300, 250, last: false))= 1 released session@rcpt\n= end protocolViolation@rcpt"),
        Transcript(
            "a line that is too long for the dot's reply: nobody knows",
            """
            \(pipelined)S: 250 ok
            S: 250 ok
            S: 354 go
            \(taken)C: MAIL FROM:<news@example.org>
            C: RCPT TO:<b@example.com>
            C: DATA
            S: \(longLine)
            = mark 1
            = 1 uncertain session@dot
            = 2 released session@mail
            = end protocolViolation@dot
            """),
        Transcript("a NUL", "\(pipelined)S: 250 o\\x00k\n= 1 released session@mail\n= end protocolViolation@mail"),
        Transcript("bytes that are no text", "\(pipelined)S: \\xff\\xfe\n= 1 released session@mail\n= end protocolViolation@mail"),
        Transcript("a code of two digits", "\(pipelined)S: 25 ok\n= 1 released session@mail\n= end protocolViolation@mail"),
    ]
}
