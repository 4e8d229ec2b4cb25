extension DomainDoctor {
    /// The domain's policy, and whether what signs and what bounces belongs to it.
    ///
    /// - Parameters:
    ///   - domain: of From.
    ///   - returnPath: the domain SPF is checked for.
    ///   - signing: the domains that sign.
    public func dmarc(domain: String, returnPath: String, signing: [String]) async -> [DoctorFinding] {
        do {
            guard let (place, text) = try await policy(for: domain) else {
                return [
                    DoctorFinding(
                        "dmarc", domain, .error, "no DMARC record", required: Receivers.dmarc,
                        paste: "_dmarc.\(domain). IN TXT \"v=DMARC1; p=none; rua=mailto:dmarc@\(domain)\"")
                ]
            }
            let record: DMARCRecord
            do {
                record = try DMARCRecord(parsing: text)
            } catch {
                return [
                    DoctorFinding(
                        "dmarc", "_dmarc.\(place)", .error, "\(error)", required: Receivers.dmarc,
                        paste: "_dmarc.\(place). IN TXT \"v=DMARC1; p=none\"")
                ]
            }
            let policy = place == domain ? record.policy : record.subdomainPolicy
            var found = [
                DoctorFinding(
                    "dmarc", "_dmarc.\(place)", .ok, "policy \(policy.rawValue)\(record.asksForReports ? ", with reports" : "")",
                    required: Receivers.dmarc)
            ]
            if !record.asksForReports {
                found.append(
                    DoctorFinding(
                        "dmarc", "_dmarc.\(place)", .note, "nobody gets the reports: rua= is missing", paste: "rua=mailto:dmarc@\(place)"))
            }
            found.append(alignment(domain, at: place, record, returnPath: returnPath, signing: signing))
            return found
        } catch {
            return [unanswered("dmarc", domain, error)]
        }
    }

    private func alignment(_ domain: String, at place: String, _ record: DMARCRecord, returnPath: String, signing: [String])
        -> DoctorFinding
    {
        func belongs(_ other: String, strict: Bool) -> Bool {
            let other = other.lowercased()
            // The place of the record is the organization's domain as far as DMARC tells it (DNS tree walk).
            return other == domain || !strict && (other == place || other.hasSuffix("." + place) || SenderCheck.aligned(other, domain))
        }
        let byDKIM = signing.filter { belongs($0, strict: record.isDKIMStrict) }
        let bySPF = belongs(returnPath, strict: record.isSPFStrict)
        if byDKIM.isEmpty, !bySPF {
            return DoctorFinding(
                "dmarc", domain, .error, "neither a signature nor the return path belongs to \(domain): DMARC fails for every message",
                required: Receivers.dmarc, paste: "[[dkim]] domain = \"\(domain)\"")
        }
        if byDKIM.isEmpty {
            return DoctorFinding(
                "dmarc", domain, .warning,
                "only the return path \(returnPath) belongs to \(domain): DMARC fails wherever mail is forwarded",
                required: Receivers.dmarc, paste: "[[dkim]] domain = \"\(domain)\"")
        }
        return DoctorFinding(
            "dmarc", domain, .ok, "aligned: DKIM by \(byDKIM.joined(separator: ", "))\(bySPF ? ", SPF by \(returnPath)" : "")",
            required: Receivers.dmarc)
    }

    /// The record at the domain, or at the nearest of its parents that has one.
    private func policy(for domain: String) async throws(DNSFailure) -> (place: String, text: String)? {
        var labels = domain.lowercased().split(separator: ".").map(String.init)
        // More than eight labels are not walked one by one: the walk goes on with the last seven (DMARCbis section 4.10).
        var isFirst = true
        while labels.count >= 2 {
            let place = labels.joined(separator: ".")
            let records = try await lookup.texts("_dmarc.\(place)").filter(DMARCRecord.isOne)
            if records.count == 1 { return (place, records[0]) }
            labels = isFirst && labels.count > 8 ? Array(labels.suffix(7)) : Array(labels.dropFirst())
            isFirst = false
        }
        return nil
    }
}
