import ArgumentParser
import Campaigns
import Deliverability

extension Mailshot {
    /// Everything that can be known before sending.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find what is wrong with a campaign before anything is sent, in every row",
            discussion: """
                  mailshot check autumn                       the campaign file, all branches of the template, every row of the list
                  mailshot check --rules                      what is looked for, and who asks for it
                  mailshot check --explain size.clipped       one rule: why it matters and what to do

                Exit status 65 where there is an error: send refuses to start on those of campaign and template, and leaves out bad rows.
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The campaign.") var campaign: String?
        @Option(help: ArgumentHelp("Findings of one rule about rows or in one file shown at the most.", valueName: "n")) var limit = 5
        @Flag(help: "Ask every link that is the same for everybody whether it answers (curl; HEAD, private addresses refused).") var links =
            false
        @Flag(help: "Ask SpamAssassin (spamc) about the messages of the rows that show most.") var spamassassin = false
        @Flag(help: "List the rules with their sources.") var rules = false
        @Option(help: ArgumentHelp("Tell why a rule is there.", valueName: "rule")) var explain: String?

        func validate() throws {
            guard [campaign != nil, rules, explain != nil].count(where: { $0 }) == 1 else {
                throw ValidationError("name a campaign, or say --rules or --explain RULE")
            }
        }

        func run() async throws {
            if rules { return try options.show(RuleList(rules: Rules.all)) }
            if let explain { return try options.show(RuleList(rules: [try rule(explain)])) }
            guard let campaign else { return }
            let project = try Project(options)
            let desk = try CampaignDesk(campaign, in: project)
            let report = try await CampaignCheck(desk: desk, limit: limit, quiet: options.quiet, links: links, spamassassin: spamassassin)
                .run()
            try options.show(report)
            if report.counts[.error, default: 0] > 0 { throw ExitCode(ExitStatus.badData.rawValue) }
        }

        private func rule(_ id: String) throws -> Rule {
            if let rule = Rules.named(id) { return rule }
            let nearest = Spelling.nearest(to: id, in: Rules.all.map(\.id))
            throw Failure(
                .usage, "there is no rule '\(id)'; \(nearest.map { "did you mean \($0)?" } ?? "see them all: mailshot check --rules")")
        }
    }
}

/// Rules as a person or a program reads them.
struct RuleList: CommandResult {
    var schema = 1
    var rules: [Rule]

    func text(_ style: TextStyle) -> String {
        if rules.count == 1, let rule = rules.first {
            return """
                \(style.bold(rule.id))  \(rule.severity.rawValue): \(rule.summary)

                \(rule.why)
                \(style.dim("Source: \(rule.source)"))
                """
        }
        let width = rules.map(\.id.count).max() ?? 0
        return rules.map { rule in
            "\(rule.id.padding(toLength: width))  \(rule.severity.rawValue.padding(toLength: 7))  \(rule.summary)  \(style.dim(rule.source))"
        }.joined(separator: "\n")
    }
}
