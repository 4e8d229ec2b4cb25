import MailFormat

/// What all pages share: the frame, the look, the policy.
enum Page {
    /// The page's one script, named by its hash, its style, and frames and images of its own.
    static let policy =
        "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src '\(InboxScript.hash)'; connect-src 'self'; frame-src 'self'; img-src 'self' data:; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    /// A whole page around its content.
    static func frame(title: String, script: String = "", _ body: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(MarkupText.escaped(title)) – mailshot inbox</title>
        <link rel="icon" href="data:,">
        <style>\(style)</style>
        </head>
        <body>
        <header><a class="home" href="/">mailshot inbox</a><span>sandbox: nothing here was sent to anyone</span></header>
        \(body)
        \(script.isEmpty ? "" : "<script>\(script)</script>")
        </body>
        </html>
        """
    }

    /// `25 Nov 02:27` of `Wed, 25 Nov 2026 02:27:13 +0000`; anything else as it is.
    static func shortDate(_ date: String) -> String {
        let words = date.split(separator: " ")
        guard words.count >= 5, words[0].hasSuffix(","), words[4].count >= 5 else { return date }
        return "\(words[1]) \(words[2]) \(words[4].prefix(5))"
    }

    /// `12 kB`
    static func size(_ octets: Int) -> String {
        octets < 1000 ? "\(octets) B" : octets < 1_000_000 ? "\(octets / 1000) kB" : "\(octets / 1_000_000) MB"
    }

    private static let style = """
        :root{color-scheme:light dark;--line:light-dark(#d7dbe0,#3a4048);--quiet:light-dark(#57606a,#9aa4af);--ground:light-dark(#fff,#16191d);
        --raised:light-dark(#f5f7f9,#1f242a);--ink:light-dark(#1c2126,#e6e9ec);--link:light-dark(#0757b5,#79b8ff);--bad:light-dark(#b3261e,#ff8a80);--good:light-dark(#1a6b34,#6fdc8c)}
        *{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        header{display:flex;gap:1rem;flex-wrap:wrap;align-items:baseline;padding:.6rem 1rem;border-bottom:1px solid var(--line);background:var(--raised);color:var(--quiet);font-size:.875rem}
        .home{font-weight:600;font-size:1rem;color:var(--ink);text-decoration:none}a{color:var(--link)}
        a:focus-visible,input:focus-visible,button:focus-visible,iframe:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        main{max-width:76rem;margin:0 auto;padding:1rem}h1{font-size:1.35rem;margin:.2rem 0 .8rem;overflow-wrap:anywhere}
        .v{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}form{display:flex;gap:.5rem;margin:0 0 1rem}input{flex:1;min-width:0;font:inherit;padding:.45rem .6rem;border:1px solid var(--line);border-radius:.35rem;background:var(--ground);color:inherit}
        button{font:inherit;padding:.45rem .9rem;border:1px solid var(--line);border-radius:.35rem;background:var(--raised);color:inherit;cursor:pointer}
        ol{list-style:none;margin:0;padding:0;border-top:1px solid var(--line)}li{border-bottom:1px solid var(--line)}
        .row{display:grid;grid-template-columns:14rem 1fr auto;gap:.2rem 1rem;padding:.55rem .25rem;color:inherit;text-decoration:none}.row:hover{background:var(--raised)}
        .row b{font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.row span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.row .q{color:var(--quiet);font-size:.875rem}
        nav{display:flex;flex-wrap:wrap;gap:.25rem .4rem;margin:1rem 0 .6rem}nav a{padding:.3rem .7rem;border:1px solid var(--line);border-radius:.35rem;text-decoration:none}
        nav a[aria-current]{background:var(--link);border-color:var(--link);color:var(--ground)}
        dl{display:grid;grid-template-columns:auto 1fr;gap:.15rem .9rem;margin:0}dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
        iframe{display:block;width:100%;height:75vh;border:1px solid var(--line);border-radius:.35rem;background:#fff;margin:0 auto}.phone{max-width:375px}.light{color-scheme:light}.dark{color-scheme:dark;background:#121212}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--raised);padding:.8rem;border-radius:.35rem;font:.875rem/1.5 ui-monospace,monospace}.bad{color:var(--bad)}.good{color:var(--good)}
        @media(max-width:40rem){.row{grid-template-columns:1fr auto}.row .s{grid-column:1/-1;grid-row:2}main{padding:.75rem}}
        """
}
