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
            Init.self, Check.self, Preview.self, Plan.self, Send.self, Status.self, Pause.self, Resume.self, Cancel.self, Report.self,
            Trace.self, Relays.self, Recipients.self, Suppressions.self, Bounces.self, LedgerCommand.self, DKIMCommand.self,
            Sandbox.self,
        ])

    /// Runs the command and turns whatever stops it into one sentence and an exit status.
    static func main() async {
        do {
            var command = try parseAsRoot(nil)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            StandardOutput.flush()
        } catch {
            StandardOutput.flush()
            Foundation.exit(report(error))
        }
    }

    /// Prints what stopped the command, if it is not only an exit status, and returns the status.
    private static func report(_ error: any Error) -> Int32 {
        if let status = error as? ExitCode { return status.rawValue }
        if let failure = ErrorSentence.failure(for: error) {
            StandardError.line(failure.description)
            return failure.status.rawValue
        }
        let message = fullMessage(for: error)
        if exitCode(for: error) == .success {
            StandardOutput.write(message + "\n")
            StandardOutput.flush()
            return 0
        }
        StandardError.line(message)
        return exitCode(for: error).rawValue
    }
}
