import Foundation

/// The list of a service as its programming interface answers: an array of flat objects, wherever it stands; or one object a line.
public struct SuppressionJSON: Sendable {
    /// The names of all fields, in their order of the alphabet.
    public private(set) var columns: [String] = []
    /// The rows, in the order of `columns`; a field that is missing is empty.
    public private(set) var rows: [[String]] = []

    /// Octets that are read of one file: a list in JSON is held in memory.
    public static let longest = 64 << 20

    /// Whether a file is JSON, by its first octet that is no blank.
    public static func seems(_ start: some Sequence<UInt8>) -> Bool {
        start.first { $0 > 0x20 && $0 < 0x80 }.map { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") } ?? false
    }

    /// Nil where there is no array of objects in it.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.longest else { return nil }
        var objects: [[String: Any]] = []
        if let value = try? JSONSerialization.jsonObject(with: Data(bytes)) {
            objects = Self.objects(in: value, deep: 0) ?? []
        } else {
            for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
                guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else { return nil }
                objects.append(object)
            }
        }
        guard !objects.isEmpty else { return nil }
        columns = Set(objects.flatMap(\.keys)).sorted()
        rows = objects.map { object in columns.map { Self.text(object[$0]) } }
    }

    /// The first array of objects, at most three levels down.
    private static func objects(in value: Any, deep: Int) -> [[String: Any]]? {
        if let list = value as? [[String: Any]], !list.isEmpty { return list }
        guard deep < 3, let object = value as? [String: Any] else { return nil }
        for key in object.keys.sorted() {
            if let value = object[key], let found = objects(in: value, deep: deep + 1) { return found }
        }
        return nil
    }

    private static func text(_ value: Any?) -> String {
        switch value {
        case let text as String: text
        case let number as NSNumber: number.stringValue
        default: ""
        }
    }
}
