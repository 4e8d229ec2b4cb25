import Campaigns
import DKIM
import Deliverability
import Foundation
import Ledger
import MailFormat

/// One look at everything a campaign is made of.
struct CampaignCheck {
    let desk: CampaignDesk
    let limit: Int
    let quiet: Bool
    /// Whether links are asked.
    var links = false
    /// Whether SpamAssassin is asked.
    var spamassassin = false

    func run() async throws -> CheckReport {
        var reader = try desk.openList()
        var report = CheckReport(campaign: desk.campaign.name, list: desk.campaign.recipients, limit: limit)
        for problem in desk.problems(columns: reader.columns) { report.note(problem) }
        for source in try desk.template.htmlSources(project: desk.project.folder.path) {
            for finding in source.findings() { report.note(finding) }
        }
        if let selection = desk.campaign.selection {
            do {
                _ = try Selection(selection, columns: reader.columns)
            } catch {
                report.note(Diagnostic(.error, rule: "where.invalid", file: desk.file, message: error.description))
            }
        }
        for finding in senderFindings() { report.note(finding) }
        do {
            _ = try desk.signer()
            for key in try desk.project.dkimKeys() {
                guard let weakness = try PrivateKey(contentsOf: key.path).weakness else { continue }
                report.note(
                    Diagnostic(
                        .warning, rule: "dkim.weak", file: "mailshot.toml",
                        message: "\(key.selector)._domainkey.\(key.domain): \(weakness)",
                        hint: "make a new key under a new selector: mailshot dkim generate"))
            }
        } catch {
            report.note(Diagnostic(.error, rule: "dkim.key", file: "mailshot.toml", message: "\(error)"))
        }
        if let ledger = try desk.project.existingLedger() {
            let past = PastOfList(ledger: ledger, desk: desk)
            for finding in try past.findings(columns: reader.columns) { report.note(finding) }
        }
        // A template with errors cannot be composed; its rows are still looked at for themselves.
        let isSound = !desk.problems(columns: reader.columns).contains { $0.severity == .error }
        let composer = isSound ? try desk.composer(campaignID: 0, columns: reader.columns, keyring: .preview) : nil
        let edges = try rows(of: &reader, composer: composer, into: &report)
        if let composer {
            try await look(at: edges, composer: composer, into: &report)
            if links {
                let probe = LinkProbe(
                    file: "templates/\(desk.campaign.template)", nameServer: .named(desk.project.pool.nameServer))
                for finding in try await probe.findings(of: linkAddresses()) { report.note(finding) }
            }
        }
        return report
    }

    /// The links of the template's files, each once.
    private func linkAddresses() throws -> [String] {
        var seen: Set<String> = []
        return try desk.template.htmlSources(project: desk.project.folder.path).flatMap(\.linkAddresses).filter { seen.insert($0).inserted }
    }

    private func senderFindings() -> [Diagnostic] {
        let domains = (try? desk.project.dkimKeys().map(\.domain)) ?? []
        return SenderCheck(
            from: desk.campaign.from, replyTo: desk.campaign.replyTo, signingDomains: domains, usesSandbox: desk.project.usesSandbox
        ).findings
    }

    /// Every row: whether it is one, and whether its message can be made.
    private func rows(of reader: inout RecipientReader, composer: Composer?, into report: inout CheckReport) throws -> EdgeRows {
        var audit = RecipientsAudit(of: reader, file: desk.campaign.recipients)
        var edges = EdgeRows(
            columns: reader.columns, names: Set(desk.template.names.map(\.name)), languageColumn: desk.campaign.languageColumn)
        var progress = ProgressLine(quiet: quiet)
        while let row = try reader.next() {
            if let diagnostic = audit.record(row) { report.note(diagnostic) }
            guard case .good(let line, let address, let fields) = row else { continue }
            report.rows += 1
            if report.rows % 4096 == 0 { progress.draw(["  checking: \(NumberText.grouped(report.rows)) rows"]) }
            edges.look(line: line, email: address, fields: fields)
            if let habit = AddressHabits.finding(address) {
                report.note(
                    Diagnostic(
                        .hint, rule: habit.rule, file: desk.campaign.recipients, line: line, message: habit.message, hint: habit.hint))
            }
            do {
                try composer?.check(
                    Recipient(key: 0, email: address, fields: fields, queuedAt: Timestamp(milliseconds: 0), line: line))
            } catch {
                report.note(error.diagnostic(file: desk.campaign.recipients))
            }
        }
        report.good = audit.summary.good
        report.rows = audit.summary.rows
        progress.clear()
        return edges
    }

    /// The messages of the rows that show most, as they will leave.
    private func look(at edges: EdgeRows, composer: Composer, into report: inout CheckReport) async throws {
        var said: Set<String> = []
        for edge in edges.edges {
            let recipient = Recipient(
                key: 0, email: edge.email, fields: edge.fields, queuedAt: Timestamp(milliseconds: 0), line: edge.line)
            // What keeps a message from being made was said with its row.
            guard let message = try? composer.compose(recipient), let shown = try? composer.alternatives(for: recipient) else { continue }
            let specimen = MessageSpecimen(
                line: edge.line, bytes: message.bytes, text: String(decoding: shown.text, as: UTF8.self),
                html: shown.html.map { String(decoding: $0, as: UTF8.self) }, isMarketing: desk.campaign.kind == .marketing,
                hasPreheader: !desk.campaign.preheader.isEmpty, textIsMade: desk.template.textIsMade)
            // What is wrong with the first row's message is wrong with all: one row tells it.
            for finding in specimen.findings(list: desk.campaign.recipients) where said.insert(finding.rule).inserted {
                report.note(finding)
            }
            let probe = SpamAssassinProbe(file: desk.campaign.recipients, line: edge.line)
            if spamassassin, !said.contains("spam.score"), let finding = try await probe.finding(of: message.bytes) {
                said.insert(finding.rule)
                report.note(finding)
            }
        }
    }
}

extension HandleKeyring {
    /// A ring for messages that are only looked at: its handles verify nowhere.
    static let preview = HandleKeyring(secret: [UInt8](repeating: 0, count: HandleKeyring.secretLength))
}

/// What the ledger remembers that concerns a campaign which is to be sent.
struct PastOfList {
    let ledger: LedgerFile
    let desk: CampaignDesk

    /// Share of suppressed recipients from which a list is doubtful.
    static let doubtfulShare = 0.1

    func findings(columns: [String]) throws -> [Diagnostic] {
        let campaigns = try ledger.campaigns()
        var found: [Diagnostic] = []
        if let problem = handleKeyProblem(first: campaigns.first) { found.append(problem) }
        if let last = campaigns.last(where: { $0.name != desk.campaign.name && Set($0.columns) != Set(columns) }),
            last.id == campaigns.last(where: { $0.name != desk.campaign.name })?.id
        {
            let gone = last.columns.filter { !columns.contains($0) }
            let new = columns.filter { !last.columns.contains($0) }
            let parts = [
                gone.isEmpty ? nil : "without " + gone.joined(separator: ", "), new.isEmpty ? nil : "with " + new.joined(separator: ", "),
            ]
            found.append(
                Diagnostic(
                    .hint, rule: "list.columns", file: desk.campaign.recipients, line: 1,
                    message: "other columns than the list of \(last.name): \(parts.compactMap(\.self).joined(separator: ", "))"))
        }
        if let own = campaigns.first(where: { $0.name == desk.name }) {
            let counts = try ledger.counts(campaign: own.id)
            let share = counts.planned == 0 ? 0 : Double(counts[.suppressed]) / Double(counts.planned)
            if share > Self.doubtfulShare {
                found.append(
                    Diagnostic(
                        .warning, rule: "list.suppressed", file: desk.campaign.recipients,
                        message:
                            "\(NumberText.grouped(counts[.suppressed])) of \(NumberText.grouped(counts.planned)) recipients are suppressed",
                        hint: "ask where the list comes from, and clean it: mailshot recipients clean"))
            }
        }
        return found
    }

    /// A key that was made after the first campaign knows none of the handles that are out there.
    private func handleKeyProblem(first: CampaignRecord?) -> Diagnostic? {
        guard let first,
            let made = try? FileManager.default.attributesOfItem(atPath: desk.project.folder.handleKey)[.modificationDate] as? Date,
            Int64(made.timeIntervalSince1970 * 1000) > first.createdAt.milliseconds
        else { return nil }
        return Diagnostic(
            .warning, rule: "key.newer", file: "keys/handle.key",
            message: "the key is newer than the ledger: links, unsubscribes and bounces of what was sent before it verify nowhere",
            hint: "put the old key back from a copy")
    }
}
