import MailFormat
import Testing

@testable import Campaigns

struct RecipientLinksTests {
    private func links(base: String?, mailbox: String? = nil, returnPath: String? = nil) throws -> RecipientLinks {
        let from = Mailbox(address: try EmailAddress("news@example.com"))
        let sender = Sender(
            from: from, returnPath: try returnPath.map { try EmailAddress($0) },
            unsubscribeMailbox: try mailbox.map { try EmailAddress($0) })
        return RecipientLinks(tracking: base.map { TrackingSettings(baseURL: $0) }, sender: sender, from: from)
    }

    @Test func `with a web address people leave by the web`() throws {
        let links = try links(base: "https://t.example.com//")
        #expect(links.unsubscribe("h") == "https://t.example.com/u/h")
        #expect(links.view("h") == "https://t.example.com/v/h")
        #expect(links.preferences("h") == "https://t.example.com/p/h")
        #expect(links.unsubscribeMail("h") == nil)
        #expect(links.isOneClick)
        #expect(try self.links(base: "http://127.0.0.1:8080").isOneClick == false)
    }

    @Test(
        arguments: [
            ("leave@example.com", "bounces@b.example", "mailto:leave@example.com?subject=unsubscribe-h"),
            (nil, "bounces@b.example", "mailto:bounces@b.example?subject=unsubscribe-h"),
            (nil, nil, "mailto:news@example.com?subject=unsubscribe-h"),
            ("leave+a%b@example.com", nil, "mailto:leave%2Ba%25b@example.com?subject=unsubscribe-h"),
        ] as [(String?, String?, String)])
    func `without one they write to the nearest mailbox`(mailbox: String?, returnPath: String?, expected: String) throws {
        let links = try links(base: nil, mailbox: mailbox, returnPath: returnPath)
        #expect(links.unsubscribe("h") == expected)
        #expect(links.unsubscribeMail("h") == expected)
        #expect(links.view("h") == "" && !links.isOneClick)
    }

    @Test(arguments: [
        ("news@example.com", "news.example.com"), ("News+List@Example.com", "news-list.example.com"), ("a_b@x.example", "a-b.x.example"),
    ])
    func `a list has one name`(address: String, expected: String) throws {
        #expect(HeaderPlan.listID(of: try EmailAddress(address)) == expected)
    }

    @Test func `a campaign's name is fit for Feedback-ID`() throws {
        var campaign = try Fixture.campaign(kind: .marketing)
        campaign.name = "Herbst: größer/1"
        #expect(HeaderPlan.feedbackID(of: campaign) == "Herbst--gr--er-1:marketing:mailshot:example-com")
    }
}
