/// A day of the week, Monday first as in ISO 8601.
public enum Weekday: String, Hashable, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// Reads `monday` or `mon`, in any case; nil where it is none.
    public init?(parsing text: some StringProtocol) {
        let name = text.lowercased()
        guard let day = Self.allCases.first(where: { $0.rawValue == name || $0.rawValue.prefix(3) == name }) else { return nil }
        self = day
    }

    /// The weekday of a day counted from 1970-01-01, a Thursday.
    init(ofDay day: Int64) {
        let place = Int((day + 3) % 7)
        self = Self.allCases[place < 0 ? place + 7 : place]
    }

    /// The day after it.
    public var next: Weekday { Self.allCases[(place + 1) % 7] }

    /// 0 Monday … 6 Sunday
    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
