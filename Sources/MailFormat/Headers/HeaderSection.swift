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
    /// Fields written that may not come again.
    private var singletons: SingletonField.Mask = 0

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
        if try appendPlain(name, value) { return }
        let value = Array(value.utf8)
        try HeaderGate.check(value)
        try add(name) { (line: inout FoldingLine) in UnstructuredText.write(value, to: &line) }
    }

    /// Appends a field that lists mailboxes, such as From and To.
    ///
    /// - Throws: `HeaderProblem` for a control character in a name, an empty list, a wrong field name or a field that may not come twice.
    public mutating func append(_ name: String, mailboxes: [Mailbox]) throws(HeaderProblem) {
        guard !mailboxes.isEmpty else { throw .noMailboxes }
        let names = mailboxes.map { Array(($0.name ?? "").utf8) }
        for name in names { try HeaderGate.check(name) }
        try add(name) { (line: inout FoldingLine) in
            for (index, mailbox) in mailboxes.enumerated() {
                mailbox.address.write(named: names[index], isLast: index == mailboxes.count - 1, to: &line)
            }
        }
        needsSMTPUTF8 = needsSMTPUTF8 || mailboxes.contains(where: \.address.needsSMTPUTF8)
    }

    /// Appends a field whose value is structured text in wire form, such as Message-ID or List-Unsubscribe; it is folded at its blanks.
    ///
    /// - Throws: `HeaderProblem` for a control character, a character beyond ASCII, or a word that no line can hold.
    public mutating func append(_ name: String, raw value: String) throws(HeaderProblem) {
        if try appendPlain(name, value) { return }
        let value = Array(value.utf8)
        try HeaderGate.check(value)
        guard value.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        let words = BlankSeparated.words(of: value)
        if let longest = words.map(\.length).max(), longest > Self.longestLine { throw .unfoldable(length: longest) }
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
        if parameters.isEmpty { return try append(name, raw: value) }
        let value = Array(value.utf8)
        try HeaderGate.check(value)
        guard value.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        guard value.count < Self.longestLine - 1 else { throw .unfoldable(length: value.count) }
        let words = try MIMEParameter.words(for: parameters)
        try add(name) { (line: inout FoldingLine) in
            line.append(value + [ASCII.semicolon])
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

    /// Lets `write` fill the field's lines.
    private mutating func add(_ name: String, _ write: (inout FoldingLine) -> Void) throws(HeaderProblem) {
        try claim(name)
        // Moved, not copied: the buffer must have one owner for appending in place.
        var line = FoldingLine(continuing: exchange(&bytes, with: []), name: name)
        write(&line)
        bytes = line.finished()
    }

    /// The short way for a short value that stands for itself: printable ASCII without an edge blank or anything like an encoded-word.
    private mutating func appendPlain(_ name: String, _ value: String) throws(HeaderProblem) -> Bool {
        var value = value
        let isPlain = value.withUTF8 { text in
            guard let first = text.first, let last = text.last, name.utf8.count + 2 + text.count <= FoldingLine.preferredLength else {
                return false
            }
            var previous: UInt8 = 0
            for byte in text {
                if byte < 0x20 || byte >= 0x7F || (byte == ASCII.questionMark && previous == ASCII.equals) { return false }
                previous = byte
            }
            return first != ASCII.space && last != ASCII.space
        }
        guard isPlain else { return false }
        try claim(name)
        bytes.append(contentsOf: name.utf8)
        bytes.append(ASCII.colon)
        bytes.append(ASCII.space)
        bytes.append(contentsOf: value.utf8)
        bytes.append(ASCII.cr)
        bytes.append(ASCII.lf)
        return true
    }

    /// Checks a field's name and that it may come (again).
    private mutating func claim(_ name: String) throws(HeaderProblem) {
        let isName = !name.isEmpty && name.utf8.count <= 77 && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != ASCII.colon }
        guard isName else { throw .name(name) }
        let mask = SingletonField.mask(of: name)
        guard singletons & mask == 0 else { throw .repeated(name) }
        singletons |= mask
    }
}
