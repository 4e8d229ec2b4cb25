import ArgumentParser
import Ledger
import Reports

/// What a report of one campaign takes.
struct ReportSubject: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @OptionGroup var counted: ReportPeriod
    @Argument(help: "The campaign.") var campaign: String

    /// Counts the campaign and prints what came out.
    func show<Value: Report>(_ count: (CampaignRecord, LedgerFile, Period) throws -> Value) throws {
        let period = try counted.period()
        let (ledger, record) = try Project(options).ledger(knowing: campaign)
        try options.show(try count(record, ledger, period))
    }
}

extension Mailshot.Report {
    struct Links: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show which links were followed, by how many")
        @OptionGroup var subject: ReportSubject

        func run() throws { try subject.show { try LinksReport($0, in: $1, period: $2) } }
    }

    struct Domains: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what came of the messages to each recipient domain",
            discussion: """
                With --since or --until, what relays answered is counted, and the hundred largest domains of the campaign are told apart; who
                opened and clicked is known by domain over all of time only.
                """)
        @OptionGroup var subject: ReportSubject
        @Option(help: "At most so many domains with a line of their own, the largest; 0 for all.") var limit = 50

        func run() throws {
            try subject.show { try DomainsReport($0, in: $1, period: $2, limit: limit == 0 ? nil : limit) }
        }
    }

    struct Relays: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what each relay took, and how fast")
        @OptionGroup var subject: ReportSubject

        func run() throws { try subject.show { try RelaysReport($0, in: $1, period: $2) } }
    }

    struct Bounces: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what came back or was refused, why, and what relays said")
        @OptionGroup var subject: ReportSubject

        func run() throws { try subject.show { try BouncesReport($0, in: $1, period: $2) } }
    }

    struct Engagement: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show who opened and clicked, how soon, and at which hours")
        @OptionGroup var subject: ReportSubject

        func run() throws { try subject.show { try EngagementReport($0, in: $1, period: $2) } }
    }

    struct Timeline: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what happened when",
            discussion: "Steps are those of local clocks: a day on which clocks are changed has 23 or 25 hours.")
        @OptionGroup var subject: ReportSubject
        @Option(help: "The steps: quarter, hour, day, week or month; whatever fits by default.") var by: Reports.Span?

        func run() throws { try subject.show { try TimelineReport($0, in: $1, period: $2, span: by) } }
    }

    struct Variants: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show how the variants of a campaign did, with 95 % intervals")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The campaign.") var campaign: String

        func run() throws {
            let (_, record) = try Project(options).ledger(knowing: campaign)
            try options.show(VariantsReport(record, variants: []))
        }
    }
}
