import Campaigns
import MailFormat

/// Diagnostics as a person reads them.
enum DiagnosticText {
    /// `error    lists/customers.csv:1207:1  address.syntax  …`
    static func line(_ diagnostic: Diagnostic, _ style: TextStyle) -> String {
        let severity = diagnostic.severity.rawValue.padding(toLength: 8)
        let painted =
            switch diagnostic.severity {
            case .error: style.red(severity)
            case .warning: style.yellow(severity)
            case .hint: style.dim(severity)
            }
        let place = diagnostic.place.isEmpty ? "" : diagnostic.place + "  "
        return "\(painted) \(place)\(style.dim(diagnostic.rule))  \(TerminalText.safe(diagnostic.message))"
            + (diagnostic.hint.map { "; " + $0 } ?? "")
    }

    /// `2 errors, 1 warning`
    static func summary(_ diagnostics: [Diagnostic.Severity: Int]) -> String {
        let parts = Diagnostic.Severity.allCases.compactMap { severity in
            diagnostics[severity].map { "\(NumberText.grouped($0)) \(severity.rawValue)\($0 == 1 ? "" : "s")" }
        }
        return parts.isEmpty ? "nothing wrong" : parts.joined(separator: ", ")
    }
}

extension String {
    /// Padded with blanks to a number of characters.
    func padding(toLength length: Int) -> String {
        self + String(repeating: " ", count: max(0, length - count))
    }
}
