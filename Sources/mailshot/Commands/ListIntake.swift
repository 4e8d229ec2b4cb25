import Campaigns
import Foundation
import Ledger
import MailFormat
import Sending
import Synchronization

/// Brings a campaign's list into a ledger for a command: rows that are left out are told and kept.
struct ListIntake {
    let desk: CampaignDesk
    let ledger: LedgerFile
    let options: GlobalOptions
    /// File that gets the rows left out.
    let rejects: String?

    /// Rows shown one by one before only their number is.
    private static let shown = 10

    /// Prepares the campaign; says on standard error what became of the list.
    func prepare(revise: Bool = false) async throws -> CampaignPreparation.Prepared {
        let log = try RejectLog(
            path: rejects, besides: [desk.project.folder.resolve(desk.campaign.recipients)], shown: options.quiet ? 0 : Self.shown)
        let progress = Mutex(ProgressLine(quiet: options.quiet))
        let reading = desk.campaign.recipients
        do {
            let prepared = try await CampaignPreparation(
                campaign: desk.campaign, name: desk.name, frozen: try desk.frozen(), ledger: ledger, timetable: desk.timetable
            ).prepare(
                revise: revise, openList: desk.openList, onProblem: { try log.note($0, $1) },
                progress: { rows in progress.withLock { $0.draw(["  reading \(reading): \(NumberText.grouped(rows)) rows"]) } })
            progress.withLock { $0.clear() }
            try log.close()
            if let imported = prepared.imported, !options.quiet { say(imported, unshown: log.unshown) }
            if prepared.requeued > 0, !options.quiet {
                StandardError.line("  \(NumberText.grouped(prepared.requeued)) messages that could not be made are queued again")
            }
            return prepared
        } catch CampaignPreparation.Problem.changed(let changes) {
            throw Failure(
                .badData,
                changes.map(\.description).joined(separator: "\n")
                    + "\nThe campaign was sent with other inputs before; say --revise to take these for what is not sent yet")
        } catch CampaignPreparation.Problem.selection(let problem) {
            throw Failure(.badData, "\(desk.file): \(problem)")
        }
    }

    private func say(_ imported: AudienceImport.Summary, unshown: Int) {
        if unshown > 0 { StandardError.line("  … and \(NumberText.grouped(unshown)) more; --rejects FILE lists them") }
        var line =
            "  \(desk.campaign.recipients): \(NumberText.grouped(imported.rows)) rows, \(NumberText.grouped(imported.queued)) to send"
        for (count, what) in [
            (imported.suppressed, "suppressed"), (imported.excluded, "left out by 'where'"), (imported.duplicates, "duplicates"),
            (imported.rejected, "not good"),
        ] where count > 0 { line += ", \(NumberText.grouped(count)) \(what)" }
        StandardError.line(line)
    }
}

/// The rows of a list that are left out: the first few are shown, all of them are written where a file is given.
final class RejectLog: Sendable {
    private struct State {
        var shown = 0
        var unshown = 0
        var file: FileHandle?
    }

    private let limit: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - path: the file that gets the rows; nil for none.
    ///   - inputs: what the command reads and must not write over.
    ///   - shown: diagnostics shown on standard error at the most.
    init(path: String?, besides inputs: [String], shown: Int) throws {
        limit = shown
        state = Mutex(State(file: try path.map { try NewFile.make($0, besides: inputs) }))
    }

    /// Takes a diagnostic, and the original row where it is left out.
    func note(_ diagnostic: Diagnostic, _ row: [String]?) throws {
        try state.withLock { state in
            if let row, let file = state.file {
                try file.write(
                    contentsOf: Data(CSVText.line([String(diagnostic.line ?? 0), diagnostic.rule, diagnostic.message] + row).utf8))
            }
            if state.shown < limit {
                state.shown += 1
                StandardError.line(TerminalText.safe(diagnostic.description))
            } else {
                state.unshown += 1
            }
        }
    }

    /// Diagnostics that were not shown.
    var unshown: Int { limit == 0 ? 0 : state.withLock(\.unshown) }

    /// Ends the file.
    func close() throws {
        try state.withLock { try $0.file?.close() }
    }
}
