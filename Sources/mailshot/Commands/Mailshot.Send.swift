import ArgumentParser
import Campaigns
import Feedback
import Foundation
import Ledger
import Logging
import MailFormat
import SMTP
import Sending

extension Mailshot {
    /// Sends a campaign.
    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send what is due of a campaign, or go on with it",
            discussion: """
                Shows the counts and asks before anything is sent. It can be interrupted at any time: Ctrl-C finishes the messages in flight
                and a second one closes all connections. Whatever happens, every recipient is in exactly one state, and the same command
                goes on.

                  mailshot send autumn --test me@example.com      one marked copy
                  mailshot send autumn --limit 100                the first hundred
                  mailshot send autumn --yes                      for scripts: does not ask
                  mailshot send autumn --resume --uncertain resend
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The campaign.") var campaign: String
        @Flag(help: "Do not ask.") var yes = false
        @Option(help: ArgumentHelp("Send at most so many messages now.", valueName: "n")) var limit: Int?
        @Option(help: ArgumentHelp("Send one marked copy to this address and nothing else.", valueName: "address")) var test: String?
        @Flag(help: "Say what would be sent; send and record nothing.") var dryRun = false
        @Flag(help: "Go on with a campaign (as send does by itself).") var resume = false
        @Flag(help: "Take changed templates and settings for what is not sent yet.") var revise = false
        @Option(help: "What happens to the uncertain messages: hold, resend or assume-accepted.") var uncertain: Campaign.UncertainPolicy?
        @Option(help: ArgumentHelp("File that gets the rows that were left out, as CSV.", valueName: "file")) var rejects: String?
        @Option(help: TraceFile.help) var trace: String?

        func validate() throws {
            if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1") }
        }

        func run() async throws {
            StandardOutput.outliveReaders()
            try OpenFiles.allow()
            let project = try Project(options)
            let desk = try CampaignDesk(campaign, in: project)
            let trace = try trace.map(TraceFile.init)
            if let test { return try await TestCopy(desk: desk, options: options, trace: trace).send(to: test) }
            if dryRun { return try await PlanCommand(desk: desk, options: options).show() }
            let ledger = try project.openLedger(create: true)
            defer { try? ledger.close() }
            let prepared = try await ListIntake(desk: desk, ledger: ledger, options: options, rejects: rejects).prepare(revise: revise)
            let runner = CampaignRunner(
                desk: desk, ledger: ledger, quiet: options.quiet, verbose: options.verbose, limit: limit, uncertain: uncertain, trace: trace
            )
            let record = try runner.decideUncertain(prepared.record)
            try desk.requireSound(columns: record.columns)
            let counts = try ledger.counts(campaign: record.id)
            guard counts.remaining > 0 else {
                if !options.quiet { StandardError.line("  \(campaign) is \(record.state.rawValue): nothing is left to send") }
                // What an earlier send came to was that send's status.
                try show(record, in: ledger, seconds: 0, sent: 0)
                return
            }
            let due = min(counts.remaining, limit ?? .max)
            let agreed = yes ? true : try await confirm(due, desk: desk, record: record, counts: counts, ledger: ledger)
            guard agreed else {
                throw Failure(.usage, "nothing was sent; say --yes to send without being asked")
            }
            let outcome = try await runner.send(record)
            let status = try show(record, in: ledger, seconds: outcome.seconds, sent: outcome.sent).status
            if let failure = outcome.failure { throw failure }
            if status != .done { throw ExitCode(status.rawValue) }
        }

        private func confirm(
            _ due: Int, desk: CampaignDesk, record: CampaignRecord, counts: StateCounts, ledger: LedgerFile
        ) async throws -> Bool {
            let from = desk.campaign.from
            StandardError.line(
                "\(campaign)  \"\(desk.campaign.subject)\"  from \(from.name.map { $0 + " <\(from.address)>" } ?? from.address.description)"
            )
            StandardError.line(
                "  \(NumberText.grouped(counts.planned)) recipients   \(NumberText.grouped(counts[.suppressed])) suppressed   "
                    + "\(NumberText.grouped(due)) to send")
            let forecast = try await PlanForecast(of: record, in: ledger, desk: desk, known: ledger)
            let relays = try desk.project.standings(in: ledger, at: WallClock.now()).map(\.summary)
            let names = relays.isEmpty ? "sandbox (sends nothing to anyone)" : relays.joined(separator: " · ")
            StandardError.line("  relays: \(names)" + (forecast.map { "\n  \($0.summary)" } ?? "") + "\n")
            return Prompt.confirm("Send to \(NumberText.grouped(due)) people?")
        }

        @discardableResult
        private func show(_ record: CampaignRecord, in ledger: LedgerFile, seconds: Double, sent: Int) throws -> SendResult {
            let result = SendResult(
                campaign: record.name, isPaused: try ledger.campaignState(record.id) == .paused,
                counts: try ledger.counts(campaign: record.id),
                seconds: seconds, messagesPerSecond: seconds > 0 ? Double(sent) / seconds : 0,
                nextDue: try ledger.nextDue(campaign: record.id))
            try options.show(result)
            return result
        }
    }
}

/// How `send` ends: the same keys as `status`, and how fast it was.
struct SendResult: CommandResult {
    var campaign: String
    var isPaused: Bool
    var counts: StateCounts
    var seconds: Double
    var messagesPerSecond: Double
    var nextDue: Timestamp?

    /// 75 while work remains, 1 where some were refused or failed or are in doubt, else 0.
    var status: ExitStatus {
        if counts.remaining > 0 { return .temporary }
        return counts[.refused] + counts[.failed] + counts[.uncertain] > 0 ? .incomplete : .done
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: TextKey.self)
        try container.encode(1, forKey: TextKey("schema"))
        try container.encode(campaign, forKey: TextKey("campaign"))
        try counts.encode(into: &container)
        try container.encode((seconds * 1000).rounded() / 1000, forKey: TextKey("seconds"))
        try container.encode((messagesPerSecond * 10).rounded() / 10, forKey: TextKey("messages_per_second"))
    }

    func text(_ style: TextStyle) -> String {
        let states: [MessageState] = [.accepted, .refused, .deferred, .queued, .suppressed, .expired, .cancelled, .failed, .uncertain]
        let always: Set<MessageState> = [.accepted, .refused, .uncertain]
        var line = states.filter { always.contains($0) || counts[$0] > 0 }
            .map { "\(NumberText.grouped(counts[$0])) \($0.rawValue)" + ($0 == waiting ? nextTry : "") }
            .joined(separator: " · ")
        if seconds > 0 { line += style.dim("   \(NumberText.decimal(messagesPerSecond, digits: 1))/s") }
        switch status {
        case .temporary where isPaused: return line + "\nSee why: mailshot status \(campaign) · let it go on: mailshot resume \(campaign)"
        case .temporary: return line + "\nGo on with: mailshot send \(campaign) --resume"
        default: return line + "\nMore: mailshot report \(campaign)"
        }
    }

    /// Who waits for the next moment.
    private var waiting: MessageState { counts[.deferred] > 0 ? .deferred : .queued }

    private var nextTry: String {
        nextDue.map { " (next at \(DateFormat.iso8601($0)))" } ?? ""
    }
}
