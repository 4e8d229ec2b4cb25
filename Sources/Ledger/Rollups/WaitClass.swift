/// Lengths of time in classes, four to each doubling: a class is at most 25 % wide, so that a percentile read from them is that near.
///
/// Class `4e + s` has the milliseconds from `(4 + s) · 2^(e−2)` on; below 4 ms each millisecond is a class.
public enum WaitClass {
    /// The class of a length in milliseconds; negative ones count as 0.
    public static func of(milliseconds: Int64) -> Int {
        guard milliseconds >= 4 else { return Int(max(0, milliseconds)) }
        let exponent = 63 - milliseconds.leadingZeroBitCount
        return 4 * exponent + Int((milliseconds >> Int64(exponent - 2)) & 3)
    }

    /// The last millisecond of a class.
    public static func end(of wait: Int) -> Int64 {
        guard wait >= 8 else { return Int64(wait) }
        let (exponent, step) = (wait / 4, Int64(wait % 4))
        return ((4 + step + 1) << Int64(exponent - 2)) - 1
    }

    /// The class of an SQL expression. SQLite may lack logarithms, so it is a ladder.
    static func sql(_ milliseconds: String) -> String {
        var ladder = "CASE WHEN \(milliseconds) < 0 THEN 0 WHEN \(milliseconds) < 4 THEN \(milliseconds)"
        for exponent in 2..<41 {
            ladder +=
                " WHEN \(milliseconds) < \(Int64(1) << Int64(exponent + 1)) THEN \(4 * exponent) + ((\(milliseconds) >> \(exponent - 2)) & 3)"
        }
        return ladder + " ELSE 164 END"
    }
}
