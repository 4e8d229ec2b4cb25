import ArgumentParser
import Ledger
import MailFormat

extension Mailshot {
    /// Everything the ledger knows of one recipient.
    struct Trace: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show everything the ledger knows of one recipient, and why she was not mailed",
            discussion: "  mailshot trace anna@example.org")

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The address.") var address: String

        func run() throws {
            let email: EmailAddress
            do { email = try EmailAddress(address) } catch { throw Failure(.usage, "\(address): \(error)") }
            let ledger = try Project(options).openLedger()
            try options.show(
                TraceResult(try ledger.trace(email), email: email.description, suppressions: try ledger.suppressions(of: email)))
        }
    }
}
