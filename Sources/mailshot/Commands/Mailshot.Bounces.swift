import ArgumentParser
import Feedback
import MailFormat

/// What came back.
struct Bounces: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bounces", abstract: "Read bounces, complaints and automatic answers",
        subcommands: [
            BouncesClassify.self, BouncesProcess.self, BouncesWhy.self, BouncesReclassify.self, BouncesSimulate.self,
        ])
}

/// Says what mails report, without writing anything down.
struct BouncesClassify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify", abstract: "Say whom a bounce or complaint names, and why",
        discussion: """
            One object or row for each recipient found, and one of type none for a mail that is neither bounce, complaint nor
            automatic answer. Hard and soft are told by the cause: a 4.x.x is soft even when the relay has given up.
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The mails, one a file; - is standard input.") var files: [String]

    func run() throws {
        var rows: [BounceRow] = []
        for file in files {
            rows += FeedbackReader.read(try FileSourceReader.all(of: file)).map { BounceRow(file: file, $0) }
        }
        try options.show(BouncesResult(bounces: rows))
    }
}

/// One recipient found.
struct BounceRow: Encodable, Sendable {
    var file: String
    var recipient: String?
    var status: String?
    var action: String?
    var type: String
    var fault: String?
    var category: String?
    var reason: String?
    var rule: String?
    var replycode: String?
    var diagnostic: String?
    var feedback: String?

    init(file: String, _ finding: Finding) {
        self.file = file
        recipient = finding.recipient
        status = finding.status?.description
        action = finding.action
        type = finding.kind.rawValue
        fault = finding.reason?.fault?.rawValue
        category = finding.reason?.category.rawValue
        reason = finding.reason?.rawValue
        rule = finding.rule
        replycode = finding.replyCode.map(String.init)
        diagnostic = finding.diagnostic
        feedback = finding.feedbackType
    }

    /// In the order of `BouncesResult.columns`.
    var cells: [String?] {
        [file, recipient, status, action, type, fault, category, reason, rule, replycode, diagnostic, feedback]
    }
}

/// All that the mails name.
struct BouncesResult: CommandResult {
    var schema = 1
    var bounces: [BounceRow]

    static let columns = [
        "file", "recipient", "status", "action", "type", "fault", "category", "reason", "rule", "replycode", "diagnostic", "feedback",
    ]

    var table: ResultTable? { ResultTable(columns: Self.columns, rows: bounces.map(\.cells)) }

    func text(_ style: TextStyle) -> String {
        bounces.map { row in
            let type = row.type == "hard" || row.type == "complaint" ? style.red(row.type) : row.type
            let facts = [row.recipient.map(TerminalText.safe), row.status, row.reason, row.diagnostic.map(TerminalText.safe)]
            return ([TerminalText.safe(row.file) + ":", type] + facts.compactMap { $0 }).joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
