/// What a domain asks receivers to do with mail that does not pass.
///
/// SeeAlso: RFC 7489 section 6.3
public struct DMARCRecord: Hashable, Sendable {
    /// What to do.
    public enum Policy: String, Hashable, Sendable {
        case none, quarantine, reject
    }

    /// For the domain itself.
    public private(set) var policy: Policy
    /// For its subdomains; the domain's own where the record does not say.
    public private(set) var subdomainPolicy: Policy
    /// Whether DKIM's domain must be the very same.
    public private(set) var isDKIMStrict = false
    /// Whether SPF's domain must be the very same.
    public private(set) var isSPFStrict = false
    /// Whether aggregate reports are asked for.
    public private(set) var asksForReports = false

    /// Whether a TXT record is one of these.
    static func isOne(_ text: String) -> Bool {
        let first = text.split(separator: ";", maxSplits: 1).first.map(String.init)?.trimmed ?? ""
        let parts = first.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
        return parts.count == 2 && parts[0].lowercased() == "v" && parts[1] == "DMARC1"
    }

    /// Reads a record.
    ///
    /// - Throws: what is wrong with it.
    init(parsing text: String) throws(SPFProblem) {
        var tags: [String: String] = [:]
        for part in text.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
            if pair.isEmpty || pair == [""] { continue }
            guard pair.count == 2 else { throw SPFProblem("'\(String(part).trimmed)' is no tag") }
            tags[pair[0].lowercased()] = pair[1]
        }
        asksForReports = tags["rua"]?.lowercased().contains("mailto:") ?? false
        // Section 6.6.3 step 6: a record without a right policy that asks for reports counts as p=none.
        guard let policy = tags["p"].flatMap({ Policy(rawValue: $0.lowercased()) }) ?? (asksForReports ? Policy.none : nil) else {
            throw SPFProblem("the record has no policy p=none, quarantine or reject")
        }
        self.policy = policy
        subdomainPolicy = tags["sp"].flatMap { Policy(rawValue: $0.lowercased()) } ?? policy
        isDKIMStrict = tags["adkim"]?.lowercased() == "s"
        isSPFStrict = tags["aspf"]?.lowercased() == "s"
    }
}
