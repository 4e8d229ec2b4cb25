import MailFormat
import Testing

@testable import Campaigns

struct TemplateProblemsTests {
    private func problems(
        html: String, text: String? = nil, columns: [String] = ["email", "first_name", "plan"], kind: Campaign.Kind = .transactional,
        subject: String = "Hello", defaults: [String: String] = [:], headers: [CustomHeader] = [], files: [String: String] = [:],
        postalAddress: String? = "Acme GmbH", tracking: TrackingSettings? = nil
    ) throws -> [String] {
        var all = files
        all["templates/t/body.html"] = html
        all["templates/t/body.txt"] = text
        let project = try TestProject(all)
        let campaign = try Fixture.campaign(subject: subject, kind: kind, defaults: defaults, headers: headers)
        let template = try MessageTemplate.load(for: campaign, project: project.path)
        return template.problems(columns: columns, sender: try Fixture.sender(postalAddress: postalAddress), tracking: tracking)
            .map { "\($0.severity.rawValue) \($0.rule) \($0)" }
    }

    @Test func `a name nobody provides is found in every branch`() throws {
        let html = """
            <p>{{first_name}} {{frist_name}}</p>
            {{#plan.is.pro}}<p>{{#plann}}x{{/plann}}</p>
              {{>footer}}
            {{/plan.is.pro}}
            {{^plan}}{{uppercased(city)}}{{/plan}}
            """
        #expect(
            try problems(html: html, files: ["templates/partials/footer.html": "\n{{#plan}}{{emial}}{{/plan}}"]) == [
                "error name.unknown templates/t/body.html:1:19: {{frist_name}} is no column, default or built-in; did you mean first_name?",
                "error name.unknown templates/t/body.html:2:20: {{plann}} is no column, default or built-in; did you mean plan?",
                "error name.unknown templates/partials/footer.html:2:10: {{emial}} is no column, default or built-in; did you mean email?",
                "error name.unknown templates/t/body.html:5:10: {{city}} is no column, default or built-in; the columns are: email, first_name, plan",
            ])
    }

    @Test func `names in subject, text and headers are looked at`() throws {
        let found = try problems(
            html: "x", text: "{{txt}}", subject: "{{subj}}", headers: [CustomHeader(name: "X-Id", value: "{{head}}")])
        #expect(
            found.map { String($0.prefix { $0 != ";" }) } == [
                "error name.unknown campaigns/autumn.toml: {{subj}} is no column, default or built-in",
                "error name.unknown campaigns/autumn.toml: {{head}} is no column, default or built-in",
                "error name.unknown templates/t/body.txt:1:1: {{txt}} is no column, default or built-in",
            ])
    }

    @Test func `a default makes a name known`() throws {
        #expect(try problems(html: "{{city}}", defaults: ["city": "Berlin"]) == [])
    }

    @Test(arguments: [
        ("{{uppercase(plan)}}", "error transform.unknown templates/t/body.html:1:1: 'uppercase' is no transform; did you mean uppercased?"),
        (
            "{{.}}",
            "error name.unknown templates/t/body.html:1:1: {{.}} is no column, default or built-in; the columns are: email, first_name, plan"
        ),
        (
            "{{#plan.is.pro}}{{.}}{{/plan.is.pro}}",
            "error name.unknown templates/t/body.html:1:17: {{.}} is no column, default or built-in; the columns are: email, first_name, plan"
        ),
        (
            "{{plna.is.pro}}",
            "error name.unknown templates/t/body.html:1:1: {{plna.is.pro}} is no column, default or built-in; did you mean plan?"
        ),
        (
            "{{view_url}}",
            "error name.unavailable templates/t/body.html:1:1: {{view_url}} has no value; set base_url in [tracking] of mailshot.toml: without a web address there is nothing to view; or write {{#view_url}}…{{/view_url}} around it"
        ),
        (
            "<script>var n = '{{plan}}'</script>",
            "error value.context templates/t/body.html:1:18: {{plan}} stands inside <script>, where a value could become code; put the value into the text or an attribute"
        ),
        (
            "<style>a{color:{{plan}}}</style>",
            "error value.context templates/t/body.html:1:16: {{plan}} stands inside <style>, where a value could become code; put the value into the text or an attribute"
        ),
        (
            "<a onclick=\"f('{{plan}}')\">",
            "error value.context templates/t/body.html:1:16: {{plan}} stands inside the script of 'onclick', where a value could become code; mail readers run no scripts; leave the attribute out"
        ),
        (
            "<a href={{plan}}>",
            "error value.context templates/t/body.html:1:9: {{plan}} stands in a value without quotes, where a value could become code; write href=\"…\""
        ),
        (
            "<td {{plan}}>",
            "error value.context templates/t/body.html:1:5: {{plan}} stands inside a tag but outside an attribute's value, where a value could become code; put it into a quoted value"
        ),
        (
            "{{{plan}}}",
            "warning value.raw templates/t/body.html:1:1: {{{plan}}} puts the list's values into the HTML unescaped; write {{plan}}"
        ),
    ])
    func `one mistake, one diagnostic`(html: String, expected: String) throws {
        #expect(try problems(html: html) == [expected])
    }

    @Test func `a section may ask for a built-in that has no value`() throws {
        #expect(try problems(html: "{{#view_url}}<a href=\"{{view_url}}\">x</a>{{/view_url}}{{^view_url}}-{{/view_url}}") == [])
        #expect(try problems(html: "{{^view_url}}{{view_url}}{{/view_url}}").map { $0.split(separator: " ")[1] } == ["name.unavailable"])
        let project = try TestProject(["templates/t/body.txt": "a{{#view_url}}{{view_url}}{{/view_url}}{{^view_url}}b{{/view_url}}"])
        let campaign = try Fixture.campaign()
        let composer = try Composer(
            campaign: campaign, sender: try Fixture.sender(), template: try MessageTemplate.load(for: campaign, project: project.path),
            keyring: Fixture.key, campaignID: 7, columns: [], project: project.path)
        #expect(String(decoding: try composer.alternatives(for: try Fixture.recipient([])).text, as: UTF8.self) == "ab")
    }

    @Test func `a test inside a section has a word of ASCII`() throws {
        #expect(try problems(html: "{{#plan}}{{#is.größe}}x{{/is.größe}}{{/plan}}").map { $0.split(separator: " ")[1] } == ["name.unknown"])
        #expect(try problems(html: "{{#plan.is.größe}}x{{/plan.is.größe}}") == [])
    }

    @Test(arguments: [
        "<td {{#plan.is.pro}}class=\"a\"{{/plan.is.pro}}>", "<script>a</script>{{plan}}", "<p title=\"{{plan}}\" id='{{plan}}'>",
        "<!--[if mso]><a href=\"{{plan}}\"><![endif]-->", "<title>{{plan}}</title>", "{{#plan}}{{.}}{{#is.x}}{{/is.x}}{{/plan}}",
        "{{{unsubscribe_url}}}",
    ])
    func `what is harmless is let alone`(html: String) throws {
        #expect(try problems(html: html) == [])
    }

    @Test func `marketing mail needs a way out and an address`() throws {
        #expect(
            try problems(html: "x", kind: .marketing).map { $0.split(separator: " ")[1] } == [
                "marketing.unsubscribe", "marketing.postal_address",
            ])
        #expect(try problems(html: "<a href=\"{{unsubscribe_url}}\">out</a> {{sender.postal_address}}", kind: .marketing) == [])
        #expect(try problems(html: "<a href=\"{{unsubscribe_url}}\">out</a> Acme GmbH", kind: .marketing) == [])
        #expect(
            try problems(html: "{{unsubscribe_url}} {{sender.postal_address}}", kind: .marketing, postalAddress: nil).map {
                $0.split(separator: " ")[1]
            }
                == ["name.unavailable"])
        #expect(
            try problems(html: "{{unsubscribe_url}} Acme GmbH", text: "x", kind: .marketing) == [
                "warning marketing.unsubscribe templates/t/body.txt: readers of the plain text find no link to unsubscribe; add {{unsubscribe_url}}"
            ])
        let hidden = "{{unsubscribe_url}} {{#sender.postal_address}}{{sender.postal_address}}{{/sender.postal_address}}"
        #expect(try problems(html: hidden, kind: .marketing) == [])
        #expect(
            try problems(html: hidden, kind: .marketing, postalAddress: nil).map { $0.split(separator: " ")[1] } == [
                "marketing.postal_address"
            ])
    }

    @Test(arguments: [
        "Bcc", "from", "Content-Type", "Received", "DKIM-Signature", "List-Unsubscribe", "MIME-Version", "Resent-To", "Return-Path",
    ])
    func `headers that are not the campaign's to set are refused`(name: String) throws {
        let found = try problems(html: "x", headers: [CustomHeader(name: name, value: "y")])
        #expect(found.count == 1 && found[0].hasPrefix("error header.reserved campaigns/autumn.toml: the header '\(name)' "))
    }

    @Test(arguments: ["X-Campaign", "Precedence", "List-Help", "Organization"])
    func `other headers are the campaign's`(name: String) throws {
        #expect(try problems(html: "x", headers: [CustomHeader(name: name, value: "y")]) == [])
    }

    @Test func `a header that cannot be written is refused before anything is sent`() throws {
        let headers = [
            CustomHeader(name: "X Y", value: "1"), CustomHeader(name: "List-Help", value: "a"), CustomHeader(name: "list-help", value: "b"),
        ]
        let found = try problems(html: "x", headers: headers).map { String($0.prefix { $0 != ";" }) }
        #expect(
            found == [
                "error header.invalid campaigns/autumn.toml: the header 'X Y': \(HeaderProblem.name("X Y"))",
                "error header.invalid campaigns/autumn.toml: the header 'list-help': a second list-help field",
            ])
        #expect(
            try problems(html: "x", subject: "a\nb").map { String($0.prefix { $0 != ";" }) } == [
                "error header.invalid campaigns/autumn.toml: a line break or control character in 'subject'"
            ])
    }

    @Test func `an image that is shown must be attached`() throws {
        let project = try TestProject(["templates/t/body.html": "<img src=\"cid:logo@a\"><td background='cid:back'>"])
        let attachments = ["logo@b", "back"].map { Campaigns.Attachment(path: $0, name: $0, mediaType: "image/png", contentID: $0) }
        let template = try MessageTemplate.load(for: try Fixture.campaign(attachments: attachments), project: project.path)
        let found = template.problems(columns: [], sender: try Fixture.sender())
        #expect(
            found.map(\.description) == [
                "templates/t/body.html: shows cid:logo@a, which is not attached; did you mean cid:logo@b?",
                #"campaigns/autumn.toml: the inline image 'logo@b' is shown nowhere; show it with <img src="cid:logo@b">, or attach it as a file"#,
            ])
    }

    @Test func `a column behind a built-in is mentioned`() throws {
        let found = try problems(html: "x", columns: ["email", "today"])
        #expect(found == ["warning name.shadowed list.csv: the column 'today' is hidden by the built-in {{today}}; rename the column"])
    }

    @Test func `names are listed with their places`() throws {
        let project = try TestProject(["templates/t/body.html": "{{a}}\n {{#b}}{{uppercased(c)}}{{/b}}"])
        let template = try MessageTemplate.load(for: try Fixture.campaign(), project: project.path)
        #expect(
            template.names.map { "\($0.name) \($0.file):\($0.line ?? 0):\($0.column ?? 0)" } == [
                "a templates/t/body.html:1:1", "b templates/t/body.html:2:2", "c templates/t/body.html:2:8",
            ])
    }
}
