import Foundation
import MailFormat
import Testing

@testable import Campaigns

/// Hostile values in every place a value can stand.
struct NaughtyStringsTests {
    private func composer() throws -> Composer {
        let html = """
            <p title="{{v}}">{{v}} {{#v}}{{.}} {{uppercased(.)}} {{v}}{{/v}}</p>
            <a href="https://x.example/{{v}}?q={{v}}" title='{{v}}'>x</a><img src="https://{{v}}/a.png" alt="{{v}}">
            """
        let project = try TestProject(["templates/t/body.html": html, "templates/t/body.txt": "[{{v}}]\n{{#v}}{{.}}{{/v}}"])
        let campaign = try Fixture.campaign(subject: "S {{v}}", preheader: "{{v}}", headers: [CustomHeader(name: "X-V", value: "a {{v}}")])
        return try Composer(
            campaign: campaign, sender: try Fixture.sender(),
            tracking: TrackingSettings(baseURL: "https://t.example.com", opens: true, clicks: true),
            template: try MessageTemplate.load(for: campaign, project: project.path), keyring: Fixture.key, campaignID: 7, columns: ["v"],
            project: project.path)
    }

    /// Names of the header fields, and whether every line is fit for the wire.
    private func header(of message: OutgoingMessage) throws -> [String] {
        let text = String(decoding: message.bytes, as: UTF8.self)
        let end = try #require(text.firstRange(of: "\r\n\r\n"))
        let lines = text[..<end.lowerBound].split(separator: "\r\n", omittingEmptySubsequences: false)
        return lines.filter { !($0.first?.isWhitespace ?? false) }.map { String($0.prefix { $0 != ":" }) }
    }

    private static let fields = [
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-V", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    ]

    /// Everything a value could break, checked over the bytes.
    private func check(_ value: String, _ composer: Composer, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let message: OutgoingMessage
        do {
            message = try composer.compose(try Fixture.recipient([value]))
        } catch let problem as ComposeProblem {
            let hasControl = value.unicodeScalars.contains { $0.value != 9 && ($0.value < 0x20 || (0x7F..<0xA0).contains($0.value)) }
            #expect(value.isEmpty || hasControl, "\(problem) for \(value.debugDescription)", sourceLocation: sourceLocation)
            return
        }
        #expect(try header(of: message) == Self.fields, "\(value.debugDescription)", sourceLocation: sourceLocation)
        let bytes = message.bytes
        #expect(bytes.allSatisfy { $0 < 0x80 && ($0 >= 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09) }, "\(value.debugDescription)")
        #expect(bytes.split(separator: 0x0A).allSatisfy { $0.count <= 999 && $0.last == 0x0D }, "\(value.debugDescription)")
    }

    /// The elements and attributes of the HTML are the template's, whatever the value.
    private func shape(of value: String) throws -> [String] {
        let html = try Fixture.render(
            "<p title=\"{{v}}\">{{v}}{{#v}}{{.}}{{uppercased(.)}}{{/v}}</p><a href=\"{{urlencoded(v)}}\" title='{{v}}'>x</a>", ["v": value])
        return HTMLTokenizer.tokens(of: Array(html.utf8)).compactMap { token in
            switch token {
            case .start(let tag): "<" + tag.name + tag.attributes.map { " " + $0.name }.joined() + ">"
            case .end(let tag): "</" + tag.name + ">"
            case .comment, .declaration, .rawText: "other"
            case .text: nil
            }
        }
    }

    private static let values: [String] = [
        "a\r\nBcc: victim@example.net", "a\nb", "a\rb", "\u{0}", "\u{85}", "\u{2028}x\u{2029}", "=?utf-8?Q?a?=", "=?utf-8?B?", ".", "..",
        "From me",
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x", "-->", "]]>", "</title></textarea><b>",
        "{{first}}", "{{{v}}}",
        "{{#v}}", "%0d%0aX: y", "\"\u{301}><b>", "<\u{338}b>", "é", "日本語テキスト", "👩‍👩‍👧‍👦", "\u{202E}rtl", "\u{FEFF}",
        String(repeating: "x", count: 5000),
        String(repeating: "ü", count: 3000), String(repeating: "😀 ", count: 500), "a b", "  ", "\t", "a,b;c:d<e>f@g[h]i\\j\"k(l)", "=3D=0A",
        "trailing ", "--=_a_--",
    ]

    @Test(arguments: values)
    func `a value breaks nothing`(value: String) throws {
        try check(value, try composer())
        #expect(try shape(of: value) == (try shape(of: "plain")), "\(value.debugDescription)")
    }

    @Test(.enabled(if: corporaFolder != nil, "needs MAILSHOT_CORPORA"))
    func `the big list of naughty strings breaks nothing`() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: (corporaFolder ?? "") + "/strings/blns/blns.json"))
        let strings = try JSONDecoder().decode([String].self, from: data)
        let composer = try composer()
        #expect(strings.count > 400)
        for string in strings where !string.isEmpty {
            try check(string, composer)
            #expect(
                try shape(of: string) == (try shape(of: "0" == string || string.lowercased() == "false" ? "0" : "plain")),
                "\(string.debugDescription)")
        }
    }
}
