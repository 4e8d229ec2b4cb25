import ArgumentParser
import Ledger
import MailFormat

extension Mailshot {
    /// What came of a campaign.
    struct Report: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what came of a campaign, or of all of them",
            discussion: """
                  mailshot report                                            one line a campaign
                  mailshot report autumn
                  mailshot report autumn --messages --state refused --format csv

                'accepted' means that the relay took the message, never that it was delivered. 'opened' counts people as far as can be told.
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The campaign; all of them by default.") var campaign: String?
        @Flag(help: "One line a message.") var messages = false
        @Option(help: "Only messages in this state; may be given more than once.") var state: [MessageState] = []

        func run() throws {
            let project = try Project(options)
            guard let campaign else {
                let ledger = try project.existingLedger()
                let campaigns = try ledger?.campaigns().map { ($0, try ledger?.counts(campaign: $0.id) ?? StateCounts()) }
                return try options.show(CampaignsReport(campaigns ?? []))
            }
            let (ledger, record) = try project.ledger(knowing: campaign)
            if messages || !state.isEmpty {
                try MessageList(options: options, states: state.isEmpty ? Set(MessageState.allCases) : Set(state)).write(record, of: ledger)
            } else {
                try options.show(try CampaignReport(record, in: ledger, policy: project.policy(of: record.name)))
            }
        }
    }
}

/// `report`: one line a campaign.
struct CampaignsReport: CommandResult {
    struct Line: Encodable, Sendable {
        var campaign: String
        var state: String
        var planned: Int
        var accepted: Int
        var refused: Int
        var remaining: Int
        var uncertain: Int
    }

    var schema = 1
    var campaigns: [Line]

    init(_ campaigns: [(CampaignRecord, StateCounts)]) {
        self.campaigns = campaigns.map { record, counts in
            Line(
                campaign: record.name, state: record.state.rawValue, planned: counts.planned, accepted: counts[.accepted],
                refused: counts[.refused], remaining: counts.remaining, uncertain: counts[.uncertain])
        }
    }

    var table: ResultTable? {
        ResultTable(
            columns: ["campaign", "state", "planned", "accepted", "refused", "remaining", "uncertain"],
            numbers: ["planned", "accepted", "refused", "remaining", "uncertain"],
            rows: campaigns.map {
                [
                    $0.campaign, $0.state, String($0.planned), String($0.accepted), String($0.refused), String($0.remaining),
                    String($0.uncertain),
                ]
            })
    }

    func text(_ style: TextStyle) -> String {
        guard !campaigns.isEmpty else { return "nothing was sent yet; begin with: mailshot check CAMPAIGN" }
        let width = max(8, campaigns.map(\.campaign.count).max() ?? 0)
        let head = "\("campaign".padding(toLength: width))  state          planned   accepted    refused  remaining  uncertain"
        return
            ([style.dim(head)]
            + campaigns.map { line in
                "\(line.campaign.padding(toLength: width))  \(line.state.padding(toLength: 9))"
                    + [line.planned, line.accepted, line.refused, line.remaining, line.uncertain].map { NumberText.grouped($0, width: 11) }
                    .joined()
            }).joined(separator: "\n")
    }
}
