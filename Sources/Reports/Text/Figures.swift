/// Numbers as people read them, without a locale.
public enum Figures {
    /// `46,992`
    public static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    /// `99.7 %`; two digits below one per cent, three below a tenth; `–` of nothing.
    public static func percent(_ part: Int, of whole: Int) -> String {
        percent(share(part, of: whole))
    }

    /// A share from 0 to 1 as per cent; `–` where there is none.
    public static func percent(_ share: Double?) -> String {
        guard let share else { return "–" }
        let value = share * 100
        let digits = value == 0 || abs(value) >= 1 ? 1 : (abs(value) >= 0.1 ? 2 : 3)
        return decimal(value, digits: digits) + " %"
    }

    /// A part of a whole, 0…1; nil of nothing.
    public static func share(_ part: Int, of whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }

    /// A number with so many decimals.
    public static func decimal(_ value: Double, digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((value * scale).rounded())
        guard digits > 0 else { return String(scaled) }
        let fraction = String(abs(scaled) % Int(scale))
        let sign = scaled < 0 && abs(scaled) < Int(scale) ? "-" : ""
        return "\(sign)\(scaled / Int(scale)).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }

    /// `310 ms`, `2.4 s`, `41 min`, `3 h`, `5 days`: a length of time.
    public static func length(milliseconds: Int) -> String {
        switch milliseconds {
        case ..<1000: "\(milliseconds) ms"
        case ..<10_000: decimal(Double(milliseconds) / 1000, digits: 1) + " s"
        case ..<90_000: "\((milliseconds + 500) / 1000) s"
        case ..<5_400_000: "\((milliseconds + 30_000) / 60_000) min"
        case ..<172_800_000: "\((milliseconds + 1_800_000) / 3_600_000) h"
        default: "\((milliseconds + 43_200_000) / 86_400_000) days"
        }
    }

    /// As JSON and csv have a share: the shortest digits that read back as the same number, as JSON encoders write it.
    static func json(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    }
}

/// Horizontal bars in eighths of a column.
public enum BarText {
    /// A bar for a part of a whole, at most so many columns wide; a part that is not zero shows at least a hair.
    public static func bar(_ part: Int, of whole: Int, width: Int) -> String {
        guard whole > 0, part > 0, width > 0 else { return "" }
        let eighths = max(1, Int((Double(min(part, whole)) / Double(whole) * Double(width * 8)).rounded()))
        let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        return String(repeating: "█", count: eighths / 8) + rest
    }

    /// A line of small columns, one for each value, the greatest the highest; zero is the lowest. More values than columns are added up.
    public static func sparkline(_ values: [Int], width: Int) -> String {
        guard !values.isEmpty, width > 0 else { return "" }
        let group = (values.count + width - 1) / width
        let sums = stride(from: 0, to: values.count, by: group).map { values[$0..<min($0 + group, values.count)].reduce(0, +) }
        let marks = Array("▁▂▃▄▅▆▇█")
        let most = sums.max() ?? 0
        return String(sums.map { most > 0 ? marks[min(7, ($0 * 7 + most - 1) / most)] : marks[0] })
    }
}
