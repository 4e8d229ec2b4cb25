import Ledger
import Testing

@Suite struct SelectionTests {
    static let columns = ["email", "plan", "age", "group", "first name", "we\"ird"]
    static let row = ["anna@example.org", "pro", "9", "A", "Anna", "w"]

    @Test(arguments: [
        ("plan = 'pro'", true), ("plan = 'PRO'", false), ("lower(plan) = 'pro' AND age <> ''", true), ("plan IN ('free', 'pro')", true),
        ("CAST(age AS INTEGER) >= 18", false), ("CAST(age AS INTEGER) < 18", true), ("age + 1 > 9", true),
        ("email LIKE '%@EXAMPLE.org'", true),
        ("email GLOB '*@EXAMPLE.org'", false), ("\"group\" = 'A'", true), ("\"first name\" = 'Anna'", true), ("\"we\"\"ird\" = 'w'", true),
        ("NULL", false), ("1", true), ("0", false), ("plan", false), ("age", true), ("NOT plan = 'pro'", false),
        ("CASE plan WHEN 'pro' THEN 1 ELSE 0 END", true), ("length(age) = 1", true), ("plan = 'it''s' OR 1", true), ("1 -- age > 1", true),
        ("/* age > 1 */ 1", true),
    ])
    func `an expression takes a row or not`(expression: String, taken: Bool) throws {
        #expect(try Selection(expression, columns: Self.columns).selects(Self.row) == taken)
    }

    /// Expression, part of the message, offset of the trouble.
    @Test(
        arguments: [
            ("plna = 'pro'", "no such column: plna", 0),
            ("plan = 'pro' AND \"pro\" = 1", "no such column: pro", 17),
            ("plan = ", "not complete", 7),
            ("plan = 'pro' AN age", "syntax error", 13),
            ("plan = 'pro", "unrecognized token", 7),
            ("frob(plan)", "no such function: frob", 0),
            ("1, 2", "row value misused", nil),
            ("", "not complete", 0),
            ("random() > 0", "not authorized", nil),
            ("load_extension('x')", "not authorized", nil),
            ("readfile('/etc/passwd') <> ''", "no such function", 0),
            ("EXISTS (SELECT 1 FROM sqlite_master)", "not authorized", nil),
            ("(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n)", "not authorized", nil),
            ("1); DELETE FROM message; --", "one expression", 0),
            ("1;", "syntax error", 1),
            ("?1 = 'a' AND ?9 = 'b'", "parameter", 0),
            ("plan = :plan", "parameter", 7),
            ("age >= 18", "column age is text", 0),
            ("plan = 'x' OR 18 < age", "column age is text", 19),
            ("age > -1", "column age is text", 0),
            ("\"age\" = 9", "column age is text", 0),
        ] as [(String, String, Int?)])
    func `what is wrong is said with its place`(expression: String, message: String, offset: Int?) {
        do {
            _ = try Selection(expression, columns: Self.columns)
            Issue.record("\(expression) was compiled")
        } catch {
            #expect(error.message.contains(message), "\(error)")
            if let offset { #expect(error.offset == offset) }
        }
    }

    @Test func `a missing field counts as empty`() throws {
        #expect(try Selection("age = ''", columns: Self.columns).selects(["a@example.org"]))
    }

    @Test func `deep nesting is refused, not followed`() {
        let deep = String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000)
        #expect(throws: SelectionProblem.self) { try Selection(deep, columns: ["a"]) }
    }
}
