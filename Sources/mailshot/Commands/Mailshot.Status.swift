import ArgumentParser
import Ledger
import MailFormat

extension Mailshot {
    /// Where a campaign stands.
    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show where a campaign stands: how many messages are in each state",
            discussion: """
                  mailshot status autumn
                  mailshot status autumn --uncertain        the messages nobody knows about: relay, machine, time, Message-ID
                  mailshot status autumn --format json
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The campaign.") var campaign: String
        @Flag(help: "List the messages whose final dot went out without a reply.") var uncertain = false

        func run() throws {
            let project = try Project(options)
            let (ledger, record) = try project.ledger(knowing: campaign)
            if uncertain {
                try options.show(UncertainList(try ledger.doubtfulMessages(campaign: record.id), campaign: record, project: project))
            } else {
                try options.show(try CampaignStatus(record, in: ledger, policy: project.policy(of: record.name)))
            }
        }
    }
}

/// `status`: the same keys as `send` ends with.
struct CampaignStatus: CommandResult {
    var schema = 1
    var campaign: String
    var state: String
    /// Why it is paused, where no person paused it.
    var cause: String?
    var counts: StateCounts
    var guarding: GuardResult

    init(_ record: CampaignRecord, in ledger: LedgerFile, policy: BouncePolicy) throws {
        campaign = record.name
        state = record.state.rawValue
        cause = record.pauseCause
        counts = try ledger.counts(campaign: record.id)
        guarding = GuardResult(try ledger.campaignGuard(record.id, policy: policy))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: TextKey.self)
        try container.encode(schema, forKey: TextKey("schema"))
        try container.encode(campaign, forKey: TextKey("campaign"))
        try container.encode(state, forKey: TextKey("state"))
        try container.encodeIfPresent(cause, forKey: TextKey("cause"))
        try counts.encode(into: &container)
        try container.encode(guarding, forKey: TextKey("guard"))
    }

    func text(_ style: TextStyle) -> String {
        var lines = ["\(style.bold(campaign)) · \(state) · \(NumberText.grouped(counts.planned)) planned", ""]
        for state in MessageState.allCases where counts[state] > 0 {
            lines.append("  \(NumberText.grouped(counts[state], width: 12))  \(state.rawValue)")
        }
        if counts[.uncertain] > 0 {
            lines += ["", "The relay may or may not have taken the uncertain ones. See them: mailshot status \(campaign) --uncertain"]
        }
        lines += guarding.warning(campaign)
        if state == "paused" {
            if let cause { lines += ["", "Paused: \(cause)"] }
            lines += ["", "Let it go on with: mailshot resume \(campaign)\(cause == nil ? "" : " --ack")"]
        } else if counts.remaining > 0, state != "cancelled" {
            lines += ["", "Go on with: mailshot send \(campaign) --resume"]
        }
        return lines.joined(separator: "\n")
    }
}

/// A coding key from a text.
struct TextKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

extension StateCounts {
    /// `planned` and every state by name.
    func encode(into container: inout KeyedEncodingContainer<TextKey>) throws {
        try container.encode(planned, forKey: TextKey("planned"))
        for state in MessageState.allCases { try container.encode(self[state], forKey: TextKey(state.rawValue)) }
    }
}
