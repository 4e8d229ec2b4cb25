import Campaigns
import Foundation
import Ledger
import MailFormat

/// `trace`: one recipient's story.
struct TraceResult: CommandResult {
    /// What one campaign decided about her, did, and got back.
    struct Story: Encodable, Sendable {
        var campaign: String
        var kind: String
        var list: String?
        /// `accepted by ses: 250 2.0.0 Ok`, `not mailed: suppressed since …`
        var decision: String
        /// A state of messages; nil where she is not in the audience.
        var state: String?
        /// The last change of the state.
        var at: String?
        /// What the message's Date field says: when it was first taken up, or else planned.
        var date: String?
        /// The list's file and the line her row stood on.
        var file: String?
        var line: Int?
        var fields: [String: String]?
        var messageID: String?
        /// Every attempt, the one that settled it last.
        var attempts: [Attempt] = []
        var events: [Happening] = []

        enum CodingKeys: String, CodingKey {
            case campaign, kind, list, decision, state, at, date, file, line, fields, messageID = "messageId", attempts, events
        }
    }

    struct Attempt: Encodable, Sendable {
        var number: Int
        var outcome: String
        var at: String
        var relay: String?
        var code: Int?
        var enhanced: String?
        var reply: String?
        var reason: String?
        /// When it is tried again.
        var next: String?
    }

    struct Happening: Encodable, Sendable {
        var kind: String
        var detail: String?
        var at: String
        /// Of opens and clicks: `person` or `machine`, or what was found out about it.
        var verdict: String?
        var url: String?
        var facts: JSONValue?
    }

    /// A change of the list of suppressions.
    struct Change: Encodable, Sendable {
        var at: String
        var change: String
        var target: String
        var scope: String?
        var reason: String
        var source: String
    }

    var schema = 1
    var email: String
    /// The campaign that was asked about; nil for all.
    var campaign: String?
    var suppressed: Bool
    var suppressions: [[String: String]]
    var changes: [Change]
    var campaigns: [Story]
    /// Campaigns that have her not in their audience.
    var notInAudience: [String]

    /// Reads the story of an address, in all campaigns.
    init(of email: EmailAddress, in ledger: LedgerFile, of project: Project) throws {
        let traces = try ledger.trace(email)
        try self.init(email, traces, in: ledger, of: project)
        let known = Set(traces.map(\.campaign.id))
        notInAudience = try ledger.campaigns().filter { !known.contains($0.id) }.map(\.name)
    }

    /// Reads what one campaign did about an address; where that is nothing, the campaign's list is asked for the reason.
    init(of email: EmailAddress, campaign: CampaignRecord, in ledger: LedgerFile, of project: Project) throws {
        let traces = try ledger.trace(email, campaign: campaign.id)
        try self.init(email, traces, in: ledger, of: project)
        self.campaign = campaign.name
        guard traces.isEmpty else { return }
        campaigns = [
            Story(
                campaign: campaign.name, kind: campaign.kind.rawValue, list: campaign.list.isEmpty ? nil : campaign.list,
                decision: "not mailed: not in the audience; " + ListSearch.reason(against: email, campaign: campaign, in: project))
        ]
    }

    private init(_ email: EmailAddress, _ traces: [MessageTrace], in ledger: LedgerFile, of project: Project) throws {
        self.email = email.description
        let log = try ledger.suppressionLog(against: email)
        let holding = try ledger.suppressions(of: email)
        suppressed = !holding.isEmpty
        suppressions = holding.map(SuppressionTable.object)
        changes = log.map { change in
            Change(
                at: DateFormat.iso8601(change.at, milliseconds: true), change: change.added ? "suppressed" : "lifted",
                target: change.target,
                scope: change.scope.isEmpty ? nil : change.scope, reason: change.reason, source: change.source)
        }
        let keyring = try? HandleKeyring(file: project.folder.handleKey)
        campaigns = try traces.map { trace in
            var story = Story(trace, log: log)
            if trace.events.contains(where: { $0.link != nil }) {
                let urls = Dictionary(try ledger.links(campaign: trace.campaign.id).map { ($0.position, $0.url) }) { first, _ in first }
                for (index, event) in trace.events.enumerated() { story.events[index].url = event.link.flatMap { urls[$0] } }
            }
            if let file = try? CampaignFile.load(trace.campaign.name, from: project).campaign {
                story.file = file.recipients == "-" ? "standard input" : file.recipients
                if trace.message.relay != nil {
                    story.messageID = keyring.map {
                        "<\($0.handle(message: trace.message.key, campaign: trace.campaign.id))@\(file.from.address.domain)>"
                    }
                }
            }
            return story
        }
        notInAudience = []
    }
}

extension TraceResult.Story {
    /// What the ledger has of one message.
    init(_ trace: MessageTrace, log: [SuppressionChange]) {
        let message = trace.message
        campaign = trace.campaign.name
        kind = trace.campaign.kind.rawValue
        list = trace.campaign.list.isEmpty ? nil : trace.campaign.list
        decision = TraceDecision.words(message, log: log)
        state = message.state.rawValue
        at = DateFormat.iso8601(message.at, milliseconds: true)
        date = DateFormat.iso8601(message.date, milliseconds: true)
        line = message.line
        fields = Dictionary(zip(trace.campaign.columns, message.fields)) { first, _ in first }
        attempts = trace.attempts.map(TraceResult.Attempt.init)
        // The attempt that settled it, or was the last, is in the message's own row.
        if message.attempts > trace.attempts.count, message.relay != nil { attempts.append(TraceResult.Attempt(message)) }
        events = trace.events.map(TraceResult.Happening.init)
    }
}

extension TraceResult.Attempt {
    fileprivate init(_ attempt: AttemptRecord) {
        self.init(
            number: attempt.number, outcome: attempt.state.rawValue, at: DateFormat.iso8601(attempt.at, milliseconds: true),
            relay: attempt.relay, code: attempt.code, enhanced: attempt.enhanced, reply: attempt.reply, reason: attempt.reason)
    }

    fileprivate init(_ message: MessageRecord) {
        self.init(
            number: message.attempts, outcome: message.state.rawValue, at: DateFormat.iso8601(message.at, milliseconds: true),
            relay: message.relay, code: message.code, enhanced: message.enhanced, reply: message.reply, reason: message.reason,
            next: message.notBefore.map { DateFormat.iso8601($0) })
    }
}

extension TraceResult.Happening {
    fileprivate init(_ event: Event) {
        kind = event.kind.rawValue
        detail = event.detail.isEmpty ? nil : event.detail
        at = DateFormat.iso8601(event.at, milliseconds: true)
        facts = event.facts.flatMap { try? JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
        if event.kind == .open || event.kind == .click {
            verdict = facts?["verdict"]?.words ?? (event.machine ? "machine" : "person")
        }
    }
}
