/// Failures by chance, to rehearse a bad day: `rcpt:451:10%` has one RCPT in ten answered with 451.
///
/// What a recipient's address asks for by itself comes first (`SandboxScript`).
public struct SandboxChaos: Hashable, Sendable {
    /// Which command is answered so.
    public enum Stage: String, Hashable, Sendable, CaseIterable {
        case mail, rcpt, data, dot
    }

    /// Which command.
    public var stage: Stage
    /// 400…599; 421 closes the connection.
    public var code: Int
    /// 0…1.
    public var probability: Double

    /// A failure from its parts; nil where a part is out of its range.
    public init?(stage: Stage, code: Int, probability: Double) {
        guard (400...599).contains(code), (0...1).contains(probability) else { return nil }
        self.stage = stage
        self.code = code
        self.probability = probability
    }

    /// A failure from `stage:code:chance`, the chance in percent: `dot:554:2.5%`; nil where it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let stage = Stage(rawValue: parts[0].lowercased()), let code = Int(parts[1]), parts[2].hasSuffix("%"),
            let percent = Double(parts[2].dropLast())
        else { return nil }
        self.init(stage: stage, code: code, probability: percent / 100)
    }
}

/// Draws for chaos: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014), so that a seed repeats a day.
struct SandboxChance: RandomNumberGenerator, Hashable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension SandboxSession {
    /// The reply that chance has for a command; nil for most.
    mutating func chance(at stage: SandboxChaos.Stage) -> SandboxScript.Reply? {
        for chaos in rules.chaos where chaos.stage == stage {
            if Double.random(in: 0..<1, using: &random) < chaos.probability { return SandboxScript.Reply(code: chaos.code) }
        }
        return nil
    }

    /// What chance has for DATA or the dot of a message.
    mutating func chanceOfMessage() -> SandboxScript? {
        guard !rules.chaos.isEmpty else { return nil }
        return chance(at: .data).map(SandboxScript.data) ?? chance(at: .dot).map(SandboxScript.dot)
    }
}
