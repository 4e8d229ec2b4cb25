public import MailFormat

/// A wish for a share of a limit. The limit's state is in the ledger; who sends takes shares of it and keeps to them.
public enum LimitClaim: Hashable, Sendable {
    /// Time slots of a pace.
    ///
    /// - Parameters:
    ///   - name: what is paced: `relay ses`, `domain gmail.com`.
    ///   - interval: from slot to slot, in microseconds.
    ///   - burst: slots that may lie in the past when they are taken, but for one; 1 or more.
    ///   - count: slots wanted, 1 or more.
    case slots(name: String, interval: Int64, burst: Int, count: Int)
    /// Units of a count.
    ///
    /// - Parameters:
    ///   - name: what is counted: `relay ses day`.
    ///   - span: units taken are counted under this stretch of time, and must be used in it.
    ///   - horizon: counts of spans that begin before it do not matter any more.
    ///   - limits: units there may be since the horizon, on the first, second, … span that has any; the last one holds from then on. Not empty.
    ///   - count: units wanted, 1 or more.
    case units(name: String, span: Range<Timestamp>, horizon: Timestamp, limits: [Int], count: Int)

    /// The limit's name.
    public var name: String {
        switch self {
        case .slots(let name, _, _, _), .units(let name, _, _, _, _): name
        }
    }
}

/// What was given of a limit. It is the taker's alone; what is not given back is lost, and nothing is ever given twice.
public enum LimitShare: Hashable, Sendable {
    /// Slots, in microseconds since 1970: one an interval.
    case slots(name: String, Range<Int64>)
    /// So many units, to be used in their span; 0 where none are left, and then `oldest` is the start of the span whose count matters longest.
    case units(name: String, span: Range<Timestamp>, count: Int, oldest: Timestamp?)
}
