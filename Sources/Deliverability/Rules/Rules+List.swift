import Campaigns

extension Rules {
    /// The list as a file and as an audience.
    static let listRules: [Rule] = [
        Rule("csv.empty", .error, "the list is empty", why: "There is nobody to send to.", source: "ours"),
        Rule(
            "csv.ragged", .error, "a row with more or fewer fields than the header",
            why: "Its values would stand in the wrong columns; quote fields that hold the delimiter.", source: "RFC 4180 section 2.4"),
        Rule(
            "csv.quote", .error, "a quote that is not closed, or text behind a closing one",
            why: "It swallows the rows behind it.", source: "RFC 4180 section 2.5"),
        Rule(
            "csv.encoding", .warning, "bytes that are not of the file's encoding",
            why: "Names would come out as garbage; save the list as UTF-8.", source: "RFC 3629"),
        Rule("csv.nul", .error, "a NUL in a field", why: "No header or address can carry it.", source: "RFC 5322 section 2.2"),
        Rule("csv.too_long", .error, "a record beyond the caps", why: "An open quote, most likely.", source: "ours"),
        Rule(
            "csv.header", .warning, "a header cell that is empty or there twice",
            why: "Only one column of a name can be used in templates.", source: "ours"),
        Rule("address.missing", .error, "a row without an address", why: "Nobody can be reached by it.", source: "ours"),
        Rule(
            "address.syntax", .error, "an address that is none", why: "A relay would refuse it, at the cost of reputation.",
            source: "RFC 5321 section 4.1.2"),
        Rule(
            "address.several", .error, "more than one address in a cell", why: "A message goes to one recipient; give each a row.",
            source: "ours"),
        Rule(
            "address.wrapped", .warning, "an address with blanks or a name around it", why: "It is read, or named as none.", source: "ours"),
        Rule(
            "address.column", .error, "no column holds addresses, or it was found by its content",
            why: "Call it 'email' to make sure.", source: "ours"),
        Rule(
            "address.duplicate", .warning, "an address that stood on an earlier line",
            why: "It is mailed once, with the first row's values.", source: "ours"),
        Rule(
            "list.suppressed", .warning, "a large share of the list is suppressed",
            why: "A list of which a tenth has left or bounced is old or was bought; the rest will complain and bounce as well.",
            source: "https://senders.yahooinc.com/best-practices, read 2026-11-24"),
        Rule(
            "list.columns", .hint, "the list's columns differ from those of the last campaign that used it",
            why: "An export that changed its columns often changed more than that.", source: "ours"),
        Rule(
            "value.missing", .error, "a row without a value that the template uses",
            why: "\"Hi ,\" is worse than no name. Fill the cell, give a default, or put a section around the place.", source: "ours"),
        Rule(
            "value.header", .error, "a value with a line break or control character that goes into a header",
            why: "It would end the field and begin another one.", source: "RFC 5322 section 2.2"),
        Rule(
            "value.scheme", .error, "a value that makes a link of a scheme no message may link to",
            why: "javascript:, data: and their like run in the reader's program.", source: "RFC 3986 section 7"),
        Rule(
            "subject.empty", .error, "a subject that is empty once its values are in", why: "Filters and readers take it for junk.",
            source: "ours"),
        Rule(
            "size.message", .error, "a message larger than relays take", why: "25 MiB is what the large providers take; link instead.",
            source: "https://support.google.com/mail/answer/6584, read 2026-11-24"),
        Rule(
            "body.invalid", .error, "a message that cannot be put together", why: "The row says what stands in the way.", source: "RFC 2046"
        ),
    ]
}
