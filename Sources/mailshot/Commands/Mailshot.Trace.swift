import ArgumentParser
import Campaigns
import Ledger
import MailFormat

extension Mailshot {
    /// Everything the ledger knows of one recipient.
    struct Trace: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show everything the ledger knows of one recipient, and why she was not mailed",
            discussion: """
                Each campaign's decision with its reason, every attempt with relay and reply, and what came back, in the order it happened.
                'why-not' asks the same.

                  mailshot trace anna@example.org
                  mailshot why-not anna@example.org autumn
                """,
            aliases: ["why-not"])

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The address.") var address: String
        @Argument(help: "Only this campaign; all of them by default.") var campaign: String?

        func run() throws {
            let email = try AddressArgument.read(address)
            let project = try Project(options)
            guard let campaign else {
                let ledger = try project.openLedger()
                return try options.show(try TraceResult(of: email, in: ledger, of: project))
            }
            let (ledger, record) = try project.ledger(knowing: campaign)
            try options.show(try TraceResult(of: email, campaign: record, in: ledger, of: project))
        }
    }
}

/// An address on the command line.
enum AddressArgument {
    static func read(_ text: String) throws -> EmailAddress {
        do { return try EmailAddress(text) } catch { throw Failure(.usage, "\(text): \(error)") }
    }
}
