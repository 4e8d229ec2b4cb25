import Foundation
import MailFormat
import Testing

@testable import Feedback

/// The mails of `samples/bounces`, one situation each, against `expected.csv` beside them.
@Suite struct SampleMailsTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "samples/bounces")

    /// One line of the table: whom a mail names and what it comes to.
    struct Expected: Equatable, CustomStringConvertible {
        var recipient: String
        var kind: String
        var reason: String
        var status: String

        var description: String { "\(recipient) \(kind) \(reason) \(status)" }

        init(_ finding: Finding) {
            recipient = finding.recipient ?? ""
            kind = finding.kind.rawValue
            reason = finding.reason?.rawValue ?? ""
            status = finding.status?.description ?? ""
        }

        init(_ cells: [String]) {
            (recipient, kind, reason, status) = (cells[1], cells[2], cells[3], cells[4])
        }
    }

    static func table() throws -> [String: [Expected]] {
        let lines = try String(contentsOf: folder.appending(path: "expected.csv"), encoding: .utf8).split(separator: "\n").dropFirst()
        let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        return Dictionary(grouping: rows, by: { $0[0] }).mapValues { $0.map { Expected($0) } }
    }

    @Test func everySampleIsReadAsTheTableSays() throws {
        let table = try Self.table()
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".eml") }
        #expect(Set(files) == Set(table.keys))
        for file in files.sorted() {
            let mail = [UInt8](try Data(contentsOf: Self.folder.appending(path: file)))
            #expect(FeedbackReader.read(mail).map { Expected($0) } == table[file], "\(file)")
        }
    }

    /// A mail cut anywhere, as a full disk or a bounded return leaves it, is read to an end and never names more recipients.
    @Test func everySampleIsReadWhereverItIsCut() throws {
        let table = try Self.table()
        for file in table.keys.sorted() {
            let mail = [UInt8](try Data(contentsOf: Self.folder.appending(path: file)))
            for length in stride(from: 0, through: mail.count, by: 11) {
                #expect(!FeedbackReader.read(Array(mail[..<length])).isEmpty, "\(file) \(length)")
            }
        }
    }

    @Test(arguments: [("abuse", true), ("fraud", true), ("opt-out", true), ("not-spam", false), ("auth-failure", false), ("dmarc", false)])
    func onlyAReaderComplains(type: String, counts: Bool) {
        var finding = Finding(.complaint, recipient: "ann@example.com")
        finding.feedbackType = type
        #expect(finding.isReadersComplaint == counts)
        #expect(!Finding(.autoreply).isReadersComplaint)
    }
}
