import ArgumentParser
import Campaigns
import Foundation
import Ledger
import MailFormat
import Sending

extension Mailshot {
    /// What would be sent.
    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Show what would be sent: counts by domain, provider and relay, when it is done, who is suppressed and why, what changed",
            discussion: """
                Reads the list as send would, in a ledger of its own that is thrown away; nothing is recorded. When it would be done comes
                from the rates, quotas and warm-ups of the relays, what they have used already, and the limits of providers.
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The campaign.") var campaign: String

        func run() async throws {
            try await PlanCommand(desk: try CampaignDesk(campaign, in: try Project(options)), options: options).show()
        }
    }
}

/// `plan`, and `send --dry-run`.
struct PlanCommand {
    let desk: CampaignDesk
    let options: GlobalOptions

    func show() async throws {
        let project = desk.project
        let known = try project.existingLedger()
        if let known, let record = try known.campaign(named: desk.name), record.startedAt != nil {
            let preparation = CampaignPreparation(campaign: desk.campaign, frozen: try desk.frozen(), ledger: known)
            return try options.show(
                PlanResult(
                    record, in: known, imported: nil, changes: preparation.changes(since: record), relays: project.relayNames,
                    forecast: try await PlanForecast(of: record, in: known, desk: desk, known: known)))
        }
        try await withRehearsalLedger { ledger in
            if let known { try copySuppressions(from: known, to: ledger) }
            let prepared = try await ListIntake(desk: desk, ledger: ledger, options: options, rejects: nil).prepare()
            try options.show(
                PlanResult(
                    prepared.record, in: ledger, imported: prepared.imported, changes: [], relays: project.relayNames,
                    forecast: try await PlanForecast(of: prepared.record, in: ledger, desk: desk, known: known)))
        }
    }

    /// A ledger in a folder of its own, gone afterwards.
    private func withRehearsalLedger(_ body: (LedgerFile) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailshot-plan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let ledger = try LedgerFile(
            path: folder.appendingPathComponent("ledger.db").path, create: true, now: WallClock.now,
            digest: try desk.project.addressDigest())
        try await body(ledger)
        try ledger.close()
    }

    private func copySuppressions(from known: LedgerFile, to ledger: LedgerFile) throws {
        try known.forEachSuppression { page in
            _ = try ledger.suppress(page)
            return true
        }
    }
}

/// What would be sent.
struct PlanResult: CommandResult {
    struct Domain: Encodable, Sendable {
        var domain: String
        var messages: Int
    }

    var schema = 1
    var campaign: String
    var planned: Int
    var toSend: Int
    var suppressed: [String: Int]
    var rows: Int?
    var rejected: Int?
    var duplicates: Int?
    var excluded: Int?
    var domains: [Domain]
    var relays: [String]
    /// What is not as it was when the campaign was first sent.
    var changes: [Diagnostic]
    /// What goes where, and when it is done; null where only the sandbox is used.
    var forecast: PlanForecast?

    init(
        _ record: CampaignRecord, in ledger: LedgerFile, imported: AudienceImport.Summary?, changes: [Diagnostic], relays: [String],
        forecast: PlanForecast?
    ) throws {
        let counts = try ledger.counts(campaign: record.id)
        campaign = record.name
        planned = counts.planned
        toSend = counts.remaining
        suppressed = try ledger.reasonCounts(campaign: record.id, state: .suppressed)
        rows = imported?.rows
        rejected = imported?.rejected
        duplicates = imported?.duplicates
        excluded = imported?.excluded
        domains = try ledger.domainCounts(campaign: record.id, limit: 15).map { Domain(domain: $0.name, messages: $0.counts.remaining) }
        self.relays = relays
        self.changes = changes
        self.forecast = forecast
    }

    func text(_ style: TextStyle) -> String {
        var lines = [
            "\(style.bold(campaign)) · \(NumberText.grouped(planned)) recipients · \(NumberText.grouped(toSend)) to send through \(relays.joined(separator: ", "))",
            "",
        ]
        for (reason, count) in suppressed.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(NumberText.grouped(count, width: 11))  suppressed (\(reason))")
        }
        for (count, what) in [(excluded, "left out by 'where'"), (duplicates, "duplicates"), (rejected, "rows that are no recipient")] {
            if let count, count > 0 { lines.append("  \(NumberText.grouped(count, width: 11))  \(what)") }
        }
        let largest = domains.map(\.messages).max() ?? 0
        if largest > 0 { lines.append("") }
        for domain in domains where domain.messages > 0 {
            lines.append(
                "  \(NumberText.grouped(domain.messages, width: 11))  \(domain.domain.padding(toLength: 32)) \(Bar.text(domain.messages, of: largest, width: 24))"
            )
        }
        if let forecast, toSend > 0 { lines += [""] + forecast.lines(style) }
        if !changes.isEmpty { lines += [""] + changes.map { DiagnosticText.line($0, style) } }
        lines += ["", "Send it: mailshot send \(campaign)\(changes.isEmpty ? "" : " --revise")"]
        return lines.joined(separator: "\n")
    }
}
