import MailFormat

/// The frame of all pages: plain, readable on a phone, without script, image or anything from elsewhere.
enum Page {
    /// A whole page.
    ///
    /// - Parameter body: markup; everything from outside in it is escaped already.
    static func whole(_ wording: PageWording, title: String, body: String) -> String {
        """
        <!doctype html>
        <html lang="\(wording.language)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>\(MarkupText.escaped(title))</title>
        <style>\(style)</style>
        </head>
        <body>
        <main>
        <h1>\(MarkupText.escaped(title))</h1>
        \(body)
        </main>
        </body>
        </html>

        """
    }

    /// Contrast of text to ground is 7:1 or better in both schemes (WCAG 2.2 §1.4.6), targets are 44 pixels high (§2.5.5).
    private static let style =
        ":root{color-scheme:light dark;--ink:#1b1b1b;--ground:#fff;--line:#767676;--act:#0b4f9e;--on:#fff}"
        + "@media(prefers-color-scheme:dark){:root{--ink:#f0f0f0;--ground:#161616;--line:#9a9a9a;--act:#9cc9ff;--on:#10243a}}"
        + "*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:1.125rem/1.5 system-ui,sans-serif}"
        + "main{max-width:36rem;margin:0 auto;padding:2rem 1.25rem}h1{font-size:1.6rem;line-height:1.25;margin:0 0 1rem}"
        + "p{margin:0 0 1.25rem;overflow-wrap:anywhere}a{color:var(--act)}"
        + "button{font:inherit;font-weight:600;min-height:2.75rem;padding:.6rem 1.25rem;border:2px solid var(--act);border-radius:.4rem;"
        + "background:var(--act);color:var(--on);cursor:pointer}button.quiet{background:transparent;color:var(--act)}"
        + ":focus-visible{outline:3px solid var(--ink);outline-offset:3px}"
        + "fieldset{border:1px solid var(--line);border-radius:.4rem;margin:0 0 1.25rem;padding:.75rem 1rem}legend{font-weight:600;padding:0 .4rem}"
        + "fieldset p{margin:.25rem 0}label{display:flex;gap:.6rem;align-items:center;min-height:2.75rem}"
        + "input[type=radio]{inline-size:1.25rem;block-size:1.25rem;margin:0;accent-color:var(--act)}"
}
