/// The list of messages.
struct ListPage {
    let lines: [MailFolder.Line]
    let search: String
    let count: Int

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
            <input id="q" name="q" type="search" value="\(Page.text(search))" placeholder="From, to or subject"><button>Search</button></form>
            <p role="status" aria-live="polite"></p>
            \(shown)
            <ol data-newest="\(Page.text(lines.first?.id ?? ""))">\(rows)</ol>
            </main>
            """)
    }

    /// The lines of the list, as the page's script asks for them.
    var rows: String {
        lines.map { line in
            """
            <li><a class="row" href="/m/\(Page.text(line.id))"><b>\(Page.text(line.to))</b>\
            <span class="s">\(Page.text(line.subject.isEmpty ? "(no subject)" : line.subject))</span>\
            <span class="q">\(Page.text([Page.shortDate(line.date), Page.size(line.size)].filter { !$0.isEmpty }.joined(separator: " · ")))</span></a></li>
            """
        }.joined()
    }
}
