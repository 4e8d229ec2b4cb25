import Campaigns
import Foundation
import Ledger
import TOMLKit

/// `[bounces]` of `mailshot.toml`: what follows from bounces and requests to leave. Every key has a default that is safe.
///
/// ```toml
/// [bounces]
/// hard = "suppress"          # an address that does not exist: suppress it at once, or only let it "score"
/// hard_score = 1             # what a bounce counts, one a day at most
/// soft_score = 0.5
/// threshold = 5              # at this score an address is suppressed
/// stale_after = "7d"         # so many quiet days, or mail that arrives, and the count starts anew
/// suppress_for = "365d"      # how long; for good without it
/// unsubscribe = "everywhere" # or "list": only the list that the campaign names
/// ```
struct BouncesTable: Decodable {
    var hard: BouncePolicy.HardAction?
    var hardScore: Number?
    var softScore: Number?
    var threshold: Number?
    var staleAfter: DurationText?
    var suppressFor: DurationText?
    var unsubscribe: BouncePolicy.Reach?
    var source: [BounceSourceTable]?

    /// A number with or without decimals: TOML keeps the two apart, users do not.
    struct Number: Decodable {
        var value: Double

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            value = if let whole = try? container.decode(Int.self) { Double(whole) } else { try container.decode(Double.self) }
        }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case hard, threshold, unsubscribe, source
        case hardScore = "hard_score"
        case softScore = "soft_score"
        case staleAfter = "stale_after"
        case suppressFor = "suppress_for"
    }

    /// The policy it describes, with another for what it leaves open.
    ///
    /// - Throws: the key and what is wrong with it, by `fail`.
    func policy(over base: BouncePolicy, fail: (_ key: String, _ message: String) -> Failure) throws -> BouncePolicy {
        for (key, value, range) in [
            ("hard_score", hardScore?.value, 0...1000), ("soft_score", softScore?.value, 0...1000),
            ("threshold", threshold?.value, 0.1...1000),
        ] as [(String, Double?, ClosedRange<Double>)] {
            if let value, !range.contains(value) {
                throw fail(key, "'\(key)' must be between \(NumberText.short(range.lowerBound)) and \(NumberText.short(range.upperBound))")
            }
        }
        if let staleAfter, staleAfter.duration < .seconds(86400) { throw fail("stale_after", "'stale_after' must be a day or more") }
        if let suppressFor, suppressFor.duration <= .zero { throw fail("suppress_for", "'suppress_for' must be longer than nothing") }
        var policy = base
        policy.hard = hard ?? base.hard
        policy.hardScore = hardScore?.value ?? base.hardScore
        policy.softScore = softScore?.value ?? base.softScore
        policy.threshold = threshold?.value ?? base.threshold
        policy.staleAfter = staleAfter?.duration ?? base.staleAfter
        policy.suppressFor = suppressFor?.duration ?? base.suppressFor
        policy.unsubscribe = unsubscribe ?? base.unsubscribe
        return policy
    }

    /// Reads settings of the command line, `threshold=3`, in the words of the file.
    static func parse(_ settings: [String]) throws -> BouncesTable {
        var text = ""
        for setting in settings {
            guard let equals = setting.firstIndex(of: "=") else {
                throw Failure(.usage, "--policy \(setting): write KEY=VALUE, such as threshold=3 or hard=score")
            }
            let key = setting[..<equals].trimmingCharacters(in: .whitespaces)
            let value = setting[setting.index(after: equals)...].trimmingCharacters(in: .whitespaces)
            guard CodingKeys(rawValue: key) != nil else {
                let nearest = Spelling.nearest(to: key, in: CodingKeys.allCases.map(\.rawValue)).map { "did you mean \($0)?" }
                let all = CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure(.usage, "--policy \(setting): unknown key '\(key)'; \(nearest ?? "there are: \(all)")")
            }
            guard !value.contains(where: { $0 == "\"" || $0 == "\n" || $0 == "\\" }) else {
                throw Failure(.usage, "--policy \(setting): write the value without quotes")
            }
            text += Double(value) == nil ? "\(key) = \"\(value)\"\n" : "\(key) = \(value)\n"
        }
        do {
            return try TOMLDecoder(strictDecoding: true).decode(BouncesTable.self, from: text)
        } catch {
            throw Failure(.usage, "--policy \(settings.joined(separator: " ")): a value is of the wrong kind; see [bounces] in README.md")
        }
    }
}
