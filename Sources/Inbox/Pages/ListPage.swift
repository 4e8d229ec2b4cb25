import MailFormat

/// The list of messages.
struct ListPage {
    let lines: [MailFolder.Line]
    /// Why a message is there, by its id.
    let captions: [String: String]
    let search: String
    let count: Int
    /// What the page's script compares to know that something came.
    let state: String

    var page: String {
        let shown =
            lines.isEmpty
            ? "<p>\(search.isEmpty ? "Nothing came in yet. Send something: <code>mailshot send CAMPAIGN</code>" : "No message has these words.")</p>"
            : ""
        return Page.frame(
            title: "Messages", script: InboxScript.text,
            """
            <main>
            <h1>\(count) message\(count == 1 ? "" : "s")</h1>
            <form role="search" action="/" method="get"><label class="v" for="q">Search</label>
            <input id="q" name="q" type="search" value="\(MarkupText.escaped(search))" placeholder="From, to or subject"><button>Search</button></form>
            <p role="status" aria-live="polite"></p>
            <div id="found" data-state="\(MarkupText.escaped(state))">\(shown)<ol>\(rows)</ol></div>
            </main>
            """)
    }

    private var rows: String {
        lines.map { line in
            """
            <li><a class="row" href="/m/\(MarkupText.escaped(line.id))"><b>\(MarkupText.escaped(line.to))</b>\
            <span class="s">\(MarkupText.escaped(line.subject.isEmpty ? "(no subject)" : line.subject))</span>\
            <span class="q">\(MarkupText.escaped([captions[line.id] ?? "", Page.shortDate(line.date), Page.size(line.size)].filter { !$0.isEmpty }.joined(separator: " · ")))</span></a></li>
            """
        }.joined()
    }
}
