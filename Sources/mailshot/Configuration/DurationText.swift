/// A duration as users write it: `90s`, `5m`, `3h`, `2d`, `1w`, or several together: `1h30m`.
struct DurationText: Decodable, Hashable {
    /// The length.
    var duration: Duration

    /// Reads one; nil where the text is no duration.
    init?(_ text: String) {
        var total: Int64 = 0
        var number: Int64?
        for character in text {
            if let digit = character.wholeNumberValue, character.isASCII {
                let (value, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
                guard !overflow, value < 1_000_000_000 else { return nil }
                number = value + Int64(digit)
            } else {
                guard let count = number, let unit = Self.seconds[character] else { return nil }
                total += count * unit
                number = nil
            }
        }
        guard number == nil, total > 0 || text == "0s" else { return nil }
        duration = .seconds(total)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = DurationText(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "'\(text)' is no duration; write a number and s, m, h, d or w, such as \"15m\"")
        }
        self = value
    }

    private static let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]
}
