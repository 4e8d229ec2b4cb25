import ArgumentParser
import Campaigns
import Foundation
import Ledger
import MailFormat

/// Forgets a person.
struct LedgerErase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Forget a person: her address, merge fields, replies and what is known of her",
        discussion: """
            Her messages stay as rows without her, so that the counts of the past stay true. If she is suppressed, a keyed hash of her address stays,
            so that she is never mailed from the next list. Her address is also taken out of other people's rows. It cannot be undone.

              mailshot ledger erase anna@example.org
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address.") var address: String
    @Flag(help: "Do not ask.") var yes = false

    func run() throws {
        let email = try AddressArgument.read(address)
        let project = try Project(options)
        let ledger = try project.openLedger()
        let found = try ledger.trace(email).count
        try Consent.ask("Forget \(email)? \(found) messages lose her name, for good.", yes: yes, hint: "nothing was erased")
        let erasure = try ledger.erase(email)
        try options.show(LedgerEraseResult(erasure, lists: project.files(mentioning: email)))
    }
}

/// `ledger erase`
struct LedgerEraseResult: CommandResult {
    var schema = 1
    var messages: Int
    var cancelled: Int
    var suppressions: Int
    var mentions: Int
    /// Lists of the project that still have the address.
    var lists: [String]

    init(_ erasure: Erasure, lists: [String]) {
        (messages, cancelled, suppressions, mentions) = (erasure.messages, erasure.cancelled, erasure.suppressions, erasure.mentions)
        self.lists = lists
    }

    func text(_ style: TextStyle) -> String {
        var lines = [
            "\(NumberText.grouped(messages)) messages lost their address and fields"
                + (cancelled > 0 ? ", \(NumberText.grouped(cancelled)) of them were still to be sent and are cancelled" : ""),
            "\(NumberText.grouped(suppressions)) suppressions stay in force by a keyed hash",
        ]
        if mentions > 0 { lines.append("her address was taken out of \(NumberText.grouped(mentions)) other places") }
        lines.append(
            lists.isEmpty
                ? "no list of a campaign has her address"
                : style.yellow("still in \(lists.joined(separator: ", ")): take her row out, or the next campaign has her again"))
        lines.append(style.dim("Not reached: backups, exported files, the sandbox's outbox, mail that was sent."))
        return lines.joined(separator: "\n")
    }
}

/// Everything about a person, for her.
struct LedgerExportPerson: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-person", abstract: "Write everything the ledger holds about a person as JSON",
        discussion: """
            Each campaign with her row and its fields, every attempt, reply and event, the suppressions that concern her and their history; in how
            many other places her address is mentioned, and which lists of the project have it.

              mailshot ledger export-person anna@example.org -o anna.json
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address.") var address: String
    @Option(name: .shortAndLong, help: ArgumentHelp("The file; standard output by default.", valueName: "file")) var output = "-"
    @Flag(help: "Replace the file where it exists.") var force = false

    func run() throws {
        let email = try AddressArgument.read(address)
        let project = try Project(options)
        let ledger = try project.openLedger()
        try NewFile.refuse(existing: output, unless: force)
        let record = PersonRecord(
            email: email.description, exportedAt: DateFormat.iso8601(WallClock.now()),
            known: try TraceResult(of: email, in: ledger, of: project), mentions: try ledger.mentions(of: email),
            lists: project.files(mentioning: email))
        let file = try OutputFile(path: output, isPrivate: true)
        try file.write(try JSONText.encode(record, pretty: true) + "\n")
        try file.close()
    }
}

/// `ledger export-person`
struct PersonRecord: Encodable {
    var schema = 1
    var email: String
    var exportedAt: String
    var known: TraceResult
    /// Other places that mention the address, her own rows among them.
    var mentions: Int
    /// Lists of campaigns that have the address.
    var lists: [String]
}

extension Project {
    /// The lists of campaigns that have an address, whatever else is in the cell.
    func files(mentioning email: EmailAddress) -> [String] {
        let lists = folder.campaignNames().compactMap { try? CampaignFile.load($0, from: self).campaign.recipients }
        return Set(lists).subtracting(["-"]).sorted().filter { (try? ListSearch.mentions(email, in: $0, of: self)) ?? false }
    }
}
