public import Campaigns

/// One thing `check` looks for: what it finds, why that matters, and who says so.
public struct Rule: Hashable, Sendable, Codable {
    /// `family.name`, as it stands in diagnostics.
    public var id: String
    /// How much a finding matters; where a rule finds things of several weights, the heaviest.
    public var severity: Diagnostic.Severity
    /// What it finds, as one clause.
    public var summary: String
    /// Why that matters and what to do, in a sentence or two.
    public var why: String
    /// RFC section, law, or provider page with the date it was read; `ours` for a choice of this program.
    public var source: String

    init(_ id: String, _ severity: Diagnostic.Severity, _ summary: String, why: String, source: String) {
        self.id = id
        self.severity = severity
        self.summary = summary
        self.why = why
        self.source = source
    }
}

/// All rules, by family.
public enum Rules {
    /// In the order of families, and within each as its file has them.
    public static let all: [Rule] =
        templateRules + HTMLRule.all.map(\.rule) + LinkRule.all.map(\.rule) + MessageRule.all.map(\.rule) + senderRules + listRules
        + addressRules + probeRules

    /// The rule of an id, or nil.
    public static func named(_ id: String) -> Rule? { all.first { $0.id == id } }
}
