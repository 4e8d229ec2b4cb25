/// A rule of the protocol a client broke, and where.
///
/// A violation is always refused too: in the content with 554 at the dot, in a command with 5yz, and a broken
/// synchronisation with 554 and the end of the connection.
public struct SandboxViolation: Hashable, Sendable, CustomStringConvertible {
    /// The rules checked.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// CR without LF. RFC 5321 §2.3.8
        case bareCR = "bare CR"
        /// LF without CR. RFC 5321 §2.3.8
        case bareLF = "bare LF"
        /// NUL in content or command. RFC 5321 §4.5.2 with RFC 5322 §2.2
        case nul = "NUL"
        /// More than 998 octets before the CRLF. RFC 5321 §4.5.3.1.6
        case longLine = "line over 998 octets"
        /// A line that begins with one dot and is not the end. RFC 5321 §4.5.2
        case unstuffedDot = "dot not doubled"
        /// Octets over 127 in a body not declared `BODY=8BITMIME`. RFC 6152 §2
        case eightBitBody = "8-bit body without BODY=8BITMIME"
        /// Octets over 127 in the header section of a message not declared SMTPUTF8. RFC 6531 §3.6
        case eightBitHeader = "8-bit header without SMTPUTF8"
        /// A command line over the limit. RFC 5321 §4.5.3.1.4
        case longCommand = "command line too long"
        /// Octets sent behind a command that must be the last of its group, or without PIPELINING. RFC 2920 §3.1
        case synchronization = "sent before the reply"
    }

    /// What was broken.
    public var rule: Rule
    /// Line of the content, 1-based; nil where the rule is about a command.
    public var line: Int?
    /// The command it is about, in capitals; nil for content, and for a line that is no command.
    public var command: String?

    /// A violation in the content.
    init(_ rule: Rule, line: Int) {
        self.rule = rule
        self.line = line
    }

    /// A violation by a command line.
    init(_ rule: Rule, command: String? = nil) {
        self.rule = rule
        self.command = command
    }

    /// `bare LF in line 12 of the content`
    public var description: String {
        if let line { return "\(rule.rawValue) in line \(line) of the content" }
        return "\(rule.rawValue) (\(command ?? "a command line"))"
    }
}
