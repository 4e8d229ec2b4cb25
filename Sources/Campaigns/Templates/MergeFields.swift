import MailFormat

/// Where the value of a name comes from.
enum FieldSource: Hashable, Sendable {
    /// A column of the list, and what stands in for an empty value.
    case column(Int, fallback: String?)
    /// The same for every message: a default without a column, or a built-in of campaign or sender.
    case constant(String)
    /// Made for each message.
    case computed(Computed)

    /// Built-ins that differ from message to message.
    enum Computed: String, Hashable, Sendable, CaseIterable {
        case email
        case unsubscribeURL = "unsubscribe_url"
        case preferencesURL = "preferences_url"
        case viewURL = "view_url"
        case preheader, today
    }
}

/// A name, found: its source, and the word it is compared with where it is a value test.
struct FieldReference: Hashable, Sendable {
    var source: FieldSource
    /// `pro` of `plan.is.pro`.
    var test: String?
}

/// Every name a template may use: columns, defaults and built-ins.
///
/// Built-ins win over a column of the same name; a column wins over a default, which stands in where its value is empty.
struct MergeFields: Hashable, Sendable {
    /// Columns as the list has them, normalised.
    let columns: [String]
    /// Values for empty or missing columns.
    let defaults: [String: String]
    /// Built-ins that are the same for every message.
    let constants: [String: String]
    /// Whether there is a place on the web to link to.
    let hasWeb: Bool
    /// Built-ins that are empty in this project: a section can ask for them, and nothing else may use them.
    let unavailable: Set<String>

    private let columnIndex: [String: Int]

    init(columns: [String], defaults: [String: String], campaign: String, sender: Sender, from: Mailbox, hasWeb: Bool) {
        self.columns = columns
        self.defaults = defaults
        self.hasWeb = hasWeb
        var constants = ["campaign.name": campaign, "sender.name": from.name ?? from.address.description]
        constants["sender.postal_address"] = sender.postalAddress ?? ""
        if !hasWeb { constants.merge(Self.webOnly.map { ($0.rawValue, "") }) { _, new in new } }
        self.constants = constants
        unavailable = Set(constants.filter { $0.value.isEmpty }.keys)
        columnIndex = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    init(campaign: Campaign, columns: [String], sender: Sender, tracking: TrackingSettings?) {
        self.init(
            columns: columns, defaults: campaign.defaults, campaign: campaign.name, sender: sender, from: campaign.from,
            hasWeb: tracking != nil)
    }

    /// Names that every campaign has.
    static let builtIns: [String] =
        FieldSource.Computed.allCases.map(\.rawValue) + ["campaign.name", "sender.name", "sender.postal_address"]

    /// Links that need a place on the web.
    private static let webOnly: [FieldSource.Computed] = [.viewURL, .preferencesURL]

    /// What a name means; nil where nothing provides it.
    ///
    /// `NAME.is.WORD` is a test where `NAME` has a value.
    func resolve(_ name: String) -> FieldReference? {
        if let source = source(of: name) { return FieldReference(source: source) }
        guard let (tested, word) = Self.splitTest(name), let source = source(of: tested) else { return nil }
        return FieldReference(source: source, test: word)
    }

    /// `plan.is.pro` is a test of `plan` for `pro`.
    static func splitTest(_ name: String) -> (name: String, word: String)? {
        guard let mark = name.firstRange(of: ".is.") else { return nil }
        let tested = name[..<mark.lowerBound], word = name[mark.upperBound...]
        return tested.isEmpty || word.isEmpty ? nil : (String(tested), String(word))
    }

    /// Values and test words are compared without case and outer blanks, inner blanks as `_`, as headers of columns are.
    static func normalised(_ value: some StringProtocol) -> String {
        value.split(whereSeparator: \.isWhitespace).joined(separator: "_").lowercased()
    }

    /// Whether a value passes a test for a word that is normalised already.
    static func matches(_ value: String, word: String) -> Bool {
        // Most values are one ASCII word, which needs no copy.
        if value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            return value.utf8.elementsEqual(word.utf8) { byte, letter in (byte &- 0x41 < 26 ? byte | 0x20 : byte) == letter }
        }
        return normalised(value) == word
    }

    private func source(of name: String) -> FieldSource? {
        if let computed = FieldSource.Computed(rawValue: name), hasWeb || !Self.webOnly.contains(computed) { return .computed(computed) }
        if let constant = constants[name] { return .constant(constant) }
        if let column = columnIndex[name] { return .column(column, fallback: defaults[name]) }
        return defaults[name].map { .constant($0) }
    }
}
