import Campaigns

extension Rules {
    /// What the template compiler and the campaign's preparation find. The rules' work is done where templates are read; here is why.
    static let templateRules: [Rule] = [
        Rule(
            "template.syntax", .error, "a Mustache tag that is not closed, closes nothing, or is none",
            why: "A template that cannot be read cannot be sent. The message says which tag and where it opened.",
            source: "https://mustache.github.io/mustache.5.html, read 2026-11-24"),
        Rule(
            "name.unknown", .error, "a name that is no column, default or built-in",
            why: "Mustache itself would print nothing there, and every recipient would see the gap.", source: "ours"),
        Rule(
            "name.unavailable", .error, "a built-in that has no value in this project",
            why: "The name is known, but what it stands for is not configured; set it, or put a section around it.", source: "ours"),
        Rule(
            "name.shadowed", .warning, "a column with the name of a built-in",
            why: "The built-in wins, so the column's values would never be seen.", source: "ours"),
        Rule(
            "transform.unknown", .error, "a transform that does not exist",
            why: "An unknown transform would leave the value out.", source: "ours"),
        Rule(
            "value.context", .error, "a value where no escaping can make it safe: in a script, a comment, a tag's name",
            why: "A value of the list could end the place it stands in and change the rest of the page.",
            source: "https://cheatsheetseries.owasp.org, Cross Site Scripting Prevention, read 2026-11-25"),
        Rule(
            "value.raw", .warning, "a column written unescaped into the HTML",
            why: "A name like <Anna> would vanish, and a list from elsewhere could change the page.", source: "ours"),
        Rule(
            "text.sections", .error, "a section that opens and closes at places the text version cannot follow",
            why: "The plain text is made from the HTML; a section must hold whole elements, or the template needs a body.txt.",
            source: "ours"),
        Rule(
            "header.reserved", .error, "a custom header field that mailshot writes itself",
            why: "Two fields of one kind make receivers refuse or distrust the message.", source: "RFC 5322 section 3.6"),
        Rule(
            "header.invalid", .error, "a header field that cannot be written",
            why: "Line breaks and control characters in a header would let data become other fields.", source: "RFC 5322 section 2.2"),
        Rule(
            "marketing.unsubscribe", .error, "marketing mail without a link to unsubscribe in the body",
            why: "Law and the large mailbox providers ask for a way out that a reader can see, besides the one-click header.",
            source: "CAN-SPAM 15 U.S.C. 7704(a)(3); https://support.google.com/a/answer/81126, read 2026-11-24"),
        Rule(
            "marketing.postal_address", .error, "marketing mail without the sender's postal address",
            why: "Advertising by mail must name a valid physical postal address of the sender.",
            source: "CAN-SPAM 15 U.S.C. 7704(a)(5)"),
        Rule(
            "image.missing", .error, "the HTML shows a cid: image that is not attached",
            why: "Readers would see a broken picture.", source: "RFC 2392"),
        Rule(
            "image.unused", .warning, "an inline image that the HTML does not show",
            why: "Most programs show it as an attachment nobody expects.", source: "RFC 2387"),
        Rule(
            "attachment.invalid", .error, "an attachment whose name or type cannot be written",
            why: "The name goes into a header field.", source: "RFC 2183, RFC 2231"),
        Rule(
            "where.invalid", .error, "a 'where' expression that cannot be read or names no column",
            why: "Nobody could say who would be mailed.", source: "ours"),
    ]
}
