import Testing

@testable import Campaigns

@Suite("The summary of a list")
struct RecipientsAuditTests {
    /// The audit of a text and what it said on the way.
    private func audit(_ text: String) throws -> (summary: RecipientsAudit.Summary, said: [String]) {
        var reader = try RecipientReader(source: MemorySource(text), file: "list.csv")
        var audit = RecipientsAudit(of: reader, file: "list.csv")
        var said: [String] = []
        while let row = try reader.next() {
            if let diagnostic = audit.record(row) { said.append(diagnostic.description) }
        }
        return (audit.summary, said)
    }

    @Test("rows are good, bad or there already, and nothing is lost")
    func counts() throws {
        let (summary, said) = try audit(
            """
            email,name,city
            ada@example.com,Ada,
            ADA@example.com,Ada,London
            nobody,x,y
            mailto:bob@example.com,,
            eve@example.com,Eve
            ada@example.com,,Paris
            nothing,x,y

            """)
        #expect(
            summary
                == .init(
                    rows: 7, good: 2, bad: 3, duplicates: 2,
                    problems: [
                        .init(rule: "address.duplicate", severity: .warning, count: 2, firstLine: 3),
                        .init(rule: "address.syntax", severity: .error, count: 2, firstLine: 4),
                        .init(rule: "address.wrapped", severity: .hint, count: 1, firstLine: 5),
                        .init(rule: "csv.ragged", severity: .error, count: 1, firstLine: 6),
                    ],
                    columns: [
                        .init(name: "email", filled: 4, share: 1), .init(name: "name", filled: 2, share: 0.5),
                        .init(name: "city", filled: 2, share: 0.5),
                    ],
                    addressColumn: "email"))
        #expect(said.count == 6)
        #expect(said.first == "list.csv:3: 'ADA@example.com' stood on line 2 already")
    }

    @Test("a list of nobody has empty columns")
    func nobody() throws {
        let summary = try audit("email,name\n").summary
        #expect(summary.rows == 0)
        #expect(summary.columns.map(\.share) == [0, 0])
    }

    @Test("a file's encoding and a row's are counted apart")
    func severities() throws {
        var audit = RecipientsAudit(columns: ["email"], addressColumn: 0, file: "x")
        _ = audit.record(.note(Diagnostic(.warning, rule: "csv.encoding", line: 7, message: "the file")))
        _ = audit.record(.bad(Diagnostic(.error, rule: "csv.encoding", line: 9, message: "the row"), original: []))
        #expect(audit.summary.problems.map(\.severity) == [.error, .warning])
        #expect(audit.summary.problems.map(\.firstLine) == [9, 7])
        #expect(audit.summary.bad == 1)
    }
}
