import Testing

@testable import Inbox

@Suite struct PageTests {
    @Test func `what a message says never becomes markup of the page`() {
        let line = MailFolder.Line(
            id: "1.a", from: "x", to: "<script>alert(1)</script>", subject: "\"><img src=x onerror=alert(1)>", date: "&", size: 1)
        let page = ListPage(lines: [line], captions: ["1.a": "<i>"], search: "\"><b>", count: 1, state: "<u>\" 1").page
        #expect(
            !page.contains("<i>") && !page.contains("<u>") && page.contains("&lt;i&gt;")
                && page.contains("data-state=\"&lt;u&gt;&quot; 1\""))
        #expect(!page.contains("<script>alert") && !page.contains("<img") && !page.contains("<b>\""))
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && page.contains("value=\"&quot;&gt;&lt;b&gt;\""))
    }

    @Test func `the page's policy names its one script and nothing from elsewhere`() {
        #expect(InboxScript.hash.count == "sha256-".count + 44)
        #expect(Page.policy.contains("script-src '\(InboxScript.hash)'"))
        #expect(!Page.policy.contains("http") && Page.policy.contains("default-src 'none'"))
    }

    @Test func `the page's script learns of what came and of what went`() {
        let states = [[], ["1.a"], ["2.b", "1.a"], ["2.b"], ["2.b", "1.c"]].map(InboxServer.state)
        #expect(states == ["", "1.a 1", "2.b 2", "2.b 1", "2.b 2"])
    }

    @Test func `frames are taken out, however they are written, and nothing else`() {
        #expect(InboxServer.withoutFrames("<p>a<IFrame src=x></IFRAME><object><b>") == "<p>a<x-IFrame src=x></IFRAME><x-object><b>")
        #expect(InboxServer.withoutFrames("<p>iframe < frame</p>") == "<p>iframe < frame</p>")
    }

    @Test func `dates are said as short as they can be`() {
        #expect(Page.shortDate("Wed, 25 Nov 2026 02:27:13 +0000") == "25 Nov 02:27")
        #expect(Page.shortDate("yesterday") == "yesterday" && Page.shortDate("").isEmpty)
    }

    @Test func `sizes are said in what a person thinks in`() {
        #expect([1, 999, 1000, 61_000, 2_500_000].map(Page.size) == ["1 B", "999 B", "1 kB", "61 kB", "2 MB"])
    }
}
