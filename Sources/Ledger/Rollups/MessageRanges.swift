/// Numbers of messages as ranges, sorted and apart: `[[1,256],[300,300]]`.
struct MessageRanges: Hashable {
    private(set) var ranges: [ClosedRange<Int64>] = []

    /// How many numbers there are.
    var count: Int { ranges.reduce(0) { $0 + $1.count } }
    var isEmpty: Bool { ranges.isEmpty }

    init() {}

    /// Numbers in any order, some of them perhaps twice.
    init(_ numbers: some Sequence<Int64>) { insert(numbers) }

    /// Whether a number is in one of them.
    func contains(_ number: Int64) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(number)
    }

    /// All numbers of a range.
    init(_ range: ClosedRange<Int64>) { ranges = [range] }

    /// Adds numbers; those that are there already change nothing.
    mutating func insert(_ numbers: some Sequence<Int64>) {
        self = MessageRanges(merging: ranges + numbers.map { $0...$0 })
    }

    private init(merging all: [ClosedRange<Int64>]) {
        for range in all.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = ranges.last, range.lowerBound <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
    }

    /// Adds all of others.
    mutating func insert(_ others: MessageRanges) {
        self = MessageRanges(merging: ranges + others.ranges)
    }

    /// As the ledger keeps them.
    var json: String { "[" + ranges.map { "[\($0.lowerBound),\($0.upperBound)]" }.joined(separator: ",") + "]" }

    /// Reads what ``json`` writes; nil of anything else.
    init?(json: String) {
        var numbers: [Int64] = []
        var number: Int64?
        for byte in json.utf8 {
            switch byte {
            case 0x30...0x39:
                let (product, isTooLarge) = (number ?? 0).multipliedReportingOverflow(by: 10)
                guard !isTooLarge else { return nil }
                number = product &+ Int64(byte - 0x30)
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","):
                if let number { numbers.append(number) }
                number = nil
            default: return nil
            }
        }
        guard numbers.count.isMultiple(of: 2) else { return nil }
        for index in stride(from: 0, to: numbers.count, by: 2) {
            guard numbers[index] <= numbers[index + 1] else { return nil }
            ranges.append(numbers[index]...numbers[index + 1])
        }
    }
}
