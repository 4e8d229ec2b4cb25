import Campaigns
import Foundation
import MailFormat
import Testing

@testable import Deliverability

@Suite struct RulesTests {
    @Test func `rules have different names, and each tells why and from whom`() {
        #expect(Set(Rules.all.map(\.id)).count == Rules.all.count)
        for rule in Rules.all { #expect(!rule.why.isEmpty && !rule.source.isEmpty && rule.id.contains("."), "\(rule.id)") }
    }

    @Test func `what the list's reader and the composer say is in the table`() {
        for rule in RecipientRule.allCases { #expect(Rules.named(rule.rawValue) != nil, "\(rule.rawValue)") }
        let reasons: [ComposeProblem.Reason] = [.noValue, .scheme("javascript:"), .emptySubject, .tooLarge(1)]
        for reason in reasons {
            let rule = ComposeProblem(reason, name: "a").diagnostic(file: nil).rule
            #expect(Rules.named(rule) != nil, "\(rule)")
        }
    }

    static let corpora = ProcessInfo.processInfo.environment["MAILSHOT_CORPORA"]

    @Test(.enabled(if: corpora != nil, "MAILSHOT_CORPORA names no folder"))
    func `newsletters of others are looked at without a crash, and every finding is in the file`() throws {
        let folder = URL(fileURLWithPath: try #require(Self.corpora)).appendingPathComponent("html")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files where file.pathExtension == "html" {
            let bytes = Array(try Data(contentsOf: file))
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            for finding in HTMLSource(file: file.lastPathComponent, bytes: bytes).findings() {
                let line = try #require(finding.line), column = try #require(finding.column)
                #expect(line <= lines.count && column <= lines[line - 1].count + 1, "\(finding)")
            }
            count += 1
        }
        #expect(count > 50)
    }
}
