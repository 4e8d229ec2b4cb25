import Foundation
import Testing

@testable import Campaigns

/// Cases of other people's CSV parsers, where they are at hand.
@Suite("CSV conformance (skipped unless MAILSHOT_CORPORA is set)", .enabled(if: corpora != nil))
struct CSVConformanceTests {
    private struct Case: Decodable {
        var id: String
        var file: String
        var rows: [[String]]?
    }

    private struct ListCase: Decodable {
        var id: String
        var file: String
        var expect: [[String: String]]
    }

    private func source(_ file: String) throws -> FileSource {
        try FileSource(path: "\(#require(corpora))/csv/\(file)")
    }

    @Test("every table is read as its author wants it")
    func tables() throws {
        let index = try String(contentsOfFile: "\(#require(corpora))/csv/cases.jsonl", encoding: .utf8)
        for line in index.split(separator: "\n") {
            let test = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
            guard let rows = test.rows else { continue }
            var reader = try CSVReader(source: source(test.file))
            var found: [[String]] = []
            while let record = try reader.next() { found.append(record.fields) }
            if found != rows {
                // The malformed cases have to be noticed, not guessed.
                let again = try records(Array(Data(contentsOf: URL(filePath: "\(#require(corpora))/csv/\(test.file)"))))
                #expect(again.contains { $0.problem != nil }, "\(test.id)")
            }
        }
    }

    @Test("every recipient is found, with every field")
    func lists() throws {
        let index = try Data(contentsOf: URL(filePath: "\(#require(corpora))/csv/recipient_cases.json"))
        for test in try JSONDecoder().decode([ListCase].self, from: index) {
            var reader = try RecipientReader(source: source(test.file), file: test.file)
            var found: [[String: String]] = []
            while let row = try reader.next() {
                guard case .good(_, _, let fields) = row else { continue }
                found.append(Dictionary(zip(reader.columns, fields)) { $1 })
            }
            #expect(found == test.expect, "\(test.id)")
        }
    }
}

private let corpora = ProcessInfo.processInfo.environment["MAILSHOT_CORPORA"]
