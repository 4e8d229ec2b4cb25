import Foundation
import Testing

@testable import Campaigns

struct TemplateLoadingTests {
    private func load(_ files: [String: String]) throws -> MessageTemplate {
        let project = try TestProject(files)
        return try MessageTemplate.load(for: try Fixture.campaign(), project: project.path)
    }

    @Test func `partials are found beside the body first, then among the shared ones`() throws {
        let template = try load([
            "templates/t/body.html": "{{>a}}{{>b}}{{>c.txt}}", "templates/t/a.html": "own", "templates/partials/a.html": "shared",
            "templates/partials/b.mustache": "-b-", "templates/t/c.txt": "c", "templates/t/unused.html": "{{broken",
        ])
        #expect(String(decoding: template.html?.flat.bytes ?? [], as: UTF8.self) == "own-b-c")
        #expect(template.textIsMade)
        #expect(
            template.files.map(\.what) == [
                "templates/partials/b.mustache", "templates/t/a.html", "templates/t/body.html", "templates/t/c.txt",
            ])
    }

    @Test func `text alone is a template too`() throws {
        let template = try load(["templates/t/body.txt": "Hi {{a}}"])
        #expect(template.html == nil && !template.textIsMade)
    }

    @Test(
        arguments: [
            ([:], "templates/t: there is no such template, or it is empty; put body.html there"),
            (["templates/t/other.html": ""], "templates/t/body.html: no such file"),
            (["templates/t/body.html": "a\n  {{name"], "templates/t/body.html:2:3: this tag is never closed; expected }} after {{"),
            (
                ["templates/t/body.html": "{{>../../secret}}", "secret.html": "x"],
                "templates/t/body.html:1:1: {{>../../secret}} leads out of the templates; a partial is in the template's folder or in templates/partials"
            ),
        ] as [([String: String], String)])
    func `what cannot be loaded is named`(files: [String: String], expected: String) {
        #expect { try load(files) } throws: { "\($0)" == expected }
    }

    @Test func `a template in another encoding is refused`() throws {
        let project = try TestProject()
        try project.write([0x47, 0x72, 0xFC, 0xDF, 0x65], to: "templates/t/body.html")
        #expect { try MessageTemplate.load(for: try Fixture.campaign(), project: project.path) } throws: {
            "\($0)" == "templates/t/body.html: is not UTF-8 text; save it as UTF-8"
        }
    }

    @Test func `a link out of the project is not followed`() throws {
        let project = try TestProject(["secret.html": "x"])
        try FileManager.default.createDirectory(atPath: project.path + "/templates/t", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: project.path + "/templates/t/body.html", withDestinationPath: project.path + "/secret.html")
        #expect(throws: CampaignError.self) { try MessageTemplate.load(for: try Fixture.campaign(), project: project.path) }
    }
}
