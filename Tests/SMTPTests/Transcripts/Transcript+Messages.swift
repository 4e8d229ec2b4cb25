import MailFormat

@testable import SMTP

extension Transcript {
    private static let greeting = """
        S: 220 relay.example ESMTP
        C: EHLO client.example
        S: 250-relay.example
        S: 250 PIPELINING

        """
    private static let plainGreeting = """
        S: 220 relay.example ESMTP
        C: EHLO client.example
        S: 250 relay.example

        """

    /// Messages that go well, or whose trouble is their own.
    static let messages: [Transcript] = [
        Transcript(
            "two messages, pipelined",
            """
            to: alice@example.com, bob@example.com
            \(greeting)C: MAIL FROM:<news@example.org>
            C: RCPT TO:<alice@example.com>
            C: DATA
            S: 250 2.1.0 sender ok
            S: 250 2.1.5 recipient ok
            S: 354 go ahead
            C: Subject: 1
            C:
            C: Hello
            C: ..hidden
            C: .
            C: MAIL FROM:<news@example.org>
            C: RCPT TO:<bob@example.com>
            C: DATA
            S: 250 2.0.0 queued
            S: 250 2.1.0 sender ok
            S: 250 2.1.5 recipient ok
            S: 354 go ahead
            C: Subject: 2
            C:
            C: Hello
            C: ..hidden
            C: .
            S: 250 2.0.0 queued
            C: QUIT
            S: 221 bye
            = mark 1
            = 1 accepted nobody@dot 250
            = mark 2
            = 2 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "two messages, one command at a time",
            """
            to: alice@example.com, bob@example.com
            \(plainGreeting)C: MAIL FROM:<news@example.org>
            S: 250 ok
            C: RCPT TO:<alice@example.com>
            S: 251 will forward
            C: DATA
            S: 354
            C: Subject: 1
            C:
            C: Hello
            C: ..hidden
            C: .
            S: 250 ok
            C: MAIL FROM:<news@example.org>
            S: 250 ok
            C: RCPT TO:<bob@example.com>
            S: 252 cannot verify
            C: DATA
            S: 354 go
            C: Subject: 2
            C:
            C: Hello
            C: ..hidden
            C: .
            S: 250-ok
            S: 250 really
            C: QUIT
            S: <close>
            = mark 1
            = 1 accepted nobody@dot 250
            = mark 2
            = 2 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "recipient refused with DATA: RSET leads the next group",
            """
            to: gone@example.com, bob@example.com
            \(greeting)C: MAIL FROM:<news@example.org>
            C: RCPT TO:<gone@example.com>
            C: DATA
            S: 250 ok
            S: 550 5.1.1 no such user
            S: 554 5.5.1 no valid recipients
            C: RSET
            C: MAIL FROM:<news@example.org>
            C: RCPT TO:<bob@example.com>
            C: DATA
            S: 250 reset
            S: 250 ok
            S: 250 ok
            S: 354 go
            C: Subject: 2
            C:
            C: Hello
            C: ..hidden
            C: .
            S: 250 ok
            C: QUIT
            S: 221 bye
            = 1 refused recipient@rcpt 550
            = mark 2
            = 2 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "recipient refused but DATA taken: a lone dot, RFC 2920 §3.1",
            """
            to: full@example.com, bob@example.com
            \(greeting)C: MAIL FROM:<news@example.org>
            C: RCPT TO:<full@example.com>
            C: DATA
            S: 250 ok
            S: 452 4.2.2 mailbox full
            S: 354 go ahead then
            C: .
            S: 554 5.5.1 no valid recipients
            C: MAIL FROM:<news@example.org>
            C: RCPT TO:<bob@example.com>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 354 go
            C: Subject: 2
            C:
            C: Hello
            C: ..hidden
            C: .
            S: 250 ok
            C: QUIT
            S: 221 bye
            = 1 deferred recipient@rcpt 452
            = mark 2
            = 2 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "recipient refused, one command at a time: RSET before the next",
            """
            to: gone@example.com, bob@example.com
            \(plainGreeting)C: MAIL FROM:<news@example.org>
            S: 250 ok
            C: RCPT TO:<gone@example.com>
            S: 550 5.1.1 no such user
            C: RSET
            S: 250 ok
            C: MAIL FROM:<news@example.org>
            S: 250 ok
            C: RCPT TO:<bob@example.com>
            S: 250 ok
            C: DATA
            S: 354 go
            C: Subject: 2
            C:
            C: Hello
            C: ..hidden
            C: .
            S: 250 ok
            C: QUIT
            S: 221 bye
            = 1 refused recipient@rcpt 550
            = mark 2
            = 2 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "refused and deferred after the dot, and on it goes",
            """
            to: a@example.com, b@example.com, c@example.com
            \(greeting)C: MAIL FROM:<news@example.org>
            C: RCPT TO:<a@example.com>
            C: DATA
            S: 250 ok
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
            S: 554 5.7.1 spam
            S: 250 ok
            S: 250 ok
            S: 354 go
            C: Subject: 2
            C:
            C: Hello
            C: ..hidden
            C: .
            C: MAIL FROM:<news@example.org>
            C: RCPT TO:<c@example.com>
            C: DATA
            S: 451 4.3.0 try later
            S: 250 ok
            S: 250 ok
            S: 354 go
            C: Subject: 3
            C:
            C: Hello
            C: ..hidden
            C: .
            S: 250 ok
            C: QUIT
            S: 221 bye
            = mark 1
            = 1 refused message@dot 554
            = mark 2
            = 2 deferred relay@dot 451
            = mark 3
            = 3 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "quota of one message a connection", relay: relay(quota: 1),
            """
            to: a@example.com, b@example.com
            \(greeting)C: MAIL FROM:<news@example.org>
            C: RCPT TO:<a@example.com>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 354 go
            C: Subject: 1
            C:
            C: Hello
            C: ..hidden
            C: .
            S: 250 ok
            C: QUIT
            S: 221 bye
            = mark 1
            = 1 accepted nobody@dot 250
            = end quota
            """),
        Transcript(
            "vetoed after its 354: closed without the dot", vetoed: [1],
            """
            to: a@example.com, b@example.com
            \(greeting)C: MAIL FROM:<news@example.org>
            C: RCPT TO:<a@example.com>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 354 go
            = mark 1
            = end vetoed
            """),
        Transcript(
            "too big for the relay, 8-bit without 8BITMIME: refused before anything is sent",
            adjust: { message in
                if message.envelope.recipient.localPart == "big" { message.bytes += [UInt8](repeating: 0x61, count: 1000) }
                if message.envelope.recipient.localPart == "eight" { message.is8Bit = true }
                if message.envelope.recipient.localPart == "utf8" { message.needsSMTPUTF8 = true }
                if message.envelope.recipient.localPart == "bare" { message.bytes += Array("a\n.\r\n".utf8) }
            },
            """
            to: big@example.com, eight@example.com, utf8@example.com, bare@example.com, ok@example.com
            S: 220 relay.example ESMTP
            C: EHLO client.example
            S: 250-relay.example
            S: 250-SIZE 500
            S: 250 PIPELINING
            C: MAIL FROM:<news@example.org> SIZE=30
            C: RCPT TO:<ok@example.com>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 354 go
            C: Subject: 5
            C:
            C: Hello
            C: ..hidden
            C: .
            S: 250 ok
            C: QUIT
            S: 221 bye
            = 1 refused message@mail
            = 2 refused message@mail
            = 3 refused message@mail
            = 4 refused us@content
            = mark 5
            = 5 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "every parameter a relay can be given", relay: relay(dsn: true),
            adjust: { message in
                message.is8Bit = true
                message.needsSMTPUTF8 = true
            },
            """
            to: a+b@example.com
            S: 220 relay.example ESMTP
            C: EHLO client.example
            S: 250-relay.example greets client.example
            S: 250-SIZE
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250-DSN
            S: 250-X-UNKNOWN whatever
            S: 250 pipelining
            C: MAIL FROM:<news@example.org> SIZE=30 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=handle1
            C: RCPT TO:<a+b@example.com> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb@example.com
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 354 go
            C: Subject: 1
            C:
            C: Hello
            C: ..hidden
            C: .
            S: 250 ok
            C: QUIT
            S: 221 bye
            = mark 1
            = 1 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "a relay that offers DSN and does not take it: goes on without", relay: relay(dsn: true),
            """
            to: a@example.com, a@example.com
            S: 220 relay.example ESMTP
            C: EHLO client.example
            S: 250-relay.example
            S: 250 DSN
            C: MAIL FROM:<news@example.org> RET=HDRS ENVID=handle1
            S: 555 5.5.4 unsupported parameter
            C: MAIL FROM:<news@example.org>
            S: 250 ok
            C: RCPT TO:<a@example.com>
            S: 250 ok
            C: DATA
            S: 354 go
            C: Subject: 2
            C:
            C: Hello
            C: ..hidden
            C: .
            S: 250 ok
            C: QUIT
            S: 221 bye
            = 1 released session@mail 555
            = mark 2
            = 2 accepted nobody@dot 250
            = end finished
            """),
        Transcript(
            "content without a line end gets one, and only one", adjust: { $0.bytes = Array("Subject: x\r\n\r\n.".utf8) },
            """
            to: a@example.com
            \(plainGreeting)C: MAIL FROM:<news@example.org>
            S: 250 ok
            C: RCPT TO:<a@example.com>
            S: 250 ok
            C: DATA
            S: 354 go
            C: Subject: x
            C:
            C: ..
            C: .
            S: 250 ok
            C: QUIT
            S: 221 bye
            = mark 1
            = 1 accepted nobody@dot 250
            = end finished
            """),
    ]
}
