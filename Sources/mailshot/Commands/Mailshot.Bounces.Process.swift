import ArgumentParser
import Feedback
import Foundation
import Ledger
import MailFormat
import Synchronization

/// Takes what came back into the ledger.
struct BouncesProcess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "process", abstract: "Take bounces, complaints and requests to leave into the ledger",
        discussion: """
            SOURCE is - (one mail on standard input, as a pipe or alias of Postfix gives it), a Maildir, an mbox, a mail, a Postfix \
            log, or the name of a [[bounces.source]]; without it, every [[bounces.source]] of mailshot.toml is read.

            Only a report that carries a handle of ours can suppress anybody. Everything is remembered: running it again counts nothing \
            twice. Exit status: 0 all was read, 75 more is waiting or the ledger could not be written now. On standard input every \
            trouble is 75, so that the mail system keeps the mail and tries again.

            Postfix: bounces: "|mailshot bounces process - -C /srv/news" in an alias file owned by the project's user.
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Where the mail is; every configured source without it.") var source: String?
    @Option(help: ArgumentHelp("Stop after so many mails.", valueName: "count")) var maxMessages: Int?
    @Option(help: ArgumentHelp("Stop after so long, such as 90s or 5m.", valueName: "duration")) var maxTime: String?
    @Option(help: ArgumentHelp("The envelope recipient of a mail on standard input (${recipient} of Postfix).", valueName: "address"))
    var recipient: String?

    func validate() throws {
        if let maxMessages, maxMessages < 1 { throw ValidationError("--max-messages must be 1 or more") }
        if let maxTime, DurationText(maxTime) == nil { throw ValidationError("--max-time: \"\(maxTime)\" is no duration; write 90s or 5m") }
    }

    func run() async throws {
        StandardOutput.outliveReaders()
        do {
            try await process()
        } catch let error where source == "-" {
            // A mail system bounces a mail on any other status, and a report that bounces is lost.
            let failure = ErrorSentence.failure(for: error) ?? Failure(.temporary, "\(error)")
            throw Failure(.temporary, failure.description)
        }
    }

    private func process() async throws {
        let project = try Project(options)
        let ledger = try project.openLedger()
        defer { try? ledger.close() }
        let sources = try await sources(of: project, ledger: ledger)
        let intake = FeedbackIntake(ledger: ledger, keyring: try project.keyring(), policy: project.bounces)
        let end = maxTime.flatMap { DurationText($0) }.map { ContinuousClock.now + $0.duration }
        let stop = StopFlag()
        let run = FeedbackRun(
            intake: intake, ledger: ledger, threads: ProcessInfo.processInfo.activeProcessorCount, most: maxMessages,
            isOver: { stop.isRaised || end.map { ContinuousClock.now >= $0 } ?? false })
        var counts = ReportCounts()
        var isFinished = true
        var trouble: (any Error)?
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await StopSignals.each { _ in
                    stop.raise()
                    return false
                }
            }
            defer { group.cancelAll() }
            for open in sources {
                do {
                    let source = try await open()
                    let isEmpty = try await run.process(source, into: &counts) { result, place in
                        if options.verbose { StandardError.line(Self.line(result, place)) }
                    }
                    if !isEmpty { isFinished = false }
                } catch let error as SourceError {
                    // One mailbox that cannot be reached does not keep the others waiting.
                    guard sources.count > 1 else { throw error }
                    trouble = trouble ?? error
                    StandardError.line("mailshot: \(error.description)")
                }
            }
        }
        // A mail system passes on what a program prints.
        if source != "-" || options.verbose { try options.show(BouncesProcessResult(counts, isFinished: isFinished)) }
        if let trouble { throw trouble }
        if !isFinished { throw ExitCode(ExitStatus.temporary.rawValue) }
    }

    private func sources(of project: Project, ledger: LedgerFile) async throws -> [() async throws -> any ReportSource] {
        let tables = project.bounceSources
        if let source, let table = tables.first(where: { $0.name == source || $0.place == source }) {
            return [{ try await table.open(in: project.folder, ledger: ledger) }]
        }
        if let source {
            let environment = ProcessInfo.processInfo.environment
            let recipient = recipient ?? environment["ORIGINAL_RECIPIENT"] ?? environment["RECIPIENT"]
            return [{ try LocalSource.open(source, recipient: source == "-" ? recipient : nil, ledger: ledger) }]
        }
        guard !tables.isEmpty else {
            throw Failure(.usage, "nothing says where the mail is; name a SOURCE, or add a [[bounces.source]] to mailshot.toml")
        }
        return tables.map { table in { try await table.open(in: project.folder, ledger: ledger) } }
    }

    private static func line(_ result: IntakeResult, _ place: String) -> String {
        let whose =
            switch result.attribution {
            case .attributed(_, let campaign, let email, let where_): "\(email) (\(campaign), by \(where_.rawValue))"
            case .unattributed: "nobody known"
            case .foreign: "mail of somebody else"
            }
        let facts = [result.isNew ? nil : "known already", result.suppression == nil ? nil : "suppressed", result.note].compactMap(\.self)
        return TerminalText.safe(
            "\(place): \(result.kind.rawValue), \(whose)" + (facts.isEmpty ? "" : ", " + facts.joined(separator: ", ")))
    }
}

/// Whether somebody asked for an end.
final class StopFlag: Sendable {
    private let raised = Mutex(false)

    var isRaised: Bool { raised.withLock(\.self) }

    func raise() { raised.withLock { $0 = true } }
}

/// What a run over sources came to.
struct BouncesProcessResult: CommandResult {
    var schema = 1
    var finished: Bool
    var read: Int
    var taken: Int
    var known: Int
    var attributed: Int
    var unattributed: Int
    var foreign: Int
    var unreadable: Int
    var suppressed: Int
    var settled: Int
    var kinds: [String: Int]

    init(_ counts: ReportCounts, isFinished: Bool) {
        finished = isFinished
        (read, taken, known, attributed) = (counts.read, counts.taken, counts.known, counts.attributed)
        (unattributed, foreign, unreadable) = (counts.unattributed, counts.foreign, counts.unreadable)
        (suppressed, settled) = (counts.suppressed, counts.settled)
        let all: [Finding.Kind] = [.hard, .soft, .delayed, .delivered, .complaint, .autoreply, .unsubscribe]
        kinds = Dictionary(uniqueKeysWithValues: all.map { ($0.rawValue, counts.kinds[$0] ?? 0) })
    }

    func text(_ style: TextStyle) -> String {
        func part(_ count: Int, _ what: String) -> String? { count == 0 ? nil : "\(NumberText.grouped(count)) \(what)" }
        let read = [
            "\(NumberText.grouped(read)) read", part(taken, "new"), part(known, "known already"), part(foreign, "of somebody else"),
            part(unreadable, "no mail"),
        ].compactMap(\.self).joined(separator: "   ")
        let came = [
            part(attributed, "attributed"), part(unattributed, "unattributed"), part(suppressed, "suppressed"),
            part(settled, "no longer in doubt"),
        ].compactMap(\.self).joined(separator: "   ")
        let order = ["hard", "soft", "delayed", "delivered", "complaint", "autoreply", "unsubscribe"]
        let byKind = order.compactMap { part(kinds[$0] ?? 0, $0) }.joined(separator: "   ")
        let rest = finished ? "" : "more is waiting: run it again"
        return [read, came, byKind, rest].filter { !$0.isEmpty }.map { "  " + $0 }.joined(separator: "\n")
    }
}
