import ArgumentParser
import Deliverability
import Ledger
import Reports

extension Mailshot.Report {
    struct Deliverability: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how well and how fast mailbox providers take mail, and what they say",
            discussion: """
                  mailshot report deliverability --since 2026-11-24          why is it slow today?

                Times are from the first lease of a message to its acceptance, deferrals included. The hundred largest domains of each campaign are
                told apart, the rest is one line.
                """)
        @OptionGroup var options: GlobalOptions
        @OptionGroup var counted: ReportPeriod
        @Option(help: ArgumentHelp("Only this campaign.", valueName: "name")) var campaign: String?

        func run() throws {
            let project = try Project(options)
            let period = try counted.period()
            let buckets = project.pool.buckets()
            let (ledger, record) =
                if let campaign { try project.ledger(knowing: campaign) as (LedgerFile, CampaignRecord?) } else {
                    (try project.openLedger(), nil)
                }
            try options.show(
                try DeliverabilityReport(record, in: ledger, period: period, now: WallClock.now()) { buckets.bucket(of: $0).name })
        }
    }
}
