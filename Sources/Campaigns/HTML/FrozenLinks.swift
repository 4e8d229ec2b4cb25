import MailFormat

/// What values in link addresses depend on besides the row: kept in the ledger beside the links, so that a click leads where the composer
/// would have led, whatever became of the campaign's files.
public struct LinkContext: Hashable, Sendable, Codable {
    /// The campaign's name.
    public var campaign: String
    /// Values of empty or missing columns.
    public var defaults: [String: String]
    /// The name in From; nil without one.
    public var fromName: String?
    /// The address in From.
    public var from: String
    /// The sender's postal address.
    public var postalAddress: String?
    /// Where bounces go.
    public var returnPath: String?
    /// Where requests to leave are mailed.
    public var unsubscribeMailbox: String?
    /// The address of the web server; nil without one.
    public var baseURL: String?
    /// The language dates and numbers are written in; nil for none.
    public var language: String?

    enum CodingKeys: String, CodingKey {
        case campaign, defaults, from, language
        case fromName = "from_name"
        case postalAddress = "postal_address"
        case returnPath = "return_path"
        case unsubscribeMailbox = "unsubscribe_mailbox"
        case baseURL = "base_url"
    }

    /// What the links of a campaign depend on.
    public init(_ campaign: Campaign, sender: Sender, tracking: TrackingSettings?) {
        self.campaign = campaign.name
        defaults = campaign.defaults
        fromName = campaign.from.name
        from = campaign.from.address.description
        postalAddress = sender.postalAddress
        returnPath = sender.returnPath?.description
        unsubscribeMailbox = sender.unsubscribeMailbox?.description
        baseURL = tracking?.baseURL
        language = campaign.language?.text
    }

    /// The parts that links are made of; nil where an address is none.
    fileprivate var sender: Sender? {
        guard let address = try? EmailAddress(from) else { return nil }
        return Sender(
            from: Mailbox(name: fromName, address: address), postalAddress: postalAddress,
            returnPath: returnPath.flatMap { try? EmailAddress($0) },
            unsubscribeMailbox: unsubscribeMailbox.flatMap { try? EmailAddress($0) })
    }
}

/// The counted links of a campaign as the ledger keeps them, ready to be followed: no address can be reached that is not in it.
public struct FrozenLinks: Sendable {
    private let programs: [Int: TemplateProgram]
    private let recipientLinks: RecipientLinks

    /// Prepares the links of a campaign.
    ///
    /// - Parameters:
    ///   - columns: names of the recipients' fields, in order.
    /// - Throws: `invalid` for a link that uses a name nothing provides: the ledger was damaged.
    public init(_ links: [LinkTable.Link], context: LinkContext, columns: [String]) throws(CampaignError) {
        guard let sender = context.sender else {
            throw .invalid([Diagnostic(.error, rule: "links.context", message: "the ledger has no sender for the links of this campaign")])
        }
        let fields = MergeFields(
            columns: columns, defaults: context.defaults, campaign: context.campaign, sender: sender, from: sender.from,
            hasWeb: context.baseURL != nil)
        let tracking = context.baseURL.map { TrackingSettings(baseURL: $0) }
        recipientLinks = RecipientLinks(tracking: tracking, sender: sender, from: sender.from)
        let conventions = context.language.flatMap { LanguageTag($0) }.flatMap { LanguageConventions.of($0) } ?? .english
        var compiler = TemplateCompiler(fields: fields, links: recipientLinks, conventions: conventions)
        var programs: [Int: TemplateProgram] = [:]
        for link in links { programs[link.index] = try compiler.compile(url: try FlatTemplate(linkSource: link.url)) }
        self.programs = programs
    }

    /// No links: of a campaign that was never sent, or whose clicks are not counted.
    public static let none = FrozenLinks()

    private init() {
        programs = [:]
        recipientLinks = RecipientLinks(base: nil)
    }

    /// Number of links.
    public var count: Int { programs.count }

    /// Where a link leads for everybody; nil where it differs from row to row, or there is no such link.
    public func constant(_ index: Int) -> String? {
        guard let program = programs[index], program.isConstant else { return nil }
        let url = String(decoding: program.text, as: UTF8.self)
        return Self.isOfWeb(url) ? url : nil
    }

    /// Whether there is a link of this number.
    public func has(_ index: Int) -> Bool { programs[index] != nil }

    /// Where a link leads for one recipient; nil for a number that is none, and for an address that is none of the web.
    ///
    /// - Parameter handle: the handle of her message.
    /// - Throws: what is wrong with her row.
    public func destination(_ index: Int, for recipient: Recipient, handle: String) throws(ComposeProblem) -> String? {
        guard let program = programs[index] else { return nil }
        let record = MergeRecord(
            fields: recipient.fields, email: recipient.email.description, handle: handle, queuedAt: recipient.queuedAt,
            links: recipientLinks)
        let url = try program.string(record)
        return Self.isOfWeb(url) ? url : nil
    }

    /// Templates are led through the counter for these two only; a value cannot make another.
    private static func isOfWeb(_ url: String) -> Bool {
        let start = url.prefix(8).lowercased()
        return start.hasPrefix("https://") || start.hasPrefix("http://")
    }
}

extension FlatTemplate {
    /// A link's address as the table has it, read again.
    init(linkSource: String) throws(CampaignError) {
        var flattening = TemplateFlattening(partialNames: []) { (_) throws(CampaignError) in nil }
        self = try flattening.flatten(Array(linkSource.utf8), file: "link", hasLines: false)
    }
}

extension LinkTable {
    /// The table of a campaign that was sent before: its links keep their numbers, new ones come behind them.
    init(frozen links: [Link]) throws(CampaignError) {
        self.init()
        for link in links.sorted(by: { $0.index < $1.index }) where link.index == self.links.count {
            _ = index(of: try FlatTemplate(linkSource: link.url))
        }
    }
}
