import MailFormat
import Testing

@testable import Campaigns

/// Which words a recipient gets, and what is wrong with those of every language.
struct WordingTests {
    private static let files = [
        "templates/t/body.html": "<p>Hello {{first_name}}, {{long_date(due)}}</p>",
        "templates/t/body.de.html": #"<p>Hallo {{first_name}}, <a href="https://a.example/de">{{long_date(due)}}</a></p>"#,
        "templates/t/body.de.txt": "Hallo {{first_name}}, {{number(sum)}}",
        "templates/t/body.de-AT.txt": "Servus {{first_name}}, {{long_date(due)}}",
        "templates/t/body.backup.html": "{{broken",
    ]
    private static let columns = ["email", "first_name", "lang", "due", "sum"]

    private func campaign(column: String? = "lang", translations: [LanguageTag: Translation]? = nil) throws -> Campaign {
        var campaign = try Fixture.campaign(subject: "For {{first_name}}")
        campaign.language = LanguageTag("en-GB")
        campaign.languageColumn = column
        campaign.translations =
            try translations ?? [
                try tag("de"): Translation(subject: "Für {{first_name}}"), try tag("fr"): Translation(subject: "Pour {{first_name}}"),
            ]
        return campaign
    }

    private func tag(_ text: String) throws -> LanguageTag { try #require(LanguageTag(text)) }

    private func message(_ language: String, due: String = "2026-01-04") throws -> String {
        let project = try TestProject(Self.files)
        let campaign = try campaign()
        let composer = try Composer(
            campaign: campaign, sender: try Fixture.sender(), tracking: TrackingSettings(baseURL: "https://t.example.com", clicks: true),
            template: try MessageTemplate.load(for: campaign, project: project.path), keyring: Fixture.key, campaignID: 7,
            columns: Self.columns, project: project.path)
        #expect(composer.links.links.map(\.url) == ["https://a.example/de"])
        let message = try composer.compose(try Fixture.recipient(["anna@example.org", "Anna", language, due, "12345.5"]))
        return String(decoding: message.bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            ("de", "=?utf-8?q?F=C3=BCr?= Anna", "de", ["Hallo Anna, 12.345,5", "4. Januar 2026</a>"]),
            ("DE_DE", "=?utf-8?q?F=C3=BCr?= Anna", "de", ["Hallo Anna, 12.345,5"]),
            ("de-at", "=?utf-8?q?F=C3=BCr?= Anna", "de-AT", ["Servus Anna, 4. J=C3=A4nner 2026"]),
            ("fr-CA", "Pour Anna", "fr", ["Hello Anna, 4 janvier 2026"]),
            ("it", "For Anna", "en-GB", ["Hello Anna, 4 January 2026"]),
            ("", "For Anna", "en-GB", ["Hello Anna, 4 January 2026"]),
            ("not a language", "For Anna", "en-GB", ["Hello Anna, 4 January 2026"]),
        ])
    func `a language falls back to a wider one, then to the default`(
        language: String, subject: String, content: String, parts: [String]
    ) throws {
        let message = try message(language)
        #expect(message.contains("\r\nSubject: \(subject)\r\n"), "\(message)")
        #expect(message.contains("\r\nContent-Language: \(content)\r\n"))
        for part in parts { #expect(message.contains(part), "\(message)") }
    }

    @Test func `what is no date is the row's problem`() throws {
        #expect { try message("de-AT", due: "4.1.2026") } throws: {
            "\($0)"
                == #"line:7: 'due' is no date: "4.1.2026", used at templates/t/body.de-AT.txt:1; write year, month and day, as 2026-11-24"#
        }
    }

    private func problems(_ campaign: Campaign, _ files: [String: String] = Self.files) throws -> [String] {
        let project = try TestProject(files)
        return try MessageTemplate.load(for: campaign, project: project.path)
            .problems(columns: Self.columns, sender: try Fixture.sender()).map { "\($0.severity.rawValue) \($0.rule) \($0)" }
    }

    @Test func `half a language is named`() throws {
        #expect(
            try problems(try campaign()) == [
                "warning language.body campaigns/autumn.toml: [languages.fr] has a subject, and the template no body in this language; "
                    + "write templates/t/body.fr.html"
            ])
        #expect(
            try problems(try campaign(column: nil, translations: [:])) == [
                "warning language.column campaigns/autumn.toml: everybody is sent the same language, though there is de, de-AT; "
                    + "name the column that tells: language_column",
                "warning language.subject templates/t/body.de.html: goes out under the subject of the default language; "
                    + "add subject to [languages.de] of campaigns/autumn.toml",
                "warning language.subject templates/t/body.de-AT.txt: goes out under the subject of the default language; "
                    + "add subject to [languages.de-AT] of campaigns/autumn.toml",
            ])
    }

    @Test func `names and transforms of every language are looked at`() throws {
        var files = Self.files
        files["templates/t/body.de.txt"] = "{{vorname}}"
        files["templates/t/body.tlh.txt"] = "{{number(sum)}}"
        var campaign = try campaign(column: "langage", translations: [try tag("de"): Translation(subject: "{{x}}")])
        campaign.translations[try tag("tlh")] = Translation(subject: "nuqneH")
        let found = try problems(campaign, files)
        #expect(found.contains { $0.hasPrefix("error name.unknown templates/t/body.de.txt:1:1: {{vorname}}") })
        #expect(found.contains { $0.hasPrefix("error name.unknown campaigns/autumn.toml: {{x}}") })
        #expect(found.contains { $0.hasPrefix("error language.conventions templates/t/body.tlh.txt:1:1: {{number(sum)}}: how 'tlh'") })
        #expect(
            found.contains(
                "error language.column campaigns/autumn.toml: language_column: 'langage' is no column of the list; "
                    + "the columns are: email, first_name, lang, due, sum"))
    }

    @Test func `files of every language are frozen, and read once`() throws {
        let project = try TestProject(Self.files)
        let template = try MessageTemplate.load(for: try campaign(), project: project.path)
        #expect(
            template.files.map(\.what) == [
                "templates/t/body.de-AT.txt", "templates/t/body.de.html", "templates/t/body.de.txt", "templates/t/body.html",
            ])
    }
}
