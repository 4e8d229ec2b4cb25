/// Mails of the kinds that come back, in our own words.
enum Sample {
    static let all = [
        notification, success, complaint, qmail, exim, postfix, delay, person, answer, vacation, unsubscribe, passedOn, event,
    ]

    private static let original = "From: news@example.org\nTo: ann@example.com\nSubject: News\nMessage-ID: <1@example.org>\n"

    private static func daemon(_ subject: String, _ type: String, _ body: String) -> [UInt8] {
        Array(
            "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nTo: bounces@example.org\nSubject: \(subject)\nMIME-Version: 1.0\nContent-Type: \(type)\n\n\(body)"
                .utf8)
    }

    private static func report(_ kind: String, _ words: String, _ fields: String) -> [UInt8] {
        daemon(
            "Delivery report", "multipart/report; report-type=\(kind); boundary=\"x=y\"",
            "--x=y\nContent-Type: text/plain\n\n\(words)\n--x=y\nContent-Type: message/\(kind)\n\n\(fields)\n--x=y\nContent-Type: message/rfc822\n\n\(original)\n--x=y--\n"
        )
    }

    static let notification = report(
        "delivery-status", "Two of your letters are in trouble.",
        """
        Reporting-MTA: dns; mx.example.org

        Final-Recipient: rfc822; ann@example.com
        Action: failed
        Status: 5.0.0
        Diagnostic-Code: smtp; 550 5.1.1
          no such user

        Final-Recipient: RFC822;bob@example.com
        Action: delayed
        Status: 4.2.2 (over quota)

        """)
    static let success = report(
        "delivery-status", "It went on.",
        "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; ann@example.com\nAction: relayed\nStatus: 2.0.0\n")
    static let complaint = report("feedback-report", "She did not like it.", "Feedback-Type: abuse\nUser-Agent: Loop/1\nVersion: 1\n")

    static let qmail = daemon(
        "failure notice", "text/plain",
        "Hello from the mailer at mx.example.org. I wasn't able to deliver your message.\n\n<ann@example.com>:\nno mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
            + original)
    static let exim = daemon(
        "Mail delivery failed", "text/plain",
        "A letter of yours could not be delivered to:\n\n  ann@example.com\n    mx.example.com after RCPT TO:<ann@example.com>:\n    552 5.2.2 mailbox full\n\n------ This is a copy of the message. ------\n\n"
            + original)
    static let postfix = daemon(
        "Undelivered Mail Returned to Sender", "text/plain",
        "This is the mail system at host mx.example.org.\n\n<ann@example.com>: host mx.example.com[192.0.2.1] said:\n    554 5.7.1 looks like spam (in reply to end of DATA command)\n"
    )
    static let delay = daemon(
        "Warning: message delayed", "text/plain",
        "Your letter could not be delivered so far. It will be retried for 3 days; you do not need to resend it.\n\n  ann@example.com\n    connection timed out\n"
    )

    static let person = Array(
        "From: Ann <ann@example.com>\nTo: hello@example.org\nSubject: Re: News\n\nThe parcel could not be delivered, mailbox full, said the postman.\n"
            .utf8)
    static let answer = Array(
        "From: Ann <ann@example.com>\nTo: hello@example.org\nSubject: Re: undelivered mail\nIn-Reply-To: <1@example.org>\n\nYou say that it could not be delivered to bob@example.com. He moved.\n"
            .utf8)
    static let vacation = Array(
        "From: Ann <ann@example.com>\nTo: hello@example.org\nSubject: Away\nAuto-Submitted: auto-replied (vacation)\n\nI am at the sea.\n"
            .utf8)
    static let unsubscribe = Array("From: ann@example.com\nTo: u@example.org\nSubject: unsubscribe\n\n".utf8)

    static let passedOn = daemon(
        "Returned mail", "multipart/mixed; boundary=out",
        "--out\nContent-Type: text/plain\n\nSee below.\n--out\nContent-Type: message/rfc822\n\n\(String(decoding: notification, as: UTF8.self))\n--out--\n"
    )
    static let event = Array(
        """
        From: no-reply@sns.example.com
        Subject: Notification

        {"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"ann@example.com",
        "action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 no such user"}]}}
        --
        Leave this topic: https://example.com/leave
        """.utf8)
    static let html = daemon(
        "Undeliverable: News", "text/html",
        "<html><body><p>Your message to <b>ann@example.com</b> couldn&#39;t be delivered.</p><p>550 5.1.1 no such user &lt;at all&gt;</p></body></html>"
    )
}
