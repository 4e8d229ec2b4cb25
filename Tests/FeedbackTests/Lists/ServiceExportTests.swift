import Foundation
import Ledger
import MailFormat
import Testing

@testable import Feedback

/// The exports of services, told by their columns.
@Suite struct ServiceExportTests {
    private static let moment = Timestamp(milliseconds: 1_790_928_900_000)

    private static func meaning(_ columns: [String], _ fields: [String]) -> ServiceExport.Meaning {
        ServiceExport(columns: columns, reason: .manual).meaning(of: fields)
    }

    typealias Row = (name: String?, columns: [String], fields: [String], reason: Suppression.Reason?)

    static let rows: [Row] = [
        ("Amazon SES", ["EmailAddress", "Reason", "LastUpdateTime"], ["a@b.example", "BOUNCE", "1790928900"], .bounced),
        ("Amazon SES", ["EmailAddress", "Reason", "LastUpdateTime"], ["a@b.example", "COMPLAINT", "2026-10-02T08:15:00Z"], .complained),
        (
            "SendGrid bounces", ["email", "reason", "status", "created"], ["a@b.example", "550 no such user", "5.1.1", "1790928900"],
            .bounced
        ),
        ("SendGrid bounces", ["email", "reason", "status", "created"], ["a@b.example", "something", "", "1790928900"], .bounced),
        (
            "SendGrid bounces", ["email", "reason", "status", "created"],
            ["a@b.example", "550 5.7.1 message blocked due to local policy", "5.7.1", "1"], nil
        ),
        ("SendGrid spam reports", ["email", "ip", "created"], ["a@b.example", "192.0.2.1", "1790928900"], .complained),
        ("SendGrid unsubscribes", ["email", "created"], ["a@b.example", "1790928900"], .unsubscribed),
        ("Mailgun bounces", ["address", "code", "error", "created_at"], ["a@b.example", "550", "No such mailbox", "x"], .bounced),
        ("Mailgun bounces", ["address", "code", "error", "created_at"], ["a@b.example", "552", "mailbox full", "x"], nil),
        ("Mailgun unsubscribes", ["address", "tags", "created_at"], ["a@b.example", "*", "x"], .unsubscribed),
        ("Mailgun complaints", ["address", "created_at"], ["a@b.example", "x"], .complained),
        (
            "Postmark", ["EmailAddress", "SuppressionReason", "Origin", "CreatedAt"],
            ["a@b.example", "ManualSuppression", "Recipient", "x"], .unsubscribed
        ),
        (
            "Mailchimp unsubscribed", ["email_address", "first_name", "unsub_time"], ["a@b.example", "Ann", "2026-10-02 08:15:00"],
            .unsubscribed
        ),
        ("Mailchimp cleaned", ["Email Address", "CLEAN_TIME"], ["a@b.example", "2026-10-02 08:15:00"], .bounced),
        ("listmonk subscribers", ["uuid", "email", "name", "status"], ["1", "a@b.example", "Ann", "enabled"], nil),
        ("listmonk subscribers", ["uuid", "email", "name", "status"], ["1", "a@b.example", "Ann", "blocklisted"], .unsubscribed),
        ("listmonk bounces", ["email", "type", "source", "created_at"], ["a@b.example", "soft", "pop", "x"], nil),
        (nil, ["email", "name"], ["a@b.example", "Ann"], .manual),
        (nil, ["email", "reason"], ["a@b.example", "Complained"], .complained),
        (nil, ["email", "reason"], ["a@b.example", "does not like us"], .manual),
    ]

    @Test(arguments: rows) func `a row means what its service means`(row: Row) {
        #expect(ServiceExport(columns: row.columns, reason: .manual).name == row.name)
        switch Self.meaning(row.columns, row.fields) {
        case .suppressed(let reason, let scope, _, let until):
            #expect(reason == row.reason)
            #expect(scope.isEmpty && until == nil)
        case .leftOut: #expect(row.reason == nil)
        }
    }

    @Test(arguments: [
        "1790928900", "2026-10-02T08:15:00Z", "2026-10-02 08:15:00", "Fri, 02 Oct 2026 08:15:00 UTC", "2026-10-02T10:15:00+02:00",
    ])
    func `the time is kept in whatever form`(text: String) {
        #expect(
            Self.meaning(["email", "created"], ["a@b.example", text])
                == .suppressed(.unsubscribed, scope: "", since: Self.moment, until: nil))
    }

    @Test func `our own export keeps scope and end`() {
        let meaning = Self.meaning(
            ["email", "scope", "reason", "source", "at", "expires_at"],
            ["a@b.example", "news", "unsubscribed", "x", "2026-10-02T08:15:00Z", "2026-10-02T08:15:00Z"])
        #expect(meaning == .suppressed(.unsubscribed, scope: "news", since: Self.moment, until: Self.moment))
    }

    @Test func `lists in JSON are found wherever they stand, and hostile ones are refused`() throws {
        let deep = try #require(SuppressionJSON(Array(#"{"a":{"b":[{"email":"x@y.example","n":5,"z":null}]}}"#.utf8)))
        #expect(deep.columns == ["email", "n", "z"])
        #expect(deep.rows == [["x@y.example", "5", ""]])
        let lines = try #require(SuppressionJSON(Array("{\"email\":\"a@b.example\"}\n{\"email\":\"c@d.example\"}\n".utf8)))
        #expect(lines.rows.count == 2)
        for text in ["", "{}", "[]", "[1,2]", "[[]]", "{\"a\":", "nonsense", String(repeating: "[", count: 100_000)] {
            #expect(SuppressionJSON(Array(text.utf8)) == nil)
        }
        #expect(SuppressionJSON.seems(Array("  [".utf8)) && !SuppressionJSON.seems(Array("email,reason".utf8)))
    }
}
