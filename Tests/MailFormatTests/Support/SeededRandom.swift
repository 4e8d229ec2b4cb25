/// So many copies of a text: in tables of cases it is read, and type-checked, faster than the initializer.
func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

/// SplitMix64: the same numbers on every run.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A text of up to `longest` pieces, each taken from `alphabet`.
    mutating func text(of alphabet: [String], longest: Int) -> String {
        (0..<Int.random(in: 0...longest, using: &self)).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &self)] }.joined()
    }
}
