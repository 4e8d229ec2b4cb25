import MailFormat
import Testing

@testable import Campaigns

/// Whole messages, octet for octet. The goldens are written with LF.
struct ComposerTests {
    static let handle = "aaaaaaaabklcdzmumq5akvs4i2"

    private func composer(
        _ files: [String: String], campaign: Campaign, tracking: TrackingSettings? = nil, columns: [String] = ["first_name", "order"],
        allow8Bit: Bool = false, sender: Sender? = nil
    ) throws -> Composer {
        let project = try TestProject(files)
        let template = try MessageTemplate.load(for: campaign, project: project.path)
        return try Composer(
            campaign: campaign, sender: try sender ?? Fixture.sender(), tracking: tracking, template: template, keyring: Fixture.key,
            campaignID: 7, columns: columns, project: project.path, allow8Bit: allow8Bit)
    }

    private func text(_ message: OutgoingMessage) -> String {
        String(decoding: message.bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    }

    @Test func `a receipt`() throws {
        let composer = try composer(
            ["templates/t/body.html": "<p>Hello {{first_name}}</p>\n", "templates/t/body.txt": "Hello {{first_name}}\n"],
            campaign: try Fixture.campaign(subject: "Your order {{order}}"))
        let message = try composer.compose(try Fixture.recipient(["Anna", "A-17"]))
        #expect(
            text(message) == """
                From: Acme News <news@example.com>
                To: anna@example.org
                Subject: Your order A-17
                Date: Tue, 24 Nov 2026 09:00:00 +0000
                Message-ID: <\(Self.handle)@example.com>
                Auto-Submitted: auto-generated
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary="=_a_\(Self.handle)"
                Content-Transfer-Encoding: 7bit

                --=_a_\(Self.handle)
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 7bit

                Hello Anna
                --=_a_\(Self.handle)
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: 7bit

                <p>Hello Anna</p>
                --=_a_\(Self.handle)--

                """)
        #expect(message.envelope.reversePath == .address(try EmailAddress("bounces+\(Self.handle)@bounces.example.com")))
        #expect(message.envelope.recipient == (try EmailAddress("anna@example.org")))
        #expect(message.envelope.envelopeID == Self.handle)
        #expect(!message.is8Bit && !message.needsSMTPUTF8)
        #expect(!message.bytes.contains(0x0A) || zip(message.bytes, message.bytes.dropFirst()).allSatisfy { $1 != 0x0A || $0 == 0x0D })
    }

    @Test func `a newsletter with everything that is followed`() throws {
        let html = """
            <!DOCTYPE html>
            <html><body>
            <h1>Grüße, {{first_name}}</h1>
            <p><a href="https://shop.example/?c={{order}}">Shop</a> <a href="{{unsubscribe_url}}">Out</a></p>
            <p>{{sender.postal_address}}</p>
            </body></html>

            """
        var campaign = try Fixture.campaign(subject: "Grüße, {{first_name}}", preheader: "Nur für {{first_name}}", kind: .marketing)
        campaign.replyTo = Mailbox(name: "Jörg", address: try EmailAddress("joerg@example.com"))
        campaign.headers = [CustomHeader(name: "X-Order", value: "{{order}}")]
        let composer = try composer(
            ["templates/t/body.html": html], campaign: campaign,
            tracking: TrackingSettings(baseURL: "https://t.example.com", opens: true, clicks: true))
        let message = try composer.compose(try Fixture.recipient(["Zoë", "A&1"]))
        #expect(
            text(message) == """
                From: Acme News <news@example.com>
                To: anna@example.org
                Subject: =?utf-8?b?R3LDvMOfZSwgWm/Dqw==?=
                Date: Tue, 24 Nov 2026 09:00:00 +0000
                Message-ID: <\(Self.handle)@example.com>
                Reply-To: =?utf-8?b?SsO2cmc=?= <joerg@example.com>
                List-Unsubscribe: <https://t.example.com/u/\(Self.handle)>
                List-Unsubscribe-Post: List-Unsubscribe=One-Click
                List-ID: <news.example.com>
                Feedback-ID: autumn:marketing:mailshot:example-com
                X-Order: A&1
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary="=_a_\(Self.handle)"
                Content-Transfer-Encoding: 7bit

                --=_a_\(Self.handle)
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Gr=C3=BC=C3=9Fe, Zo=C3=AB
                *****************

                Shop [1] Out [2]

                Acme GmbH, Hauptstr. 1, 10115 Berlin

                [1] https://shop.example/?c=3DA%261
                [2] https://t.example.com/u/\(Self.handle)
                --=_a_\(Self.handle)
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                <!DOCTYPE html>
                <html><body><div style=3D"display:none;font-size:1px;line-height:1px;max-he=
                ight:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all">Nur f=C3=BCr Zo=
                =C3=AB</div>
                <h1>Gr=C3=BC=C3=9Fe, Zo=C3=AB</h1>
                <p><a href=3D"https://t.example.com/c/\(Self.handle)/0">Shop</a=
                > <a href=3D"https://t.example.com/u/\(Self.handle)">Out</a></p=
                >
                <p>Acme GmbH, Hauptstr. 1, 10115 Berlin</p>
                <img src=3D"https://t.example.com/o/\(Self.handle).gif" width=
                =3D"1" height=3D"1" alt=3D"" style=3D"border:0"></body></html>
                --=_a_\(Self.handle)--

                """)
        #expect(composer.links.links == [LinkTable.Link(index: 0, url: "https://shop.example/?c={{order}}")])
        #expect(try composer.destination(ofLink: 0, for: try Fixture.recipient(["Zoë", "A&1"])) == "https://shop.example/?c=A%261")
        #expect(try composer.destination(ofLink: 1, for: try Fixture.recipient(["Zoë", "A&1"])) == nil)
    }

    @Test func `images inside and files beside`() throws {
        var campaign = try Fixture.campaign()
        campaign.attachments = [
            Campaigns.Attachment(path: "logo.png", name: "logo.png", mediaType: "image/png", contentID: "logo@example.com"),
            Campaigns.Attachment(path: "plan.pdf", name: "Plan für Köln.pdf", mediaType: "application/pdf"),
        ]
        let composer = try composer(
            [
                "templates/t/body.html": "<img src=\"cid:logo@example.com\" alt=\"\">x", "templates/t/body.txt": "x", "logo.png": "PNG",
                "plan.pdf": "PDF",
            ], campaign: campaign)
        let message = text(try composer.compose(try Fixture.recipient(["Anna", "1"])))
        let body = message.split(separator: "MIME-Version: 1.0\n")[1]
        #expect(
            body == """
                Content-Type: multipart/mixed; boundary="=_m_\(Self.handle)"
                Content-Transfer-Encoding: 7bit

                --=_m_\(Self.handle)
                Content-Type: multipart/alternative; boundary="=_a_\(Self.handle)"
                Content-Transfer-Encoding: 7bit

                --=_a_\(Self.handle)
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 7bit

                x
                --=_a_\(Self.handle)
                Content-Type: multipart/related; type="text/html";
                 boundary="=_r_\(Self.handle)"
                Content-Transfer-Encoding: 7bit

                --=_r_\(Self.handle)
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: 7bit

                <img src="cid:logo@example.com" alt="">x
                --=_r_\(Self.handle)
                Content-Type: image/png
                Content-Transfer-Encoding: base64
                Content-Disposition: inline; filename=logo.png
                Content-ID: <logo@example.com>

                UE5H
                --=_r_\(Self.handle)--
                --=_a_\(Self.handle)--
                --=_m_\(Self.handle)
                Content-Type: application/pdf; name="Plan f_r K_ln.pdf"
                Content-Transfer-Encoding: base64
                Content-Disposition: attachment;
                 filename*=utf-8''Plan%20f%C3%BCr%20K%C3%B6ln.pdf

                UERG
                --=_m_\(Self.handle)--

                """)
    }

    @Test func `a preview has the words without their encodings`() throws {
        let composer = try composer(
            ["templates/t/body.html": "<p>Grüße, {{first_name}}</p>"], campaign: try Fixture.campaign(preheader: "Neu, {{first_name}}"))
        let shown = try composer.alternatives(for: try Fixture.recipient(["Zoë & Co", "1"]))
        #expect(String(decoding: shown.text, as: UTF8.self) == "Grüße, Zoë & Co\n")
        let hidden = HTMLInsertion.preheaderStart + "Neu, Zoë &amp; Co" + HTMLInsertion.preheaderEnd
        #expect(String(decoding: shown.html ?? [], as: UTF8.self) == hidden + "<p>Grüße, Zoë &amp; Co</p>")
    }

    @Test func `a link is counted inside a section, and only there`() throws {
        let composer = try composer(
            [
                "templates/t/body.txt": "x",
                "templates/t/body.html":
                    "{{#first_name}}<a href=\"https://a.example/{{order}}\">{{.}}</a>{{/first_name}}{{^order}}-{{/order}}",
            ], campaign: try Fixture.campaign(), tracking: TrackingSettings(baseURL: "https://t.example.com", clicks: true))
        func html(_ fields: [String]) throws -> String {
            String(decoding: try composer.alternatives(for: try Fixture.recipient(fields)).html ?? [], as: UTF8.self)
        }
        #expect(try html(["Anna", "7"]) == "<a href=\"https://t.example.com/c/\(Self.handle)/0\">Anna</a>")
        #expect(try html(["", ""]) == "-")
        #expect(try composer.destination(ofLink: 0, for: try Fixture.recipient(["Anna", "a/b c"])) == "https://a.example/a/b%20c")
    }

    @Test func `an address beyond ASCII asks for SMTPUTF8`() throws {
        let composer = try composer(["templates/t/body.txt": "x"], campaign: try Fixture.campaign())
        #expect(try composer.compose(try Fixture.recipient(["", ""], email: "jörg@example.org")).needsSMTPUTF8)
        #expect(try composer.compose(try Fixture.recipient(["", ""], email: "joerg@exämple.org")).needsSMTPUTF8 == false)
    }

    @Test(
        arguments: [
            ("jörg@example.com", nil, true), ("news@example.com", "jörg@example.com", true),
            ("Jörg <news@exämple.com>", "Jörg <a@b.example>", false),
        ] as [(String, String?, Bool)])
    func `so does one in From or Reply-To; a name or a domain does not`(from: String, replyTo: String?, needs: Bool) throws {
        var campaign = try Fixture.campaign()
        campaign.from = try Mailbox(parsing: from)
        campaign.replyTo = try replyTo.map { try Mailbox(parsing: $0) }
        let composer = try composer(["templates/t/body.txt": "x"], campaign: campaign)
        #expect(try composer.compose(try Fixture.recipient(["", ""])).needsSMTPUTF8 == needs)
    }

    @Test func `a value that would fill the memory is stopped`() throws {
        let composer = try composer(
            ["templates/t/body.txt": String(repeating: "{{first_name}}", count: 60_000)], campaign: try Fixture.campaign())
        #expect {
            try composer.compose(try Fixture.recipient([String(repeating: "x", count: 1 << 20), ""]))
        } throws: { error in
            if case .tooLarge(let size)? = (error as? ComposeProblem)?.reason { size < 30 << 20 } else { false }
        }
    }

    @Test func `text alone needs no multipart`() throws {
        let composer = try composer(["templates/t/body.txt": "Grüße\n"], campaign: try Fixture.campaign())
        let message = text(try composer.compose(try Fixture.recipient(["Anna", "1"])))
        #expect(
            message.hasSuffix(
                "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LDvMOfZQ0K\n"))
    }

    @Test func `eight bits only where they are allowed`() throws {
        let files = ["templates/t/body.txt": "Ein Gruß aus München, wie immer mit freundlichen Worten.\n"]
        let seven = try composer(files, campaign: try Fixture.campaign()).compose(try Fixture.recipient(["Anna", "1"]))
        let eight = try composer(files, campaign: try Fixture.campaign(), allow8Bit: true).compose(try Fixture.recipient(["Anna", "1"]))
        #expect(!seven.is8Bit && seven.bytes.allSatisfy { $0 < 0x80 })
        #expect(eight.is8Bit && text(eight).contains("8bit\n\nEin Gruß aus München"))
    }

    @Test func `without a web address people leave by mail`() throws {
        let files = ["templates/t/body.html": "<a href=\"{{unsubscribe_url}}\">Out</a> {{sender.postal_address}}"]
        let plain = text(try composer(files, campaign: try Fixture.campaign(kind: .marketing)).compose(try Fixture.recipient(["", ""])))
        #expect(plain.contains("\nList-Unsubscribe:\n <mailto:bounces@bounces.example.com?subject=unsubscribe-\(Self.handle)>\nList-ID:"))
        #expect(plain.contains("<a href=\"mailto:bounces@bounces.example.com?subject=unsubscribe-\(Self.handle)\">Out</a>"))
        #expect(!plain.contains("One-Click"))
        var sender = try Fixture.sender()
        sender.unsubscribeMailbox = try EmailAddress("leave@example.com")
        let both = try composer(
            files, campaign: try Fixture.campaign(kind: .marketing), tracking: TrackingSettings(baseURL: "https://t.example.com/"),
            sender: sender
        ).compose(try Fixture.recipient(["", ""]))
        #expect(
            text(both).contains(
                """
                List-Unsubscribe: <https://t.example.com/u/\(Self.handle)>,
                 <mailto:leave@example.com?subject=unsubscribe-\(Self.handle)>
                List-Unsubscribe-Post: List-Unsubscribe=One-Click
                """))
    }

    @Test func `the same row gives the same bytes on every thread`() async throws {
        let composer = try composer(
            ["templates/t/body.html": "{{#first_name}}<p>{{.}} {{order}}</p>{{/first_name}}"], campaign: try Fixture.campaign())
        let recipient = try Fixture.recipient(["Anna", "A-17"])
        let expected = try composer.compose(recipient)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<50 where try composer.compose(recipient) != expected { return false }
                    return true
                }
            }
            for try await isSame in group { #expect(isSame) }
        }
    }

    @Test(arguments: [
        (
            ["Anna\r\nBcc: x@example.net", "1"],
            ComposeProblem(.header(.control(13)), name: "first_name", usedAt: "campaigns/autumn.toml", line: 7)
        ),
        (["Anna\0", "1"], ComposeProblem(.header(.control(0)), name: "first_name", usedAt: "campaigns/autumn.toml", line: 7)),
        (["", "1"], ComposeProblem(.noValue, name: "first_name", usedAt: "campaigns/autumn.toml", line: 7)),
        (
            ["Anna", "javascript:alert(1)"],
            ComposeProblem(.scheme("javascript:"), name: "order", usedAt: "templates/t/body.html:1", line: 7)
        ),
    ])
    func `a bad row is refused, not repaired`(fields: [String], expected: ComposeProblem) throws {
        let composer = try composer(
            ["templates/t/body.html": "<a href=\"{{order}}\">x</a>"], campaign: try Fixture.campaign(subject: "Hi {{first_name}}"))
        #expect(throws: expected) { try composer.compose(try Fixture.recipient(fields)) }
    }

    @Test func `a value that looks like the message's own boundary is refused`() throws {
        let composer = try composer(
            ["templates/t/body.txt": "{{first_name}}", "templates/t/body.html": "x"], campaign: try Fixture.campaign())
        let boundary = "=_a_\(Self.handle)"
        #expect(throws: ComposeProblem(.body(.boundaryOccurs(boundary)), name: "body", line: 7)) {
            try composer.compose(try Fixture.recipient(["a\n--\(boundary)--\nContent-Type: text/html", "1"]))
        }
    }

    @Test func `a subject without anything in it is refused`() throws {
        let composer = try composer(["templates/t/body.txt": "x"], campaign: try Fixture.campaign(subject: " {{optional(first_name)}} "))
        #expect(throws: ComposeProblem(.emptySubject, name: "subject", line: 7)) { try composer.compose(try Fixture.recipient(["", "1"])) }
    }

    @Test func `a problem says what, where and the fix`() {
        let problem = ComposeProblem(.noValue, name: "first_name", usedAt: "templates/t/body.html:4", line: 118)
        #expect(
            problem.diagnostic(file: "lists/customers.csv").description
                == "lists/customers.csv:118: no value for 'first_name', used at templates/t/body.html:4; fill it in, give it a default in [defaults], or write {{optional(first_name)}}"
        )
    }

    @Test func `a template with errors makes no composer`() throws {
        #expect { try composer(["templates/t/body.html": "{{nme}}"], campaign: try Fixture.campaign(), columns: ["name"]) } throws: {
            error in
            guard case .invalid(let found)? = error as? CampaignError else { return false }
            return found.map(\.rule) == ["name.unknown"]
        }
    }

    @Test(arguments: [
        ("../x.pdf", "../x.pdf: lies outside the project folder; copy it into the project and name it without '..' or a leading '/'"),
        ("/etc/passwd", "/etc/passwd: lies outside the project folder; copy it into the project and name it without '..' or a leading '/'"),
        ("none.pdf", "none.pdf: no such file"), ("templates", "templates: is no regular file"),
    ])
    func `attachments come from the project`(path: String, expected: String) throws {
        let attachment = Campaigns.Attachment(path: path, name: "x.pdf", mediaType: "application/pdf")
        #expect { try composer(["templates/t/body.txt": "x"], campaign: try Fixture.campaign(attachments: [attachment])) } throws: {
            "\($0)" == expected
        }
    }
}
