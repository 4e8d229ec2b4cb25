import MailFormat
import Testing

@testable import Campaigns

struct MergeFieldsTests {
    private func fields(_ columns: [String], _ defaults: [String: String] = [:], web: Bool = true, postalAddress: String? = "Acme") throws
        -> MergeFields
    {
        MergeFields(
            columns: columns, defaults: defaults, campaign: "autumn", sender: try Fixture.sender(postalAddress: postalAddress),
            from: Mailbox(address: try EmailAddress("news@example.com")), hasWeb: web)
    }

    @Test func `a name is a built-in, then a column, then a default`() throws {
        let fields = try fields(["email", "today", "city", "plan"], ["city": "Berlin", "land": "DE"])
        #expect(fields.resolve("today") == FieldReference(source: .computed(.today)))
        #expect(fields.resolve("email") == FieldReference(source: .computed(.email)))
        #expect(fields.resolve("city") == FieldReference(source: .column(2, fallback: "Berlin")))
        #expect(fields.resolve("plan") == FieldReference(source: .column(3, fallback: nil)))
        #expect(fields.resolve("land") == FieldReference(source: .constant("DE")))
        #expect(fields.resolve("sender.name") == FieldReference(source: .constant("news@example.com")))
        #expect(fields.resolve("City") == nil)
        #expect(fields.resolve("") == nil)
    }

    @Test func `a test needs a name and a word`() throws {
        let fields = try fields(["plan", "a.is.b"])
        #expect(fields.resolve("plan.is.pro") == FieldReference(source: .column(0, fallback: nil), test: "pro"))
        #expect(fields.resolve("plan.is.a.b")?.test == "a.b")
        #expect(fields.resolve("a.is.b") == FieldReference(source: .column(1, fallback: nil)))
        #expect(fields.resolve("plan.is.") == nil)
        #expect(fields.resolve(".is.pro") == nil)
        #expect(fields.resolve("nobody.is.pro") == nil)
    }

    @Test func `the first of two equal columns counts`() throws {
        #expect(try fields(["a", "b", "a"]).resolve("a") == FieldReference(source: .column(0, fallback: nil)))
    }

    @Test func `what a project has not is known to be empty`() throws {
        #expect(try fields([]).unavailable == [])
        #expect(try fields([], web: false, postalAddress: nil).unavailable == ["view_url", "preferences_url", "sender.postal_address"])
        #expect(try fields([], web: false).resolve("unsubscribe_url") == FieldReference(source: .computed(.unsubscribeURL)))
    }

    @Test(arguments: [
        ("pro", "pro", true), ("PRO", "pro", true), (" Pro ", "pro", true), ("Gold  Plus", "gold_plus", true),
        ("gold_plus", "gold_plus", true),
        ("prof", "pro", false), ("pr", "pro", false), ("", "pro", false), ("GRÖSSE", "grösse", true), ("[", "{", false), ("@", "`", false),
    ])
    func `values and words are compared without case`(value: String, word: String, expected: Bool) {
        #expect(MergeFields.matches(value, word: word) == expected)
    }

    @Test(arguments: [
        (ValueTransform.uppercased, "aß", "ASS"), (.lowercased, "ÄB", "äb"),
        (.capitalized, "anna-maria von der o'brien", "Anna-Maria Von Der O'brien"),
        (.capitalized, "3rd ÉCOLE", "3rd École"), (.trimmed, " \u{A0}a b\n", "a b"), (.trimmed, "  ", ""), (.firstWord, "", ""),
        (.firstWord, "Anna", "Anna"), (.reversed, "e\u{301}a", "ae\u{301}"), (.urlencoded, "a+b~c", "a%2Bb~c"), (.optional, "x", "x"),
        (.empty, "", "true"), (.empty, " ", ""),
    ])
    func `transforms`(transform: ValueTransform, value: String, expected: String) {
        #expect(transform.apply(to: value) == expected)
    }
}
