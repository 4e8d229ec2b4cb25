import Testing

@testable import Campaigns

struct LanguageConventionsTests {
    /// long date, short date, weekday, 1234, -12345678.90
    static let table: [(String, [String])] = [
        ("en", ["November 4, 2026", "11/4/2026", "Wednesday", "1,234", "-12,345,678.90"]),
        ("en-GB", ["4 November 2026", "04/11/2026", "Wednesday", "1,234", "-12,345,678.90"]),
        ("de-DE", ["4. November 2026", "4.11.2026", "Mittwoch", "1.234", "-12.345.678,90"]),
        ("de-CH", ["4. November 2026", "4.11.2026", "Mittwoch", "1’234", "-12’345’678.90"]),
        ("fr-CA", ["4 novembre 2026", "04/11/2026", "mercredi", "1\u{202F}234", "-12\u{202F}345\u{202F}678,90"]),
        ("es", ["4 de noviembre de 2026", "4/11/2026", "miércoles", "1234", "-12.345.678,90"]),
        ("sv", ["4 november 2026", "2026-11-04", "onsdag", "1\u{A0}234", "-12\u{A0}345\u{A0}678,90"]),
        ("pl", ["4 listopada 2026", "4.11.2026", "środa", "1234", "-12\u{A0}345\u{A0}678,90"]),
        ("cs", ["4. listopadu 2026", "4. 11. 2026", "středa", "1\u{A0}234", "-12\u{A0}345\u{A0}678,90"]),
    ]

    @Test(arguments: table)
    func `dates and numbers as CLDR has them`(tag: String, expected: [String]) throws {
        let language = try #require(LanguageTag(tag).flatMap { LanguageConventions.of($0) })
        #expect(language.longDate(of: "2026-11-04") == expected[0])
        #expect(language.shortDate(of: "2026-11-04T23:59:00+02:00") == expected[1])
        #expect(language.weekday(of: "2026-11-04") == expected[2])
        #expect(language.number(of: "1234") == expected[3])
        #expect(language.number(of: "-12345678.90") == expected[4])
    }

    @Test func `each table is whole`() throws {
        for tag in LanguageConventions.knownTags {
            let language = try #require(LanguageTag(tag).flatMap { LanguageConventions.of($0) })
            #expect(language.months.count == 12 && Set(language.months).count == 12, "\(tag)")
            #expect(language.weekdays.count == 7 && Set(language.weekdays).count == 7, "\(tag)")
            #expect(LanguageTag(tag)?.text == tag)
        }
        #expect(LanguageTag("tlh").flatMap { LanguageConventions.of($0) } == nil)
    }

    @Test(arguments: ["2026-02-29", "24.11.2026", "2026-1-1", "", "x", "2026-13-01", "2026-11-24x", "12026-01-01"])
    func `no date`(value: String) {
        #expect(LanguageConventions.english.longDate(of: value) == nil)
    }

    @Test(arguments: ["", "-", "1,5", "1.", ".5", "1e3", "1.2.3", "１２", "+1"])
    func `no number`(value: String) {
        #expect(LanguageConventions.english.number(of: value) == nil)
    }

    @Test(arguments: [("1969-12-31", "Wednesday"), ("1970-01-01", "Thursday"), ("2000-02-29", "Tuesday"), ("1900-03-01", "Thursday")])
    func `days before and after 1970`(day: String, expected: String) {
        #expect(LanguageConventions.english.weekday(of: day) == expected)
    }
}
