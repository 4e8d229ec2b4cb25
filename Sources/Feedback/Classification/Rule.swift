/// A cause and the words it is told in.
///
/// A phrase is lower-case literal text; ` … ` in it stands for at most 60 octets of anything; one of
/// at most four letters counts only as a word of its own. Order between rules decides: the first rule
/// with a phrase in the text wins, so the more particular stand first.
struct Rule: Sendable {
    /// `family.cause`, stable: reports and scripts name it.
    let id: String
    let reason: Reason
    let phrases: [[[UInt8]]]

    init(_ id: String, _ reason: Reason, _ phrases: [String]) {
        self.id = id
        self.reason = reason
        self.phrases = phrases.map { phrase in
            var pieces: [[UInt8]] = [[]]
            for scalar in phrase.unicodeScalars {
                if scalar == "…" { pieces.append([]) } else { pieces[pieces.count - 1] += Array(String(scalar).utf8) }
            }
            return pieces
        }
    }

    func matches(_ text: FoldedText) -> Bool { phrases.contains { text.contains($0) } }
}
