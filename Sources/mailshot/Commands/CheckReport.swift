import Campaigns

/// What `check` found.
struct CheckReport: CommandResult {
    var schema = 1
    var campaign: String
    var list: String
    var rows = 0
    var good = 0
    /// Findings, of each rule the first few.
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var counts: [Diagnostic.Severity: Int] = [:]
    private var byRule: [String: Int] = [:]
    private let limit: Int

    init(campaign: String, list: String, limit: Int) {
        self.campaign = campaign
        self.list = list
        self.limit = limit
    }

    mutating func note(_ diagnostic: Diagnostic) {
        counts[diagnostic.severity, default: 0] += 1
        byRule[diagnostic.rule, default: 0] += 1
        // An error in a template is always shown; of the rest the first few tell the story.
        let isShown = byRule[diagnostic.rule, default: 0] <= limit || (diagnostic.severity == .error && diagnostic.file != list)
        if isShown { diagnostics.append(diagnostic) }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: TextKey.self)
        try container.encode(schema, forKey: TextKey("schema"))
        try container.encode(campaign, forKey: TextKey("campaign"))
        try container.encode(rows, forKey: TextKey("rows"))
        try container.encode(good, forKey: TextKey("good"))
        for severity in Diagnostic.Severity.allCases {
            try container.encode(counts[severity, default: 0], forKey: TextKey(severity.rawValue + "s"))
        }
        try container.encode(diagnostics, forKey: TextKey("diagnostics"))
    }

    func text(_ style: TextStyle) -> String {
        var lines = diagnostics.sorted { $0.severity.order < $1.severity.order }.map { DiagnosticText.line($0, style) }
        for (rule, count) in byRule.sorted(by: { $0.key < $1.key }) {
            let shown = diagnostics.count { $0.rule == rule }
            if count > shown { lines.append(style.dim("         … and \(NumberText.grouped(count - shown)) more of \(rule)")) }
        }
        if !lines.isEmpty { lines.append("") }
        lines.append(
            "\(DiagnosticText.summary(counts)) · \(NumberText.grouped(good)) of \(NumberText.grouped(rows)) rows good · nothing was sent")
        if counts[.error] == nil { lines.append("See it: mailshot preview \(campaign) · send it: mailshot send \(campaign)") }
        return lines.joined(separator: "\n")
    }
}

extension Diagnostic.Severity {
    /// Errors first.
    var order: Int {
        switch self {
        case .error: 0
        case .warning: 1
        case .hint: 2
        }
    }
}
