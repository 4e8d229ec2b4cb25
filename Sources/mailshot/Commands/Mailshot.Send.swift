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
            let record = try decideUncertain(prepared.record, in: ledger)
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
            try await send(desk, record: record, counts: counts, ledger: ledger, trace: trace)
        }

        /// Applies `--uncertain` or the campaign's policy to what an earlier run left in doubt.
        ///
        /// What a dead run left in transmission is known to be in doubt once the next run has started: then all is decided together.
        private func decideUncertain(_ record: CampaignRecord, in ledger: LedgerFile) throws -> CampaignRecord {
            let counts = try ledger.counts(campaign: record.id)
            guard counts[.uncertain] > 0, counts[.transmitting] == 0 else { return record }
            let policy = uncertain ?? record.uncertain
            let resolution = try ledger.resolveDoubt(campaign: record.id, policy: policy)
            if !options.quiet {
                if resolution.queued > 0 {
                    StandardError.line("  \(resolution.queued) uncertain messages are sent again, once, by the same relay")
                }
                if resolution.accepted > 0 { StandardError.line("  \(resolution.accepted) uncertain messages are taken for accepted") }
                if resolution.held > 0 {
                    StandardError.line(
                        "  \(resolution.held) messages are uncertain: the relay may or may not have taken them. They are held.")
                    StandardError.line("  See them: mailshot status \(campaign) --uncertain · decide: --uncertain resend | assume-accepted")
                }
            }
            return try ledger.campaign(record.id)
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

        private func send(_ desk: CampaignDesk, record: CampaignRecord, counts: StateCounts, ledger: LedgerFile, trace: TraceFile?)
            async throws
        {
            let keyring = try desk.project.keyring()
            let composer = try desk.composer(campaignID: record.id, columns: record.columns, keyring: keyring)
            try ledger.setLinks(composer.links.links.map { CampaignLink(position: $0.index, url: $0.url) }, campaign: record.id)
            let signer = try desk.signer()
            let connectionTrace: (@Sendable (Relay) -> DialogueTrace)? = trace.map { file in { @Sendable in file.connection(to: $0) } }
            try await RelayAccess.use(desk.project) { all in
                let relays = try desk.relaysReady(all, in: ledger)
                let buckets = try LiveBuckets(desk.project.pool, in: ledger)
                let asking = buckets.askWhileSending(campaign: record.id)
                defer { asking?.cancel() }
                let run = try ledger.startRun(campaign: record.id, policy: desk.project.bounces)
                report(run.recovery)
                if run.recovery.uncertain > 0 { _ = try decideUncertain(record, in: ledger) }
                let sending = try SendRun(
                    ledger: ledger, run: run, remaining: counts.remaining,
                    equipment: SendRun.Equipment(
                        composer: composer, signer: signer, relays: relays, limits: buckets.limits(of: desk), retry: desk.retry,
                        judge: { Refusal($0) }, limit: limit, trace: connectionTrace),
                    now: WallClock.now, logger: Log.logger(verbose: options.verbose))
                let clock = ContinuousClock()
                let start = clock.now
                let progress = SendProgress(total: min(counts.remaining, limit ?? .max), quiet: options.quiet)
                do {
                    switch try await progress.follow(sending) {
                    case .halted(let state) where !options.quiet:
                        let cause = try ledger.campaign(record.id).pauseCause
                        let why = cause.map { ": " + TerminalText.safe($0) } ?? " by somebody else"
                        StandardError.line("  \(campaign) was \(state.rawValue)\(why)")
                    case .waiting(let until, let reason) where !options.quiet:
                        StandardError.line("  \(reason); the next message can go at \(DateFormat.iso8601(until))")
                    default: break
                    }
                } catch let error as SendError {
                    try show(record, in: ledger, seconds: (clock.now - start) / .seconds(1), sent: sending.tally.handled)
                    throw error
                }
                try finish(record, in: ledger, seconds: (clock.now - start) / .seconds(1), sent: sending.tally.handled)
            }
        }

        private func report(_ recovery: CampaignRun.Recovery) {
            guard !options.quiet, let owner = recovery.owner else { return }
            StandardError.line(
                "  The last run (pid \(owner.pid)) did not end by itself: \(recovery.requeued) messages go back to queued, "
                    + "\(recovery.uncertain) are uncertain.")
        }

        /// Shows how it stands, and ends with the status that says so.
        private func finish(_ record: CampaignRecord, in ledger: LedgerFile, seconds: Double, sent: Int) throws {
            let status = try show(record, in: ledger, seconds: seconds, sent: sent).status
            if status != .done { throw ExitCode(status.rawValue) }
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
            .map { "\(NumberText.grouped(counts[$0])) \($0.rawValue)" + ($0 == .deferred ? nextTry : "") }
            .joined(separator: " · ")
        if seconds > 0 { line += style.dim("   \(NumberText.decimal(messagesPerSecond, digits: 1))/s") }
        switch status {
        case .temporary where isPaused: return line + "\nLet it go on with: mailshot resume \(campaign)"
        case .temporary: return line + "\nGo on with: mailshot send \(campaign) --resume"
        default: return line + "\nMore: mailshot report \(campaign)"
        }
    }

    private var nextTry: String {
        nextDue.map { " (next try \(DateFormat.iso8601($0)))" } ?? ""
    }
}
