import Foundation

/// Material of others to measure against, named by MAILSHOT_CORPORA; tests that need it are skipped where it is not set.
enum Corpora {
    static let folder = ProcessInfo.processInfo.environment["MAILSHOT_CORPORA"].map { URL(fileURLWithPath: $0) }

    static var isHere: Bool { folder != nil }

    static func data(_ path: String) throws -> Data {
        guard let folder else { return Data() }
        return try Data(contentsOf: folder.appendingPathComponent(path))
    }

    /// One address and whether every sender must take it, none may, or either is right.
    struct Address: Decodable {
        var address: String
        var expect: String
    }

    static func addresses() throws -> [Address] {
        try data("address/addresses.jsonl").split(separator: 0x0A).map { try JSONDecoder().decode(Address.self, from: $0) }
    }

    /// Strings that break software.
    static func naughtyStrings() throws -> [String] {
        guard let folder else { return [] }
        let files = FileManager.default.enumerator(at: folder.appendingPathComponent("strings"), includingPropertiesForKeys: nil)
        let lists = (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "json" }
        return lists.flatMap { (try? JSONDecoder().decode([String].self, from: Data(contentsOf: $0))) ?? [] }
    }
}
