/// One thing `doctor` looked at, and what it found.
public struct DoctorFinding: Hashable, Sendable, Codable {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
        /// As it should be.
        case ok
        /// Worth knowing; nobody asks for it.
        case note
        /// Some receivers will hold it against the sender.
        case warning
        /// Mail is refused for it.
        case error

        /// Whether one is less bad than the other.
        public static func < (one: Severity, other: Severity) -> Bool { one.rank < other.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// `spf`, `dkim`, `dmarc`, `mx`, `ptr`, `mta-sts`, `tls-rpt`, `bimi`, `dnsbl`, `relay`, `keys`, `files`, `ledger`.
    public var check: String
    /// What was looked at: a domain, an address, a relay, a file.
    public var subject: String
    /// How bad it is.
    public var severity: Severity
    /// One sentence without a full stop.
    public var message: String
    /// Which receivers ask for it, or which standard; nil where nobody does.
    public var required: String?
    /// A record, line or command that mends it; nil where there is nothing to paste.
    public var paste: String?

    /// A finding from its parts.
    public init(
        _ check: String, _ subject: String, _ severity: Severity, _ message: String, required: String? = nil, paste: String? = nil
    ) {
        self.check = check
        self.subject = subject
        self.severity = severity
        self.message = message
        self.required = required
        self.paste = paste
    }
}

/// Whose rule asks for what, each once.
enum Receivers {
    /// https://support.google.com/a/answer/81126 and https://senders.yahooinc.com/best-practices, read 2026-11-24.
    static let authentication = "Gmail and Yahoo (bulk senders: SPF, DKIM and DMARC); Outlook.com above 5,000 a day (550 5.7.515)"
    /// Gmail's codes 4.7.23 and 5.7.25; Yahoo's FCrDNS.
    static let reverse = "Gmail (5.7.25) and Yahoo: forward and reverse DNS must match"
    /// Gmail's codes 5.7.27 and 5.7.26.
    static let spf = "Gmail (5.7.27), Yahoo, Outlook.com; RFC 7208"
    /// Gmail's code 5.7.30.
    static let dkim = "Gmail (5.7.30), Yahoo, Outlook.com; RFC 6376, RFC 8301"
    /// Gmail's codes 4.7.31 and 4.7.32.
    static let dmarc = "Gmail (4.7.31, 4.7.32), Yahoo, Outlook.com; RFC 7489"
    static let returnPath = "RFC 5321 section 4.5.5: bounces must come back"
}
