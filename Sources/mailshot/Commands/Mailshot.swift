import ArgumentParser
import Foundation

/// The root command.
@main
struct Mailshot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mailshot",
        abstract: "Send e-mail campaigns exactly once, and know what became of every message",
        discussion: """
            A campaign is a folder of text files: a CSV of recipients, a template, a campaign file. The ledger, one SQLite file
            beside them, remembers what happened to every recipient.

              mailshot init shop && cd shop     a project that works at once and can harm nobody (built-in sandbox relay)
              mailshot check welcome            what is wrong, in every row, before anything is sent
              mailshot preview welcome          what people will see
              mailshot send welcome             asks, sends, and can be interrupted and resumed at any time
              mailshot report welcome           what came of it

            Exit status: 0 done, 1 finished but some messages were refused or failed, 64 usage, 65 bad data, 66 no input,
            69 relay unavailable, 70 a bug, 73/74 input or output, 75 work remains (run again), 77 no permission, 78 configuration.
            """,
        version: "0.1.0",
        subcommands: [
            Init.self, Check.self, Preview.self, Plan.self, Send.self, Run.self, ScheduleCommand.self, Status.self, Pause.self, Resume.self,
            Cancel.self,
            Report.self,
            Trace.self, Relays.self, Recipients.self, Suppressions.self, Bounces.self, LedgerCommand.self, DKIMCommand.self,
            Doctor.self, Serve.self, Sandbox.self, InboxCommand.self,
        ])

    /// Runs the command and turns whatever stops it into one sentence and an exit status.
    static func main() async {
        var status: Int32 = 0
        do {
            var command = try parseAsRoot(nil)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            StandardOutput.flush()
            status = report(error)
        }
        StandardOutput.flush()
        if let trouble = StandardOutput.trouble {
            StandardError.line("standard output cannot be written (\(String(cString: strerror(trouble)))): the result is not complete")
            if status == 0 { status = ExitStatus.inputOutput.rawValue }
        }
        if status != 0 { Foundation.exit(status) }
    }

    /// Prints what stopped the command, if it is not only an exit status, and returns the status.
    private static func report(_ error: any Error) -> Int32 {
        if let status = error as? ExitCode { return status.rawValue }
        if let failure = ErrorSentence.failure(for: error) {
            StandardError.line(failure.description)
            return failure.status.rawValue
        }
        let status = exitCode(for: error)
        switch status {
        case .success: StandardOutput.write(fullMessage(for: error) + "\n")
        case .failure:
            // Not one of the parser's. Its status, 1, would say that the campaign is finished.
            StandardError.line("\(error); this is a bug in mailshot, please report it")
            return ExitStatus.bug.rawValue
        default: StandardError.line(fullMessage(for: error))
        }
        return status.rawValue
    }
}
