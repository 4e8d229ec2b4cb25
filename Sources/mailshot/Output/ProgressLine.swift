import Foundation

/// Lines on standard error that are redrawn in place: on a terminal only, nothing elsewhere.
struct ProgressLine {
    private let width: Int?
    private var drawn = 0

    /// - Parameter quiet: draw nothing, whatever standard error is.
    init(quiet: Bool) {
        width = quiet ? nil : TextStyle.columns(of: STDERR_FILENO)
    }

    /// Whether anybody sees it.
    var isVisible: Bool { width != nil }

    /// Columns there are.
    var columns: Int { width ?? 100 }

    /// Replaces what was drawn before.
    mutating func draw(_ lines: [String]) {
        guard let width else { return }
        var text = clearing
        for line in lines { text += String(line.prefix(width - 1)) + "\n" }
        drawn = lines.count
        StandardError.write(text)
    }

    /// Takes away what was drawn.
    mutating func clear() {
        guard width != nil else { return }
        StandardError.write(clearing)
        drawn = 0
    }

    private var clearing: String {
        drawn > 0 ? "\u{1B}[\(drawn)A\u{1B}[J" : ""
    }

    /// A bar of a fixed width: `████░░░░`.
    static func bar(_ part: Int, of whole: Int, width: Int) -> String {
        let full = whole > 0 ? min(width, part * width / whole) : 0
        return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    }
}

/// A question on the terminal.
enum Prompt {
    /// Asks a yes-or-no question on standard error; no is the default, and the answer where nobody can be asked.
    static func confirm(_ question: String) -> Bool {
        guard isatty(STDIN_FILENO) == 1 else { return false }
        StandardError.write(question + " [y/N] ")
        let answer = readLine(strippingNewline: true)?.lowercased()
        return answer == "y" || answer == "yes"
    }
}
