public import Campaigns

/// A rule about a file of HTML: it looks, and says where.
struct HTMLRule: Sendable {
    /// Something found at an octet of the file.
    struct Finding: Hashable, Sendable {
        var offset: Int
        var message: String
        var hint: String?

        init(_ offset: Int, _ message: String, hint: String? = nil) {
            self.offset = offset
            self.message = message
            self.hint = hint
        }
    }

    let rule: Rule
    let look: @Sendable (HTMLSource) -> [Finding]

    /// All of them, by family.
    static let all: [HTMLRule] = images + active + clientSupport

    /// A rule about single elements: it says what is wrong with one, or nil.
    static func elements(_ rule: Rule, _ judge: @escaping @Sendable (HTMLSource.Element) -> (message: String, hint: String?)?) -> HTMLRule {
        HTMLRule(rule: rule) { source in
            source.elements.compactMap { element in judge(element).map { Finding(element.offset, $0.message, hint: $0.hint) } }
        }
    }
}

extension HTMLSource {
    /// What the rules about HTML find in this file, in the order of the file.
    public func findings() -> [Diagnostic] {
        var found: [(offset: Int, diagnostic: Diagnostic)] = []
        for rule in HTMLRule.all {
            for finding in rule.look(self) { found.append((finding.offset, diagnostic(rule.rule, finding))) }
        }
        for rule in LinkRule.all {
            for finding in rule.look(links) { found.append((finding.offset, diagnostic(rule.rule, finding))) }
        }
        return found.sorted { ($0.offset, $0.diagnostic.rule) < ($1.offset, $1.diagnostic.rule) }.map(\.diagnostic)
    }

    private func diagnostic(_ rule: Rule, _ finding: HTMLRule.Finding) -> Diagnostic {
        let place = place(of: finding.offset)
        return Diagnostic(
            rule.severity, rule: rule.id, file: file, line: place.line, column: place.column, message: finding.message, hint: finding.hint)
    }
}
