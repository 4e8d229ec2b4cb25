import MailFormat
import Testing

@testable import Campaigns

@Suite struct FrozenLinksTests {
    private let tracking = TrackingSettings(baseURL: "https://t.example.com", clicks: true)

    private func composer(_ html: String, columns: [String], frozen: [LinkTable.Link] = []) throws -> Composer {
        let project = try TestProject(["templates/t/body.html": html])
        let campaign = try Fixture.campaign(defaults: ["code": "none"])
        return try Composer(
            campaign: campaign, sender: try Fixture.sender(), tracking: tracking,
            template: try MessageTemplate.load(for: campaign, project: project.path), keyring: Fixture.key, campaignID: 1, columns: columns,
            project: project.path, frozen: frozen)
    }

    private func frozen(_ composer: Composer, columns: [String]) throws -> FrozenLinks {
        let context = LinkContext(try Fixture.campaign(defaults: ["code": "none"]), sender: try Fixture.sender(), tracking: tracking)
        return try FrozenLinks(composer.links.links, context: context, columns: columns)
    }

    @Test(arguments: [
        "https://example.com/", "https://example.com/?a=1&amp;b=%2F&amp;c=a+b#d", "https://example.com/{{name}}",
        "https://example.com/?n={{name}}&amp;m={{email}}&amp;c={{code}}", "https://example.com/{{#name}}x{{/name}}{{^name}}y{{/name}}",
        "https://example.com/{{uppercased(name)}}", "HTTP://EXAMPLE.com/ä", "https://example.com/?u={{unsubscribe_url}}&amp;t={{today}}",
        "https://example.com/?s={{sender.name}}&amp;p={{sender.postal_address}}&amp;c={{campaign.name}}",
    ])
    func `a frozen link leads where the composer would lead`(href: String) throws {
        let columns = ["email", "name", "code"]
        let composer = try composer("<a href=\"\(href)\">x</a>", columns: columns)
        let links = try frozen(composer, columns: columns)
        for row in [["anna@example.org", "Ann", "c"], ["anna@example.org", "a/b?c&d=ü \"'", ""], ["anna@example.org", "", ""]] {
            let recipient = try Fixture.recipient(row)
            // A row without a value it needs leads nowhere in either way.
            let place = try? composer.destination(ofLink: 0, for: recipient)
            #expect(place != nil || row[1].isEmpty)
            #expect((try? links.destination(0, for: recipient, handle: composer.handle(of: recipient).text)) == place)
            if let constant = links.constant(0) { #expect(constant == place) }
        }
        #expect(links.count == 1 && !links.has(1))
        #expect(try links.destination(1, for: try Fixture.recipient(["a", "b", "c"]), handle: "") == nil)
    }

    @Test func `a revised campaign keeps the numbers of its links`() throws {
        let columns = ["email", "name"]
        let before = try composer("<a href=\"https://a.example/{{name}}\">a</a><a href=\"https://b.example\">b</a>", columns: columns)
        let after = try composer(
            "<a href=\"https://c.example\">c</a><a href=\"https://b.example\">b</a>", columns: columns, frozen: before.links.links)
        #expect(after.links.links.map(\.url) == ["https://a.example/{{name}}", "https://b.example", "https://c.example"])
        let message = try after.compose(try Fixture.recipient(["anna@example.org", "Ann"]))
        let handle = after.handle(of: try Fixture.recipient(["anna@example.org", "Ann"])).text
        let text = String(decoding: message.bytes, as: UTF8.self).replacing("=\r\n", with: "")
        #expect(text.contains("/c/\(handle)/2") && text.contains("/c/\(handle)/1") && !text.contains("/c/\(handle)/0"))
    }

    @Test func `the hidden link is out of sight, hearing and reach`() throws {
        var flat = HTMLPreparation(
            HTMLTemplate(try Fixture.flat("<body><p>x</p></body>")), preheader: FlatTemplate(),
            tracking: TrackingSettings(baseURL: "https://t.example.com/", honeypot: true)
        ).flat
        let html = flat.source(of: flat.bytes.indices)
        flat = FlatTemplate()
        #expect(html.contains("<a href=\"https://t.example.com/h/{{ handle}}\" rel=\"nofollow\" tabindex=\"-1\" aria-hidden=\"true\""))
        #expect(html.contains("display:none") && html.hasSuffix("</a></body>"))
    }
}
