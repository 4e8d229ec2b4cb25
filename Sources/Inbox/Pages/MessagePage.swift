import Hummingbird
import MailFormat

/// Which side of a message is looked at.
struct MessageView: Hashable {
    enum Side: String, CaseIterable {
        case html, text, headers, attachments, check
    }

    var side: Side
    var isPhone: Bool
    var isDark: Bool
    var hasImages: Bool

    init(_ side: String, in request: Request) {
        self.side = Side(rawValue: side) ?? .html
        isPhone = request.uri.queryParameters.get("width") == "375"
        isDark = request.uri.queryParameters.get("scheme") == "dark"
        hasImages = request.uri.queryParameters.get("images") != "0"
    }

    /// The query that leads here.
    var query: String {
        "?view=\(side.rawValue)" + (isPhone ? "&amp;width=375" : "") + (isDark ? "&amp;scheme=dark" : "")
            + (hasImages ? "" : "&amp;images=0")
    }
}

/// One message: who, what, and the side that was chosen.
struct MessagePage {
    let id: String
    let message: ShownMessage
    /// Why it is there; nil where it just came in.
    let caption: String?
    let judgement: InboxServer.Judgement
    let view: MessageView

    var page: String {
        let subject = message.header.text("subject")
        return Page.frame(
            title: subject.isEmpty ? "(no subject)" : subject,
            """
            <main>
            <h1>\(MarkupText.escaped(subject.isEmpty ? "(no subject)" : subject))</h1>
            <dl>\(caption.map { "<dt>Shown</dt><dd>\(MarkupText.escaped($0))</dd>" } ?? "")\(field("From"))\(field("To"))\(field("Reply-To"))\(field("Date"))\(signatures)</dl>
            <nav aria-label="Sides of the message">\(sides)</nav>
            \(content)
            <p><a href="/m/\(MarkupText.escaped(id))/source">Source</a> (\(Page.size(message.source.count)))</p>
            </main>
            """)
    }

    private func field(_ name: String) -> String {
        let value = message.header.text(name.lowercased())
        return value.isEmpty ? "" : "<dt>\(name)</dt><dd>\(MarkupText.escaped(value))</dd>"
    }

    private var signatures: String {
        guard !judgement.signatures.isEmpty else { return "<dt>DKIM</dt><dd>not signed</dd>" }
        return judgement.signatures.map {
            "<dt>DKIM</dt><dd class=\"\($0.hasPrefix("pass") ? "good" : "bad")\">\(MarkupText.escaped($0))</dd>"
        }
        .joined()
    }

    private var sides: String {
        let names: [(MessageView.Side, String)] = [
            (.html, "HTML"), (.text, "Text"), (.headers, "Headers"), (.attachments, "Attachments (\(message.attachments.count))"),
            (.check, "Check (\(judgement.findings.count))"),
        ]
        return names.map { side, name in link(name, isCurrent: side == view.side) { $0.side = side } }.joined()
    }

    private func link(_ name: String, isCurrent: Bool, _ change: (inout MessageView) -> Void) -> String {
        var other = view
        change(&other)
        return "<a href=\"/m/\(MarkupText.escaped(id))\(other.query)\"\(isCurrent ? " aria-current=\"page\"" : "")>\(name)</a>"
    }

    private var content: String {
        switch view.side {
        case .html: return html
        case .text: return message.text.map { "<pre>\(MarkupText.escaped($0))</pre>" } ?? "<p>The message has no text part.</p>"
        case .headers:
            let lines = message.header.fields.map {
                "<dt>\(MarkupText.escaped($0.name))</dt><dd>\(MarkupText.escaped(String(decoding: $0.value, as: UTF8.self)))</dd>"
            }
            return "<dl>\(lines.joined())</dl>"
        case .attachments:
            guard !message.attachments.isEmpty else { return "<p>Nothing is attached.</p>" }
            let lines = message.attachments.map { attachment in
                "<li><a class=\"row\" href=\"/m/\(MarkupText.escaped(id))/part/\(attachment.number)\"><b>\(MarkupText.escaped(attachment.name))</b>"
                    + "<span>\(MarkupText.escaped(attachment.mediaType))</span><span class=\"q\">\(Page.size(attachment.size))</span></a></li>"
            }
            return "<ol>\(lines.joined())</ol>"
        case .check:
            guard !judgement.findings.isEmpty else { return "<p class=\"good\">Nothing to say against it.</p>" }
            return "<ol>\(judgement.findings.map { "<li><span class=\"row\">\(MarkupText.escaped($0))</span></li>" }.joined())</ol>"
        }
    }

    private var html: String {
        guard message.html != nil else { return "<p>The message has no HTML.</p>" }
        let ways = [
            link("Desktop", isCurrent: !view.isPhone) { $0.isPhone = false }, link("Phone", isCurrent: view.isPhone) { $0.isPhone = true },
            link("Light", isCurrent: !view.isDark) { $0.isDark = false }, link("Dark", isCurrent: view.isDark) { $0.isDark = true },
            link("Images", isCurrent: view.hasImages) { $0.hasImages = true },
            link("No images", isCurrent: !view.hasImages) { $0.hasImages = false },
        ]
        return """
            <nav aria-label="Ways to show it">\(ways.joined())</nav>
            <iframe title="The message as HTML" sandbox class="\(view.isPhone ? "phone " : "")\(view.isDark ? "dark" : "light")" \
            src="/m/\(MarkupText.escaped(id))/html\(view.hasImages ? "" : "?images=0")"></iframe>
            """
    }
}
