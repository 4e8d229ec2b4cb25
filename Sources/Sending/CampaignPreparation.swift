public import Campaigns
import Foundation
public import Ledger

/// Brings a campaign's files and the ledger's memory of it together, before anything is sent.
///
/// The first time, the audience is enqueued and sealed and the inputs' hashes are kept. As long as nothing was sent, changed files simply
/// replace what was enqueued. Once something was sent, changed inputs stop everything unless they are accepted (`revise`).
public struct CampaignPreparation {
    /// What came of it.
    public struct Prepared: Sendable {
        /// The campaign in the ledger.
        public var record: CampaignRecord
        /// What became of the list's rows; nil where the audience was sealed before.
        public var imported: AudienceImport.Summary?
        /// Messages that could not be made of the old inputs and are queued again for the revised ones.
        public var requeued = 0
    }

    /// Why a campaign cannot be prepared: a value to show, never a crash.
    public enum Problem: Error, Sendable {
        /// Inputs changed since the first send: what, each as a diagnostic.
        case changed([Diagnostic])
        /// The `where` expression: what and where.
        case selection(SelectionProblem)
    }

    private let campaign: Campaign
    private let name: String
    private let timetable: ((CampaignRecord) -> Timetable)?
    private let frozen: FrozenInputs
    private let ledger: LedgerFile

    /// - Parameters:
    ///   - name: the name the ledger knows it by; nil for its file's.
    ///   - frozen: the hashes of the inputs as they are now.
    ///   - timetable: when each message may go; nil for always.
    public init(
        campaign: Campaign, name: String? = nil, frozen: FrozenInputs, ledger: LedgerFile, timetable: ((CampaignRecord) -> Timetable)? = nil
    ) {
        self.campaign = campaign
        self.name = name ?? campaign.name
        self.timetable = timetable
        self.frozen = frozen
        self.ledger = ledger
    }

    /// Prepares.
    ///
    /// - Parameters:
    ///   - revise: accepts changed inputs for what is not sent yet. The audience stays what it was.
    ///   - openList: opens the list; called where it is to be read.
    ///   - onProblem: gets every diagnostic of the list, and the original row where it is left out.
    ///   - progress: told the number of rows read.
    public func prepare(
        revise: Bool = false, openList: () throws -> RecipientReader,
        onProblem: @escaping @Sendable (Diagnostic, [String]?) throws -> Void, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws -> Prepared {
        if let record = try ledger.campaign(named: name) {
            if record.startedAt != nil || record.state == .cancelled {
                return try accept(record, revise: revise)
            }
            if record.state != .enqueuing, Self.inputs(of: record) == frozen {
                return Prepared(record: record, imported: nil)
            }
            try ledger.discard(campaign: record.id)
        }
        let reader = try openList()
        let selection = try selection(over: reader.columns)
        let enqueue = try ledger.enqueue(
            newCampaign: name, kind: campaign.kind, columns: reader.columns, uncertain: campaign.uncertain,
            list: campaign.list, frozen: try Self.text(of: frozen), selection: selection, timetable: timetable)
        let summary = try await AudienceImport(reader: reader, file: campaign.recipients, onProblem: onProblem)
            .run(into: enqueue, progress: progress)
        return Prepared(record: try ledger.campaign(enqueue.campaign), imported: summary)
    }

    /// What changed since a campaign was first sent; empty where nothing did.
    public func changes(since record: CampaignRecord) -> [Diagnostic] {
        Self.inputs(of: record).changes(now: frozen)
    }

    /// Whether what a campaign's messages are made of is as it was frozen.
    ///
    /// - Parameter list: the list's path: its rows are in the ledger, so what became of the file does not matter.
    public static func isUnchanged(_ record: CampaignRecord, now: FrozenInputs, but list: String) -> Bool {
        func rest(_ inputs: FrozenInputs) -> FrozenInputs { FrozenInputs(inputs.inputs.filter { $0.what != list }) }
        return rest(inputs(of: record)).changes(now: rest(now)).isEmpty
    }

    private func accept(_ record: CampaignRecord, revise: Bool) throws -> Prepared {
        let changes = changes(since: record)
        guard !changes.isEmpty else { return Prepared(record: record, imported: nil) }
        guard revise else { throw Problem.changed(changes) }
        let requeued = try ledger.revise(campaign: record.id, frozen: try Self.text(of: frozen), list: campaign.list)
        return Prepared(record: try ledger.campaign(record.id), imported: nil, requeued: requeued)
    }

    /// The hashes as the ledger keeps them: a JSON object from the input's name to its SHA-256.
    private static func text(of inputs: FrozenInputs) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let digests = Dictionary(inputs.inputs.map { ($0.what, $0.digest) }, uniquingKeysWith: { first, _ in first })
        return String(decoding: try encoder.encode(digests), as: UTF8.self)
    }

    private static func inputs(of record: CampaignRecord) -> FrozenInputs {
        let digests = (try? JSONDecoder().decode([String: String].self, from: Data(record.frozen.utf8))) ?? [:]
        return FrozenInputs(digests.map { FrozenInput(what: $0.key, digest: $0.value) })
    }

    private func selection(over columns: [String]) throws -> Selection? {
        do {
            return try campaign.selection.map { try Selection($0, columns: columns) }
        } catch let problem as SelectionProblem {
            throw Problem.selection(problem)
        }
    }
}
