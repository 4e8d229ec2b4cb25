import Deliverability
import SMTP

/// `shaping.toml` as it is written: what is known of mailbox providers and of replies.
struct ShapingFile: Decodable {
    /// Whether the shipped file holds as well; true by default.
    var defaults: Bool?
    var provider: [ProviderTable]?
    var rule: [RuleTable]?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case defaults, provider, rule
    }

    /// `[[provider]]`
    struct ProviderTable: Decodable {
        var name: String
        var remove: Bool?
        var domains: [String]?
        var mx: [String]?
        var rate: String?
        var maxConnections: Int?
        var messagesPerConnection: Int?
        var published: [String]?
        var source: String?
        var checked: String?
        var rule: [RuleTable]?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name, remove, domains, mx, rate, published, source, checked, rule
            case maxConnections = "max_connections"
            case messagesPerConnection = "messages_per_connection"
        }
    }

    /// `[[rule]]` and `[[provider.rule]]`
    struct RuleTable: Decodable {
        var reply: OneOrMany
        var action: String
        var `for`: DurationText
        var after: String?
        var source: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case reply, action, `for`, after, source
        }
    }

    /// Every key of every table, for suggestions.
    static let knownKeys: [String] =
        CodingKeys.allCases.map(\.rawValue) + ProviderTable.CodingKeys.allCases.map(\.rawValue)
        + RuleTable.CodingKeys.allCases.map(\.rawValue)
}

/// What is known of providers and replies: the shipped file, and the project's over it.
struct Shaping: Sendable {
    /// The providers, those of the project's own file first.
    private(set) var providers: [MailProvider] = []
    /// Rules for replies of any relay.
    private(set) var rules: [ReplyRule] = []
    /// Which of a provider's figures the project's file sets, and on which line: `google rate` → `shaping.toml:4`.
    private(set) var places: [String: String] = [:]

    /// All rules: those for any relay behind those of providers.
    var allRules: [ReplyRule] { providers.flatMap(\.rules) + rules }

    /// Nothing is known.
    init() {}

    /// What is shipped, and the project's own file over it.
    ///
    /// - Throws: what is wrong with the project's file.
    init(in folder: ProjectFolder) throws {
        let own = try folder.has("shaping.toml") ? TOMLFile<ShapingFile>("shaping.toml", in: folder, knownKeys: ShapingFile.knownKeys) : nil
        if own?.contents.defaults != false {
            try add(TOMLFile(text: ShippedShaping.text, named: "shaping.toml (shipped)", knownKeys: ShapingFile.knownKeys), isOwn: false)
        }
        if let own { try add(own, isOwn: true) }
    }

    private mutating func add(_ file: TOMLFile<ShapingFile>, isOwn: Bool) throws {
        for (index, table) in (file.contents.provider ?? []).enumerated() {
            let known = providers.firstIndex { $0.name == table.name }
            if table.remove == true {
                guard let known else { throw file.failure(at: "remove", of: "provider", index, "no provider is named \"\(table.name)\"") }
                providers.remove(at: known)
                continue
            }
            let provider = try Self.provider(table, over: known.map { providers[$0] }, index, in: file)
            if let known { providers.remove(at: known) }
            providers.insert(provider, at: isOwn ? 0 : providers.count)
            guard isOwn else { continue }
            let set = [
                ("rate", table.rate != nil), ("max_connections", table.maxConnections != nil),
                ("messages_per_connection", table.messagesPerConnection != nil),
            ]
            for (key, isSet) in set where isSet { places["\(table.name) \(key)"] = file.place(of: key, in: "provider", index) }
        }
        rules.insert(contentsOf: try (file.contents.rule ?? []).enumerated().map { try Self.rule($1, "rule", $0, in: file) }, at: 0)
    }

    private static func provider(
        _ table: ShapingFile.ProviderTable, over known: MailProvider?, _ index: Int, in file: TOMLFile<ShapingFile>
    ) throws -> MailProvider {
        func failure(_ key: String, _ what: String) -> Failure {
            file.failure(at: key, of: "provider", index, "provider \"\(table.name)\": \(key) \(what)")
        }
        var provider = known ?? MailProvider(name: table.name)
        if let domains = table.domains {
            provider.domains = try domains.map { try RelayPolicyReading.domain($0) { failure("domains", $0) } }
        }
        if let exchanges = table.mx { provider.exchanges = exchanges.map { $0.lowercased() } }
        for (key, value) in [("max_connections", table.maxConnections), ("messages_per_connection", table.messagesPerConnection)] {
            if let value, value < 1 { throw failure(key, "must be 1 or more") }
        }
        if let rate = table.rate { provider.rate = try RelayPolicyReading.rate(rate, burst: nil) { failure("rate", $0) } }
        provider.maxConnections = table.maxConnections ?? provider.maxConnections
        provider.messagesPerConnection = table.messagesPerConnection ?? provider.messagesPerConnection
        provider.source = table.source ?? provider.source
        provider.checked = table.checked ?? provider.checked
        provider.published = table.published.map(Set.init) ?? provider.published
        if let rules = table.rule { provider.rules = try rules.map { try rule($0, "provider", index, in: file) } }
        return provider
    }

    private static func rule(_ table: ShapingFile.RuleTable, _ place: String, _ index: Int, in file: TOMLFile<ShapingFile>) throws
        -> ReplyRule
    {
        let phrases = try table.reply.texts.map { text in
            guard let phrase = ReplyPhrase(text) else {
                throw file.failure(
                    at: "reply", of: place, index, "reply = \"\(text)\" says nothing to look for, or is longer than 256 bytes")
            }
            return phrase
        }
        guard let action = ReplyRule.Action(rawValue: table.action) else {
            let known = ReplyRule.Action.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw file.failure(at: "action", of: place, index, "action = \"\(table.action)\" is unknown; there are: \(known)")
        }
        let threshold = try table.after.map { text in
            guard let threshold = ReplyRule.Threshold(parsing: text) else {
                throw file.failure(at: "after", of: place, index, "after = \"\(text)\" is no number in a time; write \"2/hour\"")
            }
            return threshold
        }
        return ReplyRule(
            phrases, action, for: .named(otherwise: table.for.duration), threshold: threshold ?? .init(1, within: .seconds(3600)))
    }
}
