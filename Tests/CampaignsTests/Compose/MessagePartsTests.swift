import Foundation
import MailFormat
import Testing

@testable import Campaigns

/// Files for one recipient, calendars, flowed text: read back from whole messages.
struct MessagePartsTests {
    private static let calendar = """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Acme//Party//EN
        METHOD:REQUEST
        BEGIN:VEVENT
        UID:party-2026@example.com
        DTSTAMP:20261124T090000Z
        DTSTART:20261224T180000Z
        SUMMARY:Party for {{first_name}}
        ATTENDEE;RSVP=TRUE:mailto:{{email}}
        END:VEVENT
        END:VCALENDAR

        """

    private func compose(
        _ files: [String: String], row: [String] = ["anna@example.org", "Anna, B", ""], change: (inout Campaign) -> Void = { _ in }
    ) throws -> ReadMessage {
        let project = try TestProject(files)
        var campaign = try Fixture.campaign()
        change(&campaign)
        let composer = try Composer(
            campaign: campaign, sender: try Fixture.sender(), template: try MessageTemplate.load(for: campaign, project: project.path),
            keyring: Fixture.key, campaignID: 7, columns: ["email", "first_name", "invoice"], project: project.path)
        let recipient = try Fixture.recipient(row)
        try composer.check(recipient)
        return ReadMessage(try composer.compose(recipient).bytes[...])
    }

    private static let body = ["templates/t/body.html": "<p>Hello {{first_name}}</p>"]

    @Test func `an invitation is the last alternative, and its method stands in the type`() throws {
        let message = try compose(Self.body.merging(["templates/t/calendar.ics": Self.calendar]) { $1 })
        #expect(message.parts.map(\.type.mediaType) == ["text/plain", "text/html", "text/calendar"])
        let part = try #require(message.parts.last)
        #expect(part.type.parameters["method"] == "REQUEST" && part.type.parameters["charset"] == "utf-8")
        let text = String(decoding: part.body, as: UTF8.self)
        #expect(text.contains("\r\nSUMMARY:Party for Anna\\, B\r\n") && text.contains("mailto:anna@example.org\r\n"))
        #expect(text.hasPrefix("BEGIN:VCALENDAR\r\n") && text.hasSuffix("END:VCALENDAR\r\n"))
    }

    @Test func `a calendar without a method is an error, and its names are looked at`() throws {
        let project = try TestProject(Self.body.merging(["templates/t/calendar.ics": "BEGIN:VCALENDAR\nVERSION:2.0\nSUMMARY:{{x}}"]) { $1 })
        let template = try MessageTemplate.load(for: try Fixture.campaign(), project: project.path)
        let found = template.problems(columns: ["email", "first_name"], sender: try Fixture.sender()).map(\.description)
        #expect(
            found == [
                "templates/t/calendar.ics:3:9: {{x}} is no column, default or built-in; the columns are: email, first_name",
                "templates/t/calendar.ics: no calendar that a mail program reads: it lacks PRODID, METHOD, UID, DTSTAMP, END:VCALENDAR; "
                    + "METHOD:PUBLISH only tells of an event, METHOD:REQUEST invites to it",
            ])
    }

    @Test func `text flows where the campaign says so, also when it is made from the HTML`() throws {
        let long = "Hello {{first_name}}, " + String(repeating: "word ", count: 40) + "end"
        let message = try compose(["templates/t/body.html": "<p>\(long)</p><p>-- <br>Acme</p>"]) { $0.flowsText = true }
        let part = try #require(message.parts.first)
        #expect(part.type.parameters["format"] == "flowed" && part.type.parameters["delsp"] == "no")
        let lines = String(decoding: part.body, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= 76 } && lines.count { $0.hasSuffix(" ") } == 2)
        #expect(lines.first?.hasPrefix("Hello Anna, B, word") == true)
    }

    @Test func `the file a row names goes along`() throws {
        let files = Self.body.merging(["invoices/2026/r 1.pdf": "%PDF", "logo.png": "x"]) { $1 }
        let message = try compose(files, row: ["anna@example.org", "Anna", "invoices/2026/r 1.pdf"]) { $0.attachmentColumn = "invoice" }
        let part = try #require(message.parts.last)
        #expect(part.type.mediaType == "application/pdf" && part.body == Array("%PDF".utf8))
        #expect(message.parts.count == 3)
        // An empty value is a mistake unless the campaign says that it is none.
        #expect(throws: ComposeProblem.self) { try compose(files) { $0.attachmentColumn = "invoice" } }
        #expect(try compose(files) { $0.attachmentColumn = "optional(invoice)" }.parts.count == 2)
    }

    @Test(arguments: [
        ("invoices/2.pdf", "no such file"), ("invoices", "must lie"), ("logo.png", "must lie"), ("../x/y.pdf", "must lie"),
        ("invoices/../keys/s1.pem", "must lie"), ("/etc/passwd", "must lie"), ("keys/s1.pem", "must lie"), ("KEYS/s1.pem", "must lie"),
        ("lists/all.csv", "must lie"), ("./mailshot.toml", "must lie"), (".git/config", "must lie"), ("invoices//1.pdf", "must lie"),
        ("invoices/1\n.pdf", "must lie"), ("invoices/link.pdf", "is a symbolic link"), ("invoices/folder", "is no regular file"),
    ])
    func `what a row cannot have is her problem`(path: String, reason: String) throws {
        let files = Self.body.merging(["invoices/1.pdf": "%PDF", "logo.png": "x", "keys/s1.pem": "secret", "lists/all.csv": "email"]) { $1 }
        let project = try TestProject(files)
        try FileManager.default.createSymbolicLink(
            atPath: project.path + "/invoices/link.pdf", withDestinationPath: project.path + "/keys/s1.pem")
        try FileManager.default.createDirectory(atPath: project.path + "/invoices/folder", withIntermediateDirectories: true)
        var campaign = try Fixture.campaign()
        campaign.attachmentColumn = "invoice"
        let composer = try Composer(
            campaign: campaign, sender: try Fixture.sender(), template: try MessageTemplate.load(for: campaign, project: project.path),
            keyring: Fixture.key, campaignID: 7, columns: ["email", "first_name", "invoice"], project: project.path)
        let recipient = try Fixture.recipient(["anna@example.org", "Anna", path])
        for act in [{ try composer.check(recipient) }, { _ = try composer.compose(recipient) }] {
            #expect { try act() } throws: {
                let text = "\($0)"
                return text.hasPrefix("line:7: 'invoice' names \(path.debugDescription), which cannot be attached: \(reason)")
            }
        }
    }

    @Test func `a column that is not there is found before`() throws {
        let project = try TestProject(Self.body)
        var campaign = try Fixture.campaign()
        campaign.attachmentColumn = "invioce"
        let template = try MessageTemplate.load(for: campaign, project: project.path)
        #expect(
            template.problems(columns: ["email", "first_name", "invoice"], sender: try Fixture.sender()).map(\.description) == [
                "campaigns/autumn.toml: {{invioce}} is no column, default or built-in; did you mean invoice?"
            ])
    }
}
