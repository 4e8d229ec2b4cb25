import ArgumentParser
import Ledger

extension Mailshot {
    /// Stops a campaign until it is resumed.
    struct Pause: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop a campaign, also one that is being sent by another process, until it is resumed")

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The campaign.") var campaign: String

        func run() throws {
            let project = try Project(options)
            let (ledger, record) = try project.ledger(knowing: campaign)
            try ledger.pause(campaign: record.id)
            try options.show(try CampaignStatus(try ledger.campaign(record.id), in: ledger, policy: project.policy(of: campaign)))
        }
    }

    /// Lets a paused campaign be sent again.
    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a paused campaign be sent again",
            discussion: """
                Sends nothing by itself: go on with 'mailshot send CAMPAIGN --resume'. A campaign that its guard paused ([guard] in
                mailshot.toml or the campaign file) goes on once somebody says with --ack that the cause is known; its guard then counts
                anew.
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The campaign.") var campaign: String
        @Flag(help: "Say that the cause is known, where its guard paused it.") var ack = false

        func run() throws {
            let project = try Project(options)
            let (ledger, record) = try project.ledger(knowing: campaign)
            try ledger.resume(campaign: record.id, isAcknowledged: ack)
            try options.show(try CampaignStatus(try ledger.campaign(record.id), in: ledger, policy: project.policy(of: campaign)))
        }
    }

    /// Stops a campaign for good.
    struct Cancel: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop a campaign for good: what is not sent yet never will be")

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The campaign.") var campaign: String
        @Flag(help: "Do not ask.") var yes = false

        func run() throws {
            let project = try Project(options)
            let (ledger, record) = try project.ledger(knowing: campaign)
            let left = try ledger.counts(campaign: record.id).remaining
            guard yes || Prompt.confirm("Cancel \(campaign) and its \(NumberText.grouped(left)) unsent messages for good?") else {
                throw Failure(.usage, "nothing was cancelled; say --yes to cancel without being asked")
            }
            try ledger.cancel(campaign: record.id)
            try options.show(try CampaignStatus(try ledger.campaign(record.id), in: ledger, policy: project.policy(of: campaign)))
        }
    }
}
