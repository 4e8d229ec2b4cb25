import Foundation
import Reports

/// How text results may look: colour and bars on a terminal only, as wide as it is.
struct TextStyle: Sendable {
    /// Whether escape sequences may be used.
    var colour: Bool
    /// Columns there are; 100 where nobody knows.
    var width: Int
    /// Whether somebody looks at it on a terminal.
    var isTerminal = false

    /// Plain text, 100 columns.
    static let plain = TextStyle(colour: false, width: 100)

    /// What standard output allows. `NO_COLOR` turns colour off.
    static func detected() -> TextStyle {
        let environment = ProcessInfo.processInfo.environment
        let terminal = isatty(STDOUT_FILENO) == 1
        return TextStyle(
            colour: terminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb",
            width: Self.columns(of: STDOUT_FILENO) ?? 100, isTerminal: terminal)
    }

    /// Columns of the terminal behind a descriptor; nil where it is none.
    static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    func bold(_ text: String) -> String { paint("1", text) }
    func dim(_ text: String) -> String { paint("2", text) }
    func red(_ text: String) -> String { paint("31", text) }
    func yellow(_ text: String) -> String { paint("33", text) }
    func green(_ text: String) -> String { paint("32", text) }

    private func paint(_ code: String, _ text: String) -> String {
        colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// Numbers as people read them: those of the reports.
enum NumberText {
    /// `46,992`
    static func grouped(_ number: Int) -> String { Figures.grouped(number) }

    /// Right-aligned in a column.
    static func grouped(_ number: Int, width: Int) -> String {
        let text = grouped(number)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// `99.7 %`; two digits below one per cent, three below a tenth.
    static func percent(_ part: Int, of whole: Int) -> String { Figures.percent(part, of: whole) }

    /// A number with so many decimals, without a locale.
    static func decimal(_ value: Double, digits: Int) -> String { Figures.decimal(value, digits: digits) }

    /// `5`, `0.5`: a score, with decimals only where it has some.
    static func short(_ value: Double) -> String {
        value == value.rounded() ? decimal(value, digits: 0) : decimal(value, digits: 2)
    }

    /// `41 min`, `12 s`: a length of time for a person.
    static func length(_ duration: Duration) -> String {
        let seconds = Int(duration.components.seconds)
        return seconds < 90 ? "\(max(seconds, 1)) s" : Figures.length(milliseconds: seconds * 1000)
    }
}

/// Horizontal bars in eighths of a column.
enum Bar {
    /// A bar for a part of a whole, at most so many columns wide.
    static func text(_ part: Int, of whole: Int, width: Int) -> String { BarText.bar(part, of: whole, width: width) }
}
