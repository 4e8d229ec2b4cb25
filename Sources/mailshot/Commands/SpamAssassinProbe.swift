import Campaigns
import Deliverability
import Subprocess

/// What SpamAssassin says of a message, asked through the system's spamc.
struct SpamAssassinProbe {
    let file: String
    let line: Int

    /// From here on a word is said; at the threshold of spamd it is a warning.
    static let noteworthy = 1.0

    /// - Throws: where spamc is not there or spamd does not answer.
    func finding(of message: [UInt8]) async throws -> Diagnostic? {
        let report: String
        do {
            let result = try await Subprocess.run(
                .name("spamc"), arguments: ["-R", "-x"], input: .array(message),
                output: .string(limit: 1 << 20), error: .discarded)
            report = result.standardOutput
        } catch {
            throw Failure(.unavailable, "--spamassassin needs spamc and a running spamd: install spamassassin (\(error))")
        }
        guard let first = report.split(separator: "\n").first, let (score, threshold) = Self.score(String(first)) else {
            throw Failure(.unavailable, "spamd does not answer; start it, or leave out --spamassassin")
        }
        guard score >= Self.noteworthy else { return nil }
        let rules = report.split(separator: "\n").compactMap(Self.ruleName).prefix(8)
        return Diagnostic(
            score >= threshold ? .warning : .hint, rule: "spam.score", file: file, line: line,
            message: "SpamAssassin gives \(score) of \(threshold)", hint: rules.isEmpty ? nil : rules.joined(separator: ", "))
    }

    /// The name in a line of the report: ` 1.2 SUBJ_ALL_CAPS  Subject is all capitals`.
    static func ruleName(_ line: Substring) -> String? {
        let words = line.split(separator: " ")
        guard words.count >= 2, Double(words[0]) != nil, words[1].allSatisfy({ $0.isUppercase || $0.isNumber || $0 == "_" }) else {
            return nil
        }
        return String(words[1])
    }

    /// `2.3/5.0`; 0/0 is spamc without a spamd.
    static func score(_ line: String) -> (score: Double, threshold: Double)? {
        let parts = line.split(separator: "/").compactMap { Double($0) }
        guard parts.count == 2, parts[1] > 0 else { return nil }
        return (parts[0], parts[1])
    }
}
