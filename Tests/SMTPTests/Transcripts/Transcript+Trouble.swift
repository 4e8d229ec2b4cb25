extension Transcript {
    private static let opened = """
        to: a@example.com, b@example.com
        S: 220 relay.example ESMTP
        C: EHLO client.example
        S: 250-relay.example
        S: 250 PIPELINING
        C: MAIL FROM:<news@example.org>
        C: RCPT TO:<a@example.com>
        C: DATA

        """
    private static let underWay = """
        \(opened)S: 250 ok
        S: 250 ok
        S: 354 go
        C: Subject: 1
        C:
        C: Hello
        C: ..hidden
        C: .
        C: MAIL FROM:<news@example.org>
        C: RCPT TO:<b@example.com>
        C: DATA

        """

    /// Relays that refuse, close, or lose their place.
    static let trouble: [Transcript] = [
        Transcript("greeting 554", "to: a@example.com\nS: 554 no\n= end refused@greeting"),
        Transcript("greeting 421", "to: a@example.com\nS: 421 busy\n= end closing@greeting"),
        Transcript("no greeting", "to: a@example.com\nS: <close>\n= end lost@greeting"),
        Transcript("an SSH server", "to: a@example.com\nS: SSH-2.0-OpenSSH_9.2\n= end protocolViolation@greeting"),
        Transcript("a TLS alert, which never ends its line", "to: a@example.com\nS: \\x15\\x03\\x01<-|\n= end protocolViolation@greeting"),
        Transcript("an empty line", "to: a@example.com\nS: \n= end protocolViolation@greeting"),
        Transcript(
            "EHLO unknown, HELO taken",
            """
            to: a@example.com
            S: 220 old
            C: EHLO client.example
            S: 502 what
            C: HELO client.example
            S: 250 hello
            C: MAIL FROM:<news@example.org>
            S: 250 ok
            C: RCPT TO:<a@example.com>
            S: 550 no
            C: QUIT
            S: 221 bye
            = 1 refused recipient@rcpt 550
            = end finished
            """),
        Transcript(
            "MAIL refused: the relay's matter, and the session's end",
            """
            \(opened)S: 550 5.7.1 sender not allowed
            S: 503 no MAIL
            S: 503 no RCPT
            C: QUIT
            S: 221 bye
            = 1 released relay@mail 550
            = end refused@mail
            """),
        Transcript(
            "relaying denied costs no recipient",
            """
            \(opened)S: 250 ok
            S: 554 5.7.1 <a@example.com>: Relay access denied
            S: 554 5.5.1 no valid recipients
            C: QUIT
            S: 221 bye
            = 1 released relay@rcpt 554
            = end refused@rcpt
            """),
        Transcript(
            "DATA answered 250",
            "\(opened)S: 250 ok\nS: 250 ok\nS: 250 ok\n= 1 released session@data\n= end protocolViolation@data"),
        Transcript("RCPT answered 354", "\(opened)S: 250 ok\nS: 354 ok\n= 1 released session@rcpt\n= end protocolViolation@rcpt"),
        Transcript("code out of range", "\(opened)S: 650 ok\n= 1 released session@mail\n= end protocolViolation@mail"),
        Transcript(
            "421 to MAIL, then closed",
            "\(opened)S: 421 4.3.2 shutting down\nS: <close>\n= 1 released relay@mail 421\n= end closing@mail"),
        Transcript(
            "lost after a definite no: the no stands",
            "\(opened)S: 250 ok\nS: 550 5.1.1 no such user\nS: <close>\n= 1 refused recipient@rcpt 550\n= end lost@data"),
        Transcript(
            "421 to the dot is a definite no for it, and none for the next",
            """
            \(underWay)S: 421 4.3.2 shutting down
            S: <close>
            = mark 1
            = 1 deferred relay@dot 421
            = 2 released session@mail
            = end closing@dot
            """),
        Transcript(
            "lost after the dot: uncertain, and the next was not sent",
            "\(underWay)S: <close>\n= mark 1\n= 1 uncertain session@dot\n= 2 released session@mail\n= end lost@dot"),
        Transcript(
            "accepted, then lost",
            "\(underWay)S: 250 ok\nS: <close>\n= mark 1\n= 1 accepted nobody@dot 250\n= 2 released session@mail\n= end lost@mail"
        ),
        Transcript(
            "garbage for the dot's reply",
            "\(underWay)S: what?\n= mark 1\n= 1 uncertain session@dot\n= 2 released session@mail\n= end protocolViolation@dot"),
        Transcript(
            "354 for the dot's reply",
            "\(underWay)S: 354 more\n= mark 1\n= 1 uncertain session@dot\n= 2 released session@mail\n= end protocolViolation@dot"),
        Transcript(
            "RSET refused",
            """
            \(opened)S: 250 ok
            S: 450 4.2.0 greylisted
            S: 554 no recipients
            C: RSET
            C: MAIL FROM:<news@example.org>
            C: RCPT TO:<b@example.com>
            C: DATA
            S: 500 what
            = 1 deferred recipient@rcpt 450
            = 2 released session@rset
            = end refused@rset
            """),
    ]

    /// What only a driver that takes a turn between reading and clearing can show: bytes behind the 354 in the same segment.
    static let stray: [Transcript] = [
        Transcript(
            "two replies to RCPT, and the 354 behind them in one segment",
            "\(opened)S: 250 ok\nS: 250 ok\nS: 250 ok\nS: 354 go\n= 1 released session@data\n= end protocolViolation@data"),
        Transcript(
            "a stray 250 behind the 354",
            "\(opened)S: 250 ok\nS: 250 ok\nS: 354 go\nS: 250 early\n= mark 1\n= 1 released session@content\n= end protocolViolation@content"
        ),
        Transcript(
            "half a line behind the 354",
            "\(opened)S: 250 ok\nS: 250 ok\nS: 354 go\nS: 25<-|\n= mark 1\n= 1 released session@content\n= end protocolViolation@content"),
        Transcript(
            "550 behind the 354: refused before the content",
            "\(opened)S: 250 ok\nS: 250 ok\nS: 354 go\nS: 550 5.7.1 no\n= mark 1\n= 1 refused message@content 550\n= end closing@content"),
        Transcript(
            "421 behind the 354",
            "\(opened)S: 250 ok\nS: 250 ok\nS: 354 go\nS: 421 idle too long\n= mark 1\n= 1 released relay@content 421\n= end closing@content"
        ),
    ]
}
