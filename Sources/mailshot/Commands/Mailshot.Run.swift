import ArgumentParser
import Foundation
import Ledger
import MailFormat

extension Mailshot {
    /// Cron's verb.
    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Do everything that is due now: for cron and timers",
            discussion: """
                Reads the configured bounce sources, starts campaigns whose schedule says so, goes on with those that have work left (retries,
                messages that waited for a limit, a window or their hour), and puts the ledger's log back into its file. A campaign without a
                [schedule] is never started by itself.

                Run it as often as you like: it does what is due and nothing twice, and while one run is at work any other does nothing. It
                prints one line of JSON. Exit status: 0 nothing is left that is due now, 75 something is (or went wrong: see problems).

                  */5 * * * *  mailshot run -C /srv/news --max-time 4m >> /var/log/mailshot.log
                """)

        @OptionGroup var options: GlobalOptions
        @Option(help: ArgumentHelp("Stop in order after so long, such as 90s or 4m.", valueName: "duration")) var maxTime: String?
        @Option(help: ArgumentHelp("Send at most so many messages.", valueName: "n")) var maxMessages: Int?

        func validate() throws {
            if let maxMessages, maxMessages < 1 { throw ValidationError("--max-messages takes a number from 1") }
            if let maxTime, DurationText(maxTime) == nil {
                throw ValidationError("--max-time: \"\(maxTime)\" is no duration; write 90s or 4m")
            }
        }

        func run() async throws {
            StandardOutput.outliveReaders()
            try OpenFiles.allow()
            let project = try Project(options)
            let ledger = try project.openLedger(create: true)
            let clock = ContinuousClock()
            let start = clock.now
            guard let claim = try ledger.claimRounds() else {
                try ledger.close()
                return try show(RunResult(isBusy: true, works: [], seconds: 0))
            }
            let context = RunContext(
                project: project, ledger: ledger, options: options,
                budget: RunBudget(messages: maxMessages, time: maxTime.flatMap { DurationText($0)?.duration }))
            let watcher = Task {
                await StopSignals.each { _ in
                    context.budget.stop()
                    return true
                }
            }
            defer { watcher.cancel() }
            var works: [(name: String, done: WorkDone)] = []
            for work in DueWorks.all { works.append((work.name, try await work.perform(in: context))) }
            // Closing writes the log back into the file.
            try ledger.close()
            claim.release()
            let result = RunResult(isBusy: false, works: works, seconds: (clock.now - start) / .seconds(1))
            try show(result)
            if result.remains { throw ExitCode(ExitStatus.temporary.rawValue) }
        }

        /// One line, whatever the format: a log has a line a run.
        private func show(_ result: RunResult) throws {
            StandardOutput.write(try JSONText.encode(result, pretty: false) + "\n")
        }
    }
}

/// What a run of everything that is due came to.
struct RunResult: Encodable, Sendable {
    var schema = 1
    /// Whether another run is at work, and this one did nothing.
    var busy: Bool
    /// By kind of work.
    var work: [String: WorkDone]
    /// Whether something is left that is due.
    var remains: Bool
    /// When something is due next, as far as that is known.
    var nextAt: String?
    /// What was wrong, a sentence each.
    var problems: [String]
    var seconds: Double

    init(isBusy: Bool, works: [(name: String, done: WorkDone)], seconds: Double) {
        busy = isBusy
        work = Dictionary(works.map { ($0.name, $0.done) }, uniquingKeysWith: { first, _ in first })
        remains = works.contains { $0.done.remains }
        nextAt = works.compactMap(\.done.nextAt).min().map { DateFormat.iso8601($0) }
        problems = works.flatMap(\.done.problems)
        self.seconds = (seconds * 1000).rounded() / 1000
    }
}
