import Campaigns
import Feedback
import Ledger
import Logging
import MailFormat
import SMTP
import Sending

/// Sends what is due of one prepared campaign: what `send` and `run` share.
struct CampaignRunner {
    let desk: CampaignDesk
    let ledger: LedgerFile
    /// Says nothing on standard error but what is wrong.
    var quiet = false
    /// Logs what happens.
    var verbose = false
    /// Messages sent at the most; nil for all.
    var limit: Int?
    /// When sending stops; nil for when nothing is due any more.
    var deadline: ContinuousClock.Instant?
    /// What happens to doubt, where the campaign's own policy is not to count.
    var uncertain: Campaign.UncertainPolicy?
    /// The file that gets the dialogue with the relays.
    var trace: TraceFile?

    /// How a run ended.
    struct Outcome {
        /// Why; nil where a relay could not be used.
        var ending: SendRun.Ending?
        /// Messages that came to an outcome.
        var sent: Int
        /// How long it took.
        var seconds: Double
        /// What kept it from going on.
        var failure: SendError?
    }

    private var name: String { desk.name }

    /// Sends.
    ///
    /// - Throws: what is wrong with the configuration, and errors of the ledger; relays that cannot be used are an outcome.
    func send(_ record: CampaignRecord) async throws -> Outcome {
        let counts = try ledger.counts(campaign: record.id)
        let composer = try desk.composer(of: record, in: ledger, keyring: try desk.project.keyring())
        let signer = try desk.signer()
        let connectionTrace: (@Sendable (Relay) -> DialogueTrace)? = trace.map { file in { @Sendable in file.connection(to: $0) } }
        var outcome = Outcome(sent: 0, seconds: 0)
        try await RelayAccess.use(desk.project) { all in
            let relays = try desk.relaysReady(all, in: ledger)
            let buckets = try LiveBuckets(desk.project.pool, in: ledger)
            let asking = buckets.askWhileSending(campaign: record.id)
            defer { asking?.cancel() }
            let run = try ledger.startRun(campaign: record.id, policy: desk.policy, timetable: desk.timetable)
            report(run.recovery)
            if run.recovery.uncertain > 0 { _ = try decideUncertain(record) }
            let sending = try SendRun(
                ledger: ledger, run: run, remaining: counts.remaining,
                equipment: SendRun.Equipment(
                    composer: composer, signer: signer, relays: relays, limits: buckets.limits(of: desk), retry: desk.retry,
                    judge: { Refusal($0) }, limit: limit, trace: connectionTrace),
                now: WallClock.now, logger: Log.logger(verbose: verbose))
            let clock = ContinuousClock()
            let start = clock.now
            let progress = SendProgress(total: min(counts.remaining, limit ?? .max), quiet: quiet, deadline: deadline)
            do {
                let ending = try await progress.follow(sending)
                outcome.ending = ending
                try report(ending, of: record)
            } catch let error as SendError {
                outcome.failure = error
            }
            outcome.sent = sending.tally.handled
            outcome.seconds = (clock.now - start) / .seconds(1)
        }
        return outcome
    }

    /// Applies the policy to what an earlier run left in doubt.
    ///
    /// What a dead run left in transmission is known to be in doubt once the next run has started: then all is decided together.
    func decideUncertain(_ record: CampaignRecord) throws -> CampaignRecord {
        let counts = try ledger.counts(campaign: record.id)
        guard counts[.uncertain] > 0, counts[.transmitting] == 0 else { return record }
        let policy = uncertain ?? record.uncertain
        let resolution = try ledger.resolveDoubt(campaign: record.id, policy: policy)
        if !quiet {
            if resolution.queued > 0 {
                StandardError.line("  \(resolution.queued) uncertain messages are sent again, once, by the same relay")
            }
            if resolution.accepted > 0 { StandardError.line("  \(resolution.accepted) uncertain messages are taken for accepted") }
            if resolution.held > 0 {
                StandardError.line(
                    "  \(resolution.held) messages are uncertain: the relay may or may not have taken them. They are held.")
                StandardError.line("  See them: mailshot status \(name) --uncertain · decide: --uncertain resend | assume-accepted")
            }
        }
        return try ledger.campaign(record.id)
    }

    private func report(_ recovery: CampaignRun.Recovery) {
        guard !quiet, let owner = recovery.owner else { return }
        StandardError.line(
            "  The last run (pid \(owner.pid)) did not end by itself: \(recovery.requeued) messages go back to queued, "
                + "\(recovery.uncertain) are uncertain.")
    }

    private func report(_ ending: SendRun.Ending, of record: CampaignRecord) throws {
        guard !quiet else { return }
        switch ending {
        case .halted(let state):
            let why = try ledger.campaign(record.id).pauseCause.map { ": " + TerminalText.safe($0) } ?? " by somebody else"
            StandardError.line("  \(name) was \(state.rawValue)\(why)")
        case .waiting(let until, let reason):
            StandardError.line("  \(reason); the next message can go at \(DateFormat.iso8601(until))")
        case .done, .stopped: break
        }
    }
}
