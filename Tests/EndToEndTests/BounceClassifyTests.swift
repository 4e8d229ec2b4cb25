import Testing

/// `bounces classify` as scripts use it.
@Suite struct BounceClassifyTests {
    static let report = """
        From: MAILER-DAEMON@relay.example.net
        To: bounces@example.com
        Subject: Your message could not be handed over
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain

        We tried, and the other side knows nobody of that name.

        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.example.net

        Final-Recipient: rfc822; gone@example.org
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 No mailbox of that name

        --b1--

        """

    @Test func `a report of a missing mailbox is hard and the recipient's`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write(Self.report, to: "gone.eml")
            try tool.write("From: ann@example.org\nSubject: Lunch?\n\nAt noon?\n", to: "lunch.eml")
            let run = try tool.run("bounces", "classify", "--format", "ndjson", "gone.eml", "lunch.eml")
            #expect(run.status == 0, "\(run.error)")
            let found = try run.objects()
            #expect(found.count == 2)
            let bounce = try #require(found.first)
            #expect(bounce["file"] as? String == "gone.eml")
            #expect(bounce["recipient"] as? String == "gone@example.org")
            #expect(bounce["status"] as? String == "5.1.1")
            #expect(bounce["action"] as? String == "failed")
            #expect(bounce["type"] as? String == "hard")
            #expect(bounce["fault"] as? String == "recipient")
            #expect(bounce["category"] as? String == "invalid_recipient")
            #expect(found.last?["type"] as? String == "none")
        }
    }
}
