import ArgumentParser
import Campaigns
import Ledger
import MailFormat

/// A list from the ledger.
struct RecipientsExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a list of the people who did, or did not, something",
        discussion: """
            What is asked for must all be true of an address. The rows are those of the first campaign that is named, with its columns, or
            with --list those of a file. Who is suppressed is left out. Opens and clicks are people's, as far as can be told.

              mailshot recipients export --clicked autumn -o lists/warm.csv
              mailshot recipients export --clicked autumn --link https://example.com/shop --not-opened winter -o lists/shop.csv
              mailshot recipients export --accepted autumn --not-opened autumn -o lists/again.csv
              mailshot recipients export --not-opened-in-last 5 -o lists/asleep.csv
              mailshot recipients export --never-mailed --list lists/customers.csv -o lists/new.csv

            The file is its owner's (0600). Fields are as they were, so that the list can be mailed; to open it in a spreadsheet, say --spreadsheet:
            then no field can be taken for a formula.
            """)

    @OptionGroup var options: GlobalOptions
    @Option(
        help: ArgumentHelp("A relay took this campaign's message to them; may be repeated, as may the next ones.", valueName: "campaign"))
    var accepted: [String] = []
    @Option(help: ArgumentHelp("They opened this campaign.", valueName: "campaign")) var opened: [String] = []
    @Option(help: ArgumentHelp("They did not open it.", valueName: "campaign")) var notOpened: [String] = []
    @Option(help: ArgumentHelp("They clicked in this campaign.", valueName: "campaign")) var clicked: [String] = []
    @Option(help: ArgumentHelp("They did not click in it.", valueName: "campaign")) var notClicked: [String] = []
    @Option(help: ArgumentHelp("Of --clicked: only this link, its URL or its number in the message, from 1.", valueName: "link")) var link:
        String?
    @Option(help: ArgumentHelp("A bounce came back from them.", valueName: "campaign")) var bounced: [String] = []
    @Option(
        help: ArgumentHelp("They were sent each of the last so many marketing campaigns, and opened or clicked none.", valueName: "number"))
    var notOpenedInLast: Int?
    @Flag(help: "No campaign was ever sent to them; needs --list.") var neverMailed = false
    @Option(help: ArgumentHelp("Choose among the rows of this list.", valueName: "file")) var list: String?
    @Option(help: ArgumentHelp("The list it is for: suppressions limited to that list are applied as well.", valueName: "list"))
    var scope: String?
    @Flag(help: "Leave out who unsubscribed or complained; so it is anyway unless --with-suppressed says otherwise.") var notUnsubscribed =
        false
    @Flag(help: "Keep people who are suppressed: not for mailing them.") var withSuppressed = false
    @Option(name: .shortAndLong, help: ArgumentHelp("The list to be made; - is standard output.", valueName: "file")) var output: String
    @Flag(help: "For a spreadsheet: an apostrophe goes before what it would calculate.") var spreadsheet = false
    @Flag(help: "Replace the output where it exists.") var force = false

    func validate() throws {
        guard link == nil || clicked.count == 1 else { throw ValidationError("--link needs one --clicked CAMPAIGN") }
        guard !neverMailed || list != nil else { throw ValidationError("--never-mailed chooses among the rows of a list: add --list FILE") }
        guard notOpenedInLast.map({ (1...50).contains($0) }) ?? true else { throw ValidationError("--not-opened-in-last takes 1 to 50") }
        guard neverMailed || notOpenedInLast != nil || !(accepted + opened + clicked + bounced + notOpened + notClicked).isEmpty else {
            throw ValidationError("say whom you want: --clicked autumn, --not-opened-in-last 5 … see --help")
        }
    }

    func run() throws {
        let project = try Project(options)
        let ledger = try project.openLedger()
        let (segment, base) = try segment(in: ledger, of: project)
        try NewFile.refuse(existing: output, unless: force)
        let scope = try ScopeText.check(self.scope)
        var outcome = SegmentExport(output: output, guardsFormulas: spreadsheet, keeps: keeps)
        if let list {
            try outcome.write(segment, among: list, scope: scope, of: ledger)
        } else if let base {
            try outcome.write(segment, from: base, scope: self.scope == nil ? base.list : scope, of: ledger)
        } else {
            throw Failure(.usage, "--not-opened and --not-clicked alone name nobody: add --accepted CAMPAIGN or --list FILE")
        }
        if !options.quiet { StandardError.line(outcome.summary) }
    }

    /// Whether a person with such a suppression stays in the list.
    private func keeps(_ suppression: String?) -> Bool {
        guard let suppression else { return true }
        let word = suppression.prefix { $0 != " " }
        return withSuppressed && !(notUnsubscribed && ["unsubscribed", "complained"].contains(word))
    }

    /// What is asked for, and the campaign whose rows are chosen from; nil where none is named that could have them.
    private func segment(in ledger: LedgerFile, of project: Project) throws -> (segment: Segment, base: CampaignRecord?) {
        var criteria: [Segment.Criterion] = []
        var base: CampaignRecord?
        func add(_ names: [String], _ criterion: (CampaignRecord) throws -> Segment.Criterion, isBase: Bool = true) throws {
            for name in names {
                let campaign = try project.ledger(knowing: name).campaign
                if isBase, base == nil { base = campaign }
                criteria.append(try criterion(campaign))
            }
        }
        try add(clicked) { .did(.click, campaign: $0.id, link: try linkNumber(in: $0, of: ledger)) }
        try add(opened) { .did(.open, campaign: $0.id) }
        try add(bounced) { .did(.bounce, campaign: $0.id) }
        try add(accepted) { .accepted(campaign: $0.id) }
        try add(notOpened, { .didNot(.open, campaign: $0.id) }, isBase: false)
        try add(notClicked, { .didNot(.click, campaign: $0.id) }, isBase: false)
        if let notOpenedInLast {
            let latest = try ledger.latestCampaigns(notOpenedInLast, list: scope)
            guard latest.count == notOpenedInLast else {
                throw Failure(.noInput, "--not-opened-in-last \(notOpenedInLast): only \(latest.count) marketing campaigns were sent")
            }
            criteria.append(.dormant(campaigns: latest.map(\.id)))
            base = base ?? latest.first
        }
        if neverMailed { criteria.append(.neverMailed) }
        return (Segment(criteria), base)
    }

    private func linkNumber(in campaign: CampaignRecord, of ledger: LedgerFile) throws -> Int? {
        guard let link else { return nil }
        let links = try ledger.links(campaign: campaign.id)
        if let number = Int(link), links.indices.contains(number - 1) { return links[number - 1].position }
        if let found = links.first(where: { $0.url == link }) { return found.position }
        let known = links.enumerated().map { "\($0.offset + 1) \($0.element.url)" }.joined(separator: ", ")
        throw Failure(.noInput, "campaign \"\(campaign.name)\" has no link \"\(link)\"; it has: \(known.isEmpty ? "none" : known)")
    }
}
