import Testing

@testable import Campaigns

struct FrozenInputsTests {
    private static let files = [
        "campaigns/autumn.toml": "subject = 'x'", "templates/t/body.html": "{{>foot}}", "templates/partials/foot.html": "foot",
        "list.csv": "email\na@b.example\n",
        "a.pdf": "PDF",
    ]

    private func inputs(_ files: [String: String], postalAddress: String = "Acme", base: String? = nil) throws -> FrozenInputs {
        let project = try TestProject(files)
        let campaign = try Fixture.campaign(attachments: [
            Campaigns.Attachment(path: "a.pdf", name: "a.pdf", mediaType: "application/pdf")
        ])
        return try FrozenInputs.collect(
            campaign: campaign, template: try MessageTemplate.load(for: campaign, project: project.path),
            sender: try Fixture.sender(postalAddress: postalAddress), tracking: base.map { TrackingSettings(baseURL: $0) },
            project: project.path)
    }

    @Test func `everything a campaign is made of is listed with its digest`() throws {
        let found = try inputs(Self.files)
        #expect(
            found.inputs.map(\.what) == [
                "[sender] in mailshot.toml", "[tracking] in mailshot.toml", "a.pdf", "campaigns/autumn.toml", "list.csv",
                "templates/partials/foot.html",
                "templates/t/body.html",
            ])
        // sha256sum of "PDF".
        #expect(found.inputs[2].digest == "1d393b0081b632c54654eb08c345ff76b92ae4efe0768b4c0f64b9ebbe920492")
        #expect(FrozenInput(what: "", bytes: []).digest == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func `nothing changed, nothing said`() throws {
        #expect(try inputs(Self.files).changes(now: try inputs(Self.files)) == [])
    }

    @Test(arguments: [
        ("list.csv", "list.csv: changed since this campaign was first sent"),
        ("templates/partials/foot.html", "templates/partials/foot.html: changed since this campaign was first sent"),
        ("a.pdf", "a.pdf: changed since this campaign was first sent"),
    ])
    func `a change is named`(file: String, expected: String) throws {
        var changed = Self.files
        changed[file] = "other"
        let found = try inputs(Self.files).changes(now: try inputs(changed))
        #expect(found.map { String($0.description.prefix { $0 != ";" }) } == [expected])
        #expect(found.allSatisfy { $0.severity == .error && $0.rule == "campaign.changed" })
    }

    @Test func `what came and what went is named`() throws {
        var changed = Self.files
        changed["templates/t/body.html"] = "{{>other}}"
        changed["templates/t/other.html"] = "foot"
        let found = try inputs(Self.files).changes(now: try inputs(changed, postalAddress: "Moved", base: "https://t.example"))
        #expect(
            found.map { String($0.description.prefix { $0 != ";" }) } == [
                "[sender] in mailshot.toml: changed since this campaign was first sent",
                "[tracking] in mailshot.toml: changed since this campaign was first sent",
                "templates/partials/foot.html: was part of this campaign when it was first sent and is gone",
                "templates/t/body.html: changed since this campaign was first sent",
                "templates/t/other.html: was not part of this campaign when it was first sent",
            ])
    }

    @Test func `a list on standard input cannot be frozen`() throws {
        let project = try TestProject(Self.files)
        var campaign = try Fixture.campaign()
        campaign.recipients = "-"
        let found = try FrozenInputs.collect(
            campaign: campaign, template: try MessageTemplate.load(for: campaign, project: project.path), sender: try Fixture.sender(),
            tracking: nil,
            project: project.path)
        #expect(!found.inputs.contains { $0.what == "-" })
    }
}
