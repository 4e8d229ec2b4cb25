import Campaigns
import Deliverability
import MailFormat

/// The domains of a list, each once: whether they take mail.
struct ListDomains {
    private struct Rows {
        var first: (line: Int, email: String)
        var count = 1
    }

    private var domains: [String: Rows] = [:]

    /// Takes in a row.
    mutating func record(_ row: RecipientRow) {
        guard case .good(let line, let address, _) = row else { return }
        if domains[address.domain] == nil {
            domains[address.domain] = Rows(first: (line, address.description))
        } else {
            domains[address.domain]?.count += 1
        }
    }

    /// Asks for every domain: a finding for each that takes no mail, in the list's order, and one where nobody knows of some.
    func findings(in file: String, asking memory: MailHostsMemory) async throws -> [(diagnostic: Diagnostic, email: String?)] {
        var known = try memory.remembered(Array(domains.keys))
        var failure: DNSFailure?
        var unknown = 0
        try await memory.ask(domains.keys.filter { known[$0] == nil }) { domain, answer in
            switch answer {
            case .success(let hosts): known[domain] = hosts
            case .failure(let reason): (failure, unknown) = (reason, unknown + 1)
            }
        }
        var findings = domains.compactMap { domain, rows -> (diagnostic: Diagnostic, email: String?)? in
            guard let hosts = known[domain], !hosts.takesMail else { return nil }
            let what =
                switch hosts {
                case .refusesMail: "takes no mail and says so (null MX)"
                case .nowhere: "has neither MX nor address"
                default: "does not exist"
                }
            let more = rows.count > 1 ? " (\(NumberText.grouped(rows.count)) rows)" : ""
            return (
                Diagnostic(.error, rule: "domain.no-mail", file: file, line: rows.first.line, message: "\(domain) \(what)\(more)"),
                rows.first.email
            )
        }
        findings.sort { ($0.diagnostic.line ?? 0) < ($1.diagnostic.line ?? 0) }
        if let failure {
            let text = "of \(unknown) domains nobody knows whether they take mail: \(failure)"
            findings.append((Diagnostic(.warning, rule: "domain.unknown", file: file, message: text), nil))
        }
        return findings
    }
}
