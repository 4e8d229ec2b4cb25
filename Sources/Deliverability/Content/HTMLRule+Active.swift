import Campaigns

extension HTMLRule {
    /// What mail programs take out, and filters count against the sender.
    static let active: [HTMLRule] = [
        elements(
            Rule(
                "html.script", .error, "a script, or a handler of an event",
                why: "No mail program runs scripts, all take them out, and several filters refuse the message.",
                source: "ours")
        ) { element in
            if element.name == "script" { return ("scripts do not run in mail", "take it out") }
            guard let handler = element.attributes.first(where: { $0.name.hasPrefix("on") && $0.name.count > 3 }) else { return nil }
            return ("\(handler.name) does not run in mail", "take it out")
        },
        elements(
            Rule(
                "html.form", .warning, "a form or a field to fill in",
                why:
                    "Outlook on Windows and Mac shows none, others show forms that cannot be sent; phishing looks like this. Link to a page.",
                source: "https://www.caniemail.com/features/html-form, read 2026-11-25")
        ) { element in
            guard ["form", "input", "select", "textarea"].contains(element.name) else { return nil }
            if element.name == "input", element["type"] == "hidden" { return nil }
            return ("<\(element.name)> does not work in most mail programs", "link to a page with the form")
        },
        elements(
            Rule(
                "html.frame", .error, "a frame, an object or an applet",
                why: "Mail programs take them out and filters refuse them.",
                source: "https://www.caniemail.com/features/html-object, read 2026-11-25")
        ) { element in
            guard ["iframe", "frame", "frameset", "object", "embed", "applet"].contains(element.name) else { return nil }
            return ("<\(element.name)> is taken out by mail programs", "link to a page instead")
        },
        HTMLRule(
            rule: Rule(
                "html.external_css", .warning, "a style sheet that must be fetched",
                why: "Gmail, Yahoo and Outlook.com fetch none. Put the styles into <style>.",
                source: "https://www.caniemail.com/features/html-link, read 2026-11-25")
        ) { source in
            source.parts.compactMap { part in
                switch part {
                case .start(let element) where element.name == "link" && (element["rel"] ?? "").lowercased().contains("stylesheet"):
                    Finding(
                        element.offset, "the style sheet \(shown(element["href"])) is not loaded by Gmail, Yahoo and Outlook.com",
                        hint: "put the styles into <style>")
                case .raw(let text, "style", let offset):
                    text.utf8Offset(of: "@import").map {
                        Finding(offset + $0, "@import is not followed by Gmail, Yahoo and Outlook.com", hint: "put the styles into <style>")
                    }
                default: nil
                }
            }
        },
        elements(
            Rule(
                "html.refresh", .error, "a page that leads elsewhere by itself",
                why: "Nothing in a message may lead anywhere that the reader did not choose.", source: "ours")
        ) { element in
            guard element.name == "meta", (element["http-equiv"] ?? "").lowercased() == "refresh" else { return nil }
            return ("<meta http-equiv=\"refresh\"> is refused by filters", "take it out")
        },
        elements(
            Rule(
                "html.base", .warning, "a <base> that other addresses depend on",
                why: "Gmail and others take it out, and images that depend on it are lost. Write addresses out.",
                source: "https://www.caniemail.com/features/html-base, read 2026-11-25")
        ) { element in
            element.name == "base" ? ("<base> is taken out by Gmail and others", "write absolute addresses") : nil
        },
    ]
}

extension String {
    /// Where a text begins in this one, ignoring the case of ASCII letters, in octets; nil where it does not occur.
    func utf8Offset(of text: String) -> Int? {
        let (here, wanted) = (Array(utf8).map(\.lowered), Array(text.utf8).map(\.lowered))
        guard !wanted.isEmpty, here.count >= wanted.count else { return nil }
        return (0...here.count - wanted.count).first { here[$0] == wanted[0] && here[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }
}

extension UInt8 {
    /// The ASCII letter in lower case.
    var lowered: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}
