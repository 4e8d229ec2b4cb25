import Campaigns
import Ledger
import MailFormat

/// `campaigns/NAME.toml` as it is written; `Campaign` is what it means.
struct CampaignFile: Decodable {
    var subject: String
    var preheader: String?
    var language: String?
    var languageColumn: String?
    var languages: [String: LanguageTable]?
    var inlineCSS: Bool?
    var flowed: Bool?
    var template: String
    var recipients: String
    var kind: Campaign.Kind?
    var from: String?
    var replyTo: String?
    var list: String?
    var selection: String?
    var uncertain: Campaign.UncertainPolicy?
    var defaults: [String: Scalar]?
    var attachments: Attachments?
    var headers: [String: String]?
    var retry: RetryTable?
    var guarding: GuardTable?
    var rate: String?
    var relays: [String]?
    var schedule: ScheduleTable?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case subject, preheader, language, languages, template, recipients, kind, from, list, uncertain, defaults, flowed, attachments
        case headers, retry
        case guarding = "guard"
        case rate, relays, schedule
        case replyTo = "reply_to"
        case selection = "where"
        case languageColumn = "language_column"
        case inlineCSS = "inline_css"
    }

    /// `[languages.de]`: what is said in German; the body is `body.de.html` of the template.
    struct LanguageTable: Decodable {
        var subject: String?
        var preheader: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case subject, preheader
        }
    }

    /// `[attachments]`: files sent along, images shown in place under a Content-ID, and the column that names a file for one recipient.
    struct Attachments: Decodable {
        var files: [String]?
        var inline: [String: String]?
        var column: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case files, inline, column
        }
    }

    /// A default value: text, number or truth.
    struct Scalar: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let string = try? value.decode(String.self) {
                text = string
            } else if let number = try? value.decode(Int.self) {
                text = String(number)
            } else if let truth = try? value.decode(Bool.self) {
                text = String(truth)
            } else {
                text = String(try value.decode(Double.self))
            }
        }
    }

    /// Every key of every table, for suggestions.
    static let knownKeys: [String] =
        CodingKeys.allCases.map(\.rawValue) + Attachments.CodingKeys.allCases.map(\.rawValue)
        + RetryTable.CodingKeys.allCases.map(\.rawValue) + GuardTable.CodingKeys.allCases.map(\.rawValue)
        + ScheduleTable.CodingKeys.allCases.map(\.rawValue) + ScheduleTable.WindowTable.CodingKeys.allCases.map(\.rawValue)

    /// The file of a campaign, relative to the project.
    static func path(of name: String) -> String { "campaigns/\(name).toml" }

    /// What a file holds.
    struct Loaded {
        var campaign: Campaign
        var retry: RetryTable?
        var route: CampaignRoute
        var guarding: GuardPolicy
        var schedule: Schedule?
    }

    /// When a campaign is sent, and what its file says of that; nil where it says nothing. Nothing but the file is read.
    static func schedule(of name: String, in project: Project) throws -> (schedule: Schedule, text: String)? {
        let file = try TOMLFile<CampaignFile>(path(of: name), in: project.folder, knownKeys: knownKeys)
        guard let schedule = try file.schedule() else { return nil }
        return (schedule, file.contents.schedule?.text ?? "")
    }

    /// Reads a campaign: the name is the file's without `.toml`; a path to the file is taken as well, and so is
    /// the name of an occurrence.
    static func load(_ argument: String, from project: Project) throws -> Loaded {
        var name = argument.hasSuffix(".toml") ? String(argument.dropLast(5)) : argument
        if name.hasPrefix("campaigns/") { name.removeFirst("campaigns/".count) }
        let known = project.folder.campaignNames()
        // newsletter@2026-12-07 is of newsletter.toml.
        if !known.contains(name), let mark = name.lastIndex(of: "@") { name = String(name[..<mark]) }
        guard known.contains(name) else {
            let nearest = Spelling.nearest(to: name, in: known)
            let hint = nearest.map { "did you mean \($0)?" } ?? "there are: \(known.isEmpty ? "none" : known.joined(separator: ", "))"
            throw Failure(.noInput, "\(path(of: name)): no such campaign; \(hint)")
        }
        let file = try TOMLFile<CampaignFile>(path(of: name), in: project.folder, knownKeys: knownKeys)
        return Loaded(
            campaign: try file.campaign(named: name, sender: project.sender), retry: file.contents.retry,
            route: try CampaignRoute(file, in: project),
            guarding: try (file.contents.guarding ?? GuardTable()).policy(over: project.bounces.guarding) { file.failure(at: $0, $1) },
            schedule: try file.schedule())
    }
}

extension TOMLFile<CampaignFile> {
    /// What the file means, with the sender's defaults.
    fileprivate func campaign(named name: String, sender: Sender) throws -> Campaign {
        var attachments = (contents.attachments?.files ?? []).map { path in
            let last = path.split(separator: "/").last.map(String.init) ?? path
            return Attachment(path: path, name: last, mediaType: MediaTypes.type(ofFileNamed: last))
        }
        for (contentID, path) in (contents.attachments?.inline ?? [:]).sorted(by: { $0.key < $1.key }) {
            let last = path.split(separator: "/").last.map(String.init) ?? path
            attachments.append(Attachment(path: path, name: last, mediaType: MediaTypes.type(ofFileNamed: last), contentID: contentID))
        }
        return Campaign(
            name: name,
            kind: contents.kind ?? .marketing,
            subject: contents.subject,
            preheader: contents.preheader ?? "",
            template: contents.template,
            recipients: contents.recipients,
            from: try contents.from.map { try mailbox($0, at: "from") } ?? sender.from,
            replyTo: try contents.replyTo.map { try mailbox($0, at: "reply_to") } ?? sender.replyTo,
            list: try list(),
            language: try contents.language.map { try language($0, at: "language") },
            languageColumn: contents.languageColumn,
            translations: try translations(),
            inlinesStyles: contents.inlineCSS ?? false,
            selection: contents.selection,
            defaults: (contents.defaults ?? [:]).mapValues(\.text),
            attachments: attachments,
            attachmentColumn: contents.attachments?.column,
            flowsText: contents.flowed ?? false,
            headers: (contents.headers ?? [:]).sorted { $0.key < $1.key }.map { CustomHeader(name: $0.key, value: $0.value) },
            uncertain: contents.uncertain ?? .hold)
    }

    /// The list the campaign goes to: a word that scripts, List-ID and the scope of suppressions can share.
    private func list() throws -> String {
        guard let list = contents.list else { return "" }
        guard (1...63).contains(list.utf8.count), list.utf8.allSatisfy(ListName.allows) else {
            throw failure(at: "list", "'list': \"\(list)\" must be 1 to 63 of a-z, 0-9, '-' and '_', such as \"newsletter\"")
        }
        return list
    }
}

extension TOMLFile<CampaignFile> {
    /// When it is sent; nil where it does not say.
    func schedule() throws -> Schedule? {
        do {
            return try contents.schedule?.schedule()
        } catch let problem as ScheduleProblem {
            throw failure(at: problem.key, "'\(problem.key)': \(problem.message)")
        }
    }

    fileprivate func translations() throws -> [LanguageTag: Translation] {
        var found: [LanguageTag: Translation] = [:]
        for (name, table) in contents.languages ?? [:] {
            found[try language(name, at: "languages.\(name)")] = Translation(subject: table.subject, preheader: table.preheader)
        }
        return found
    }

    fileprivate func language(_ text: String, at key: String) throws -> LanguageTag {
        guard let tag = LanguageTag(text) else {
            throw failure(at: key, "'\(text)' is no language; write de, de-AT or another tag of RFC 5646")
        }
        return tag
    }
}

extension TOMLFile {
    /// A mailbox of the file, or a failure that points at it.
    func mailbox(_ text: String, at key: String) throws -> Mailbox {
        do {
            return try Mailbox(parsing: text)
        } catch {
            throw failure(at: key, "'\(key)': \"\(text)\": \(error)")
        }
    }

    /// A bare address of the file, or a failure that points at it.
    func address(_ text: String, at key: String) throws -> EmailAddress {
        do {
            return try EmailAddress(text)
        } catch {
            throw failure(at: key, "'\(key)': \"\(text)\": \(error)")
        }
    }
}
