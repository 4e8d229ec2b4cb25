/// The fields at the top of a message or body part, in the order they were appended, already folded and encoded.
///
/// ```
/// var header = HeaderSection()
/// try header.append("From", mailboxes: [Mailbox(parsing: "Jörg <joerg@example.com>")])
/// try header.append("Subject", unstructured: "Grüße aus München")
/// header.write(into: &bytes)
/// ```
///
/// Folding survives re-reading: lines are broken at blanks that were there, never leaving a line of blanks only; a line is at most 78 octets
/// where its words allow it, and at most 998 in any case. A value with a line break, NUL or another control is refused, never repaired.
///
/// ## Limits
/// A value's leading and trailing blanks are dropped, because readers drop them.
///
/// SeeAlso: RFC 5322 §2.2, RFC 2047
public struct HeaderSection: Hashable, Sendable {
    /// The longest line a header may have, in octets without CRLF (RFC 5322 §2.1.1).
    static let longestLine = 998

    /// The finished lines.
    private var bytes: [UInt8] = []
    private var singletons: Set<SingletonField> = []

    /// A section without fields.
    public init() {
        bytes.reserveCapacity(1024)
    }

    /// The length in octets, line ends included, without the empty line that ends a header section.
    public var byteCount: Int { bytes.count }

    /// Whether an address has a local part beyond ASCII, which makes the whole message need SMTPUTF8 (RFC 6532).
    public private(set) var needsSMTPUTF8 = false

    /// Appends a field of free text, such as Subject: what ASCII cannot say becomes encoded-words, and so does text that looks like one.
    ///
    /// - Throws: `HeaderProblem` for a control character, a wrong name or a field that may not come twice.
    public mutating func append(_ name: String, unstructured value: String) throws(HeaderProblem) {
        let value = Array(value.utf8)
        try HeaderGate.check(value)
        try add(name) { (line: inout FoldingLine) in UnstructuredText.write(value, to: &line) }
    }

    /// Appends a field that lists mailboxes, such as From and To.
    ///
    /// - Throws: `HeaderProblem` for a control character in a name, an empty list, a wrong field name or a field that may not come twice.
    public mutating func append(_ name: String, mailboxes: [Mailbox]) throws(HeaderProblem) {
        guard !mailboxes.isEmpty else { throw .noMailboxes }
        for mailbox in mailboxes {
            try HeaderGate.check(Array((mailbox.name ?? "").utf8))
            needsSMTPUTF8 = needsSMTPUTF8 || mailbox.address.needsSMTPUTF8
        }
        try add(name) { (line: inout FoldingLine) in
            for (index, mailbox) in mailboxes.enumerated() { mailbox.write(to: &line, isLast: index == mailboxes.count - 1) }
        }
    }

    /// Appends a field whose value is structured text in wire form, such as Message-ID or List-Unsubscribe; it is folded at its blanks.
    ///
    /// - Throws: `HeaderProblem` for a control character, a character beyond ASCII, or a word that no line can hold.
    public mutating func append(_ name: String, raw value: String) throws(HeaderProblem) {
        let value = Array(value.utf8)
        try HeaderGate.check(value)
        guard value.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        let words = BlankSeparated.words(of: value)
        if let longest = words.map(\.length).max(), longest >= Self.longestLine { throw .unfoldable(length: longest) }
        try add(name) { (line: inout FoldingLine) in
            for word in words { line.append(value[word.word], after: value[word.blanks]) }
        }
    }

    /// Appends a date field in UTC: `Date: Tue, 24 Nov 2026 09:00:00 +0000`.
    public mutating func append(_ name: String, date: Timestamp) throws(HeaderProblem) {
        try append(name, raw: DateFormat.rfc5322(date))
    }

    /// Appends a value with parameters, such as Content-Type and Content-Disposition.
    ///
    /// - Throws: `HeaderProblem` for a control character in a parameter, or a parameter name that is no token.
    ///
    /// SeeAlso: RFC 2045 §5.1, RFC 2231
    public mutating func append(_ name: String, value: String, parameters: [MIMEParameter]) throws(HeaderProblem) {
        let value = Array(value.utf8)
        try HeaderGate.check(value)
        guard value.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        guard value.count < Self.longestLine - 1 else { throw .unfoldable(length: value.count) }
        let words = try MIMEParameter.words(for: parameters)
        try add(name) { (line: inout FoldingLine) in
            line.append(words.isEmpty ? value : value + [ASCII.semicolon])
            for (index, word) in words.enumerated() { line.append(index == words.count - 1 ? word : word + [ASCII.semicolon]) }
        }
    }

    /// Appends the fields to `out`, each ended by CRLF, without an empty line behind them.
    ///
    /// The octets are checked once more on the way out; a line break or control that slipped in is a defect here and stops the program.
    public func write(into out: inout [UInt8]) {
        precondition(HeaderGate.isSafe(bytes), "a header section holds a stray line break, control or over-long line")
        out.append(contentsOf: bytes)
    }

    /// Checks the name, then lets `write` fill the field's lines.
    private mutating func add(_ name: String, _ write: (inout FoldingLine) -> Void) throws(HeaderProblem) {
        let isName = !name.isEmpty && name.utf8.count <= 77 && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != ASCII.colon }
        guard isName else { throw .name(name) }
        if let singleton = SingletonField(name: name), !singletons.insert(singleton).inserted { throw .repeated(name) }
        // Moved, not copied: the buffer must have one owner for appending in place.
        var line = FoldingLine(continuing: exchange(&bytes, with: []), name: name)
        write(&line)
        bytes = line.finished()
    }
}
