import ArgumentParser
import Ledger
import Reports

extension Mailshot {
    /// What came of a campaign.
    struct Report: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what came of a campaign, or of all of them",
            discussion: """
                  mailshot report                                            one line a campaign
                  mailshot report autumn                                     the funnel
                  mailshot report autumn --explain                           what each of its words means
                  mailshot report links autumn                               and domains, relays, bounces, engagement, timeline, variants
                  mailshot report autumn --messages --state refused --format csv
                  mailshot report compare autumn winter
                  mailshot report deliverability --since 2026-11-24 --tz Europe/Berlin

                'accepted' means that the relay took the message, never that it was delivered. 'opened' and 'clicked' count people, estimated;
                what machines did stands beside them. Keys of JSON and columns of csv: docs/reports.md.
                """,
            subcommands: [
                OfCampaign.self, Links.self, Domains.self, Relays.self, Bounces.self, Engagement.self, Timeline.self, Variants.self,
                Compare.self, Cohort.self, Deliverability.self,
            ], defaultSubcommand: OfCampaign.self)
    }
}

extension Mailshot.Report {
    /// The funnel of one campaign, or a line for each.
    struct OfCampaign: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "campaign", abstract: "Show the funnel of a campaign, or one line a campaign",
            discussion: "Needed only for a campaign that is called like one of the other reports: mailshot report campaign links")

        @OptionGroup var options: GlobalOptions
        @OptionGroup var counted: ReportPeriod
        @Argument(help: "The campaign; all of them by default.") var campaign: String?
        @Flag(help: "Say what each word of the funnel means.") var explain = false
        @Flag(help: "One line a message.") var messages = false
        @Option(help: "Only messages in this state; may be given more than once.") var state: [MessageState] = []
        @Option(help: "The steps of the timeline: quarter, hour, day, week or month; whatever fits by default.") var by: Reports.Span?

        func run() throws {
            if explain { return try options.show(Definitions()) }
            let project = try Project(options)
            let period = try counted.period()
            guard let campaign else { return try options.show(try OverviewReport(project.existingLedger(), period: period)) }
            let (ledger, record) = try project.ledger(knowing: campaign)
            if messages || !state.isEmpty {
                try MessageList(options: options, states: state.isEmpty ? Set(MessageState.allCases) : Set(state)).write(record, of: ledger)
            } else {
                try options.show(try CampaignReport(record, in: ledger, period: period, span: by, policy: project.policy(of: record.name)))
            }
        }
    }
}
