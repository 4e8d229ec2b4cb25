import Foundation
import Testing

/// A list as real ones are, through a real socket: exactly the valid, unique addresses arrive, once each.
@Suite struct WholeListTests {
    /// 1,509 rows and the addresses that must arrive, as they stand on the envelope.
    static func list() -> (csv: String, expected: Set<String>) {
        var rows: [String] = []
        var expected: Set<String> = []
        for index in 0..<1000 {
            rows.append("person\(index)@example.org,\"Person, \(index)\"")
            expected.insert("person\(index)@example.org")
        }
        for index in 0..<200 { rows.append(" PERSON\(index)@Example.ORG ,again") }
        for index in 0..<100 {
            rows.append("\"\"\"quoted \(index)\"\"@example.net\",Quoted")
            expected.insert("\"quoted \(index)\"@example.net")
        }
        for index in 0..<59 {
            rows.append("buch\(index)@Bücher-\(index).example,IDN")
            expected.insert("buch\(index)@" + IDN.labels[index])
        }
        let bad = [
            "no-at-sign", "two@@example.org", "@example.org", "space in@example.org", "dots..dots@example.org", "a@b@c.example.org",
            "x@-example.org", "x@example..org", "<x@example.org", "x@[127.0.0.1]",
        ]
        for index in 0..<150 { rows.append("\(bad[index % bad.count]),Bad \(index)") }
        return ("email,first_name\r\n" + rows.joined(separator: "\r\n") + "\r\n", expected)
    }

    @Test func `1509 rows with bad, duplicate, quoted and international addresses`() throws {
        let (csv, expected) = Self.list()
        #expect(csv.split(separator: "\r\n").count == 1510)
        try CommandLineTool.withProject { tool in
            try tool.write(csv, to: "lists/sample.csv")
            let run = try tool.run("send", "welcome", "--yes", "--format", "json", "--rejects", "rejects.csv")
            #expect(run.status == 0, "\(run.error)")
            #expect(try run.object()["planned"] as? Int == expected.count)
            let arrived = try tool.outbox().compactMap { $0.firstLine(beginning: "X-Original-To: ") }
            #expect(arrived.count == expected.count)
            #expect(Set(arrived) == expected)
            let rejects = try String(contentsOf: tool.folder.appendingPathComponent("rejects.csv"), encoding: .utf8)
            #expect(rejects.split(separator: "\r\n").count == 150)
            #expect(try tool.run("ledger", "check").status == 0)
        }
    }

    @Test func `the same list is clean after cleaning`() throws {
        let (csv, expected) = Self.list()
        try CommandLineTool.withProject { tool in
            try tool.write(csv, to: "lists/raw.csv")
            #expect(try tool.run("recipients", "check", "lists/raw.csv").status == 65)
            #expect(try tool.run("recipients", "clean", "lists/raw.csv", "-o", "lists/clean.csv").status == 0)
            #expect(try tool.run("recipients", "check", "lists/clean.csv").status == 0)
            let rows = try tool.run("recipients", "show", "lists/clean.csv", "--format", "ndjson").objects()
            #expect(Set(rows.compactMap { $0["email"] as? String }) == expected)
        }
    }
}

/// The A-labels of `bücher-N.example`, made by Python's `idna`, not by the code under test.
enum IDN {
    static let labels = [
        "xn--bcher-0-n2a.example", "xn--bcher-1-n2a.example", "xn--bcher-2-n2a.example", "xn--bcher-3-n2a.example",
        "xn--bcher-4-n2a.example", "xn--bcher-5-n2a.example", "xn--bcher-6-n2a.example", "xn--bcher-7-n2a.example",
        "xn--bcher-8-n2a.example", "xn--bcher-9-n2a.example", "xn--bcher-10-65a.example", "xn--bcher-11-65a.example",
        "xn--bcher-12-65a.example", "xn--bcher-13-65a.example", "xn--bcher-14-65a.example", "xn--bcher-15-65a.example",
        "xn--bcher-16-65a.example", "xn--bcher-17-65a.example", "xn--bcher-18-65a.example", "xn--bcher-19-65a.example",
        "xn--bcher-20-65a.example", "xn--bcher-21-65a.example", "xn--bcher-22-65a.example", "xn--bcher-23-65a.example",
        "xn--bcher-24-65a.example", "xn--bcher-25-65a.example", "xn--bcher-26-65a.example", "xn--bcher-27-65a.example",
        "xn--bcher-28-65a.example", "xn--bcher-29-65a.example", "xn--bcher-30-65a.example", "xn--bcher-31-65a.example",
        "xn--bcher-32-65a.example", "xn--bcher-33-65a.example", "xn--bcher-34-65a.example", "xn--bcher-35-65a.example",
        "xn--bcher-36-65a.example", "xn--bcher-37-65a.example", "xn--bcher-38-65a.example", "xn--bcher-39-65a.example",
        "xn--bcher-40-65a.example", "xn--bcher-41-65a.example", "xn--bcher-42-65a.example", "xn--bcher-43-65a.example",
        "xn--bcher-44-65a.example", "xn--bcher-45-65a.example", "xn--bcher-46-65a.example", "xn--bcher-47-65a.example",
        "xn--bcher-48-65a.example", "xn--bcher-49-65a.example", "xn--bcher-50-65a.example", "xn--bcher-51-65a.example",
        "xn--bcher-52-65a.example", "xn--bcher-53-65a.example", "xn--bcher-54-65a.example", "xn--bcher-55-65a.example",
        "xn--bcher-56-65a.example", "xn--bcher-57-65a.example", "xn--bcher-58-65a.example",
    ]
}
