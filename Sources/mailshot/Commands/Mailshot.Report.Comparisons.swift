import ArgumentParser
import Campaigns
import Ledger
import Reports

extension Mailshot.Report {
    struct Compare: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show two campaigns beside each other",
            discussion: "Each difference has its 95 % interval: where zero is in it, chance alone may have made the difference.")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The first campaign.") var first: String
        @Argument(help: "The second campaign.") var second: String

        func run() throws {
            let project = try Project(options)
            let (ledger, one) = try project.ledger(knowing: first)
            let (_, other) = try project.ledger(knowing: second)
            try options.show(CompareReport(try CampaignReport(one, in: ledger), try CampaignReport(other, in: ledger)))
        }
    }

    struct Cohort: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what came of recipients by the value of a merge field",
            discussion: "  mailshot report cohort autumn --by plan")
        @OptionGroup var options: GlobalOptions
        @Argument(help: "The campaign.") var campaign: String
        @Option(help: ArgumentHelp("The column of the list.", valueName: "column")) var by: String
        @Option(help: "At most so many values with a line of their own, the largest.") var limit = 50

        func run() throws {
            let (ledger, record) = try Project(options).ledger(knowing: campaign)
            guard let column = record.columns.firstIndex(of: by) else {
                let hint = Spelling.nearest(to: by, in: record.columns).map { "did you mean \($0)?" }
                throw Failure(
                    .usage, "--by \(by): \(campaign) has no such column; \(hint ?? "it has " + record.columns.joined(separator: ", "))")
            }
            try options.show(try CohortReport(record, in: ledger, column: column, limit: max(1, limit)))
        }
    }
}
