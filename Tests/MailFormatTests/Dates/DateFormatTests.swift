import MailFormat
import Testing

@Suite("Dates (RFC 5322 §3.3, RFC 3339)")
struct DateFormatTests {
    @Test(
        "moments are written in both forms and read back",
        arguments: [
            (0, "Thu, 1 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z"),
            (-1000, "Wed, 31 Dec 1969 23:59:59 +0000", "1969-12-31T23:59:59Z"),
            (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 +0000", "2000-02-29T00:00:00Z"),
            (1_795_510_800_000, "Tue, 24 Nov 2026 09:00:00 +0000", "2026-11-24T09:00:00Z"),
            (4_107_542_399_000, "Sun, 28 Feb 2100 23:59:59 +0000", "2100-02-28T23:59:59Z"),
            (4_107_542_400_000, "Mon, 1 Mar 2100 00:00:00 +0000", "2100-03-01T00:00:00Z"),
            (253_402_300_799_000, "Fri, 31 Dec 9999 23:59:59 +0000", "9999-12-31T23:59:59Z"),
        ] as [(Int64, String, String)]
    )
    func write(_ milliseconds: Int64, _ mail: String, _ iso: String) {
        let moment = Timestamp(milliseconds: milliseconds)
        #expect(DateFormat.rfc5322(moment) == mail)
        #expect(DateFormat.iso8601(moment) == iso)
        #expect(DateFormat.parse(rfc5322: mail) == moment)
        #expect(DateFormat.parse(iso8601: iso) == moment)
    }

    @Test("every day of 400 years follows the one before")
    func everyDay() {
        var previous = ""
        for day in -135_140..<10_957 {
            let moment = Timestamp(milliseconds: Int64(day) * 86_400_000)
            let text = DateFormat.iso8601(moment)
            #expect(text > previous)
            #expect(DateFormat.parse(iso8601: text) == moment)
            previous = text
        }
    }

    @Test(
        "an offset changes the clock, not the moment",
        arguments: [
            (330, "Tue, 24 Nov 2026 14:30:00 +0530"), (-570, "Mon, 23 Nov 2026 23:30:00 -0930"), (0, "Tue, 24 Nov 2026 09:00:00 +0000"),
        ]
    )
    func offset(_ minutes: Int, _ expected: String) {
        let moment = Timestamp(milliseconds: 1_795_510_800_000)
        #expect(DateFormat.rfc5322(moment, offsetMinutes: minutes) == expected)
        #expect(DateFormat.parse(rfc5322: expected) == moment)
    }

    @Test(
        "dates that others wrote are read",
        arguments: [
            ("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T15:55:06Z"),  // RFC 5322 appendix A.1.1
            ("21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06Z"),  // appendix A.6.2
            ("Thu,\r\n  13\r\n    Feb\r\n     1969\r\n 23:32\r\n   -0330 (Newfoundland Time)", "1969-02-14T03:02:00Z"),  // appendix A.5
            ("Tue, 1 Jul 2003 10:52:37 +0200", "2003-07-01T08:52:37Z"),
            ("Friday, 21-Nov-97 09:55:06 EST", "1997-11-21T14:55:06Z"),
            ("1 jan 2049 00:00 PDT", "2049-01-01T07:00:00Z"), ("1 Jan 50 00:00", "1950-01-01T00:00:00Z"),
            ("1 Jan 103 00:00:00 Z", "2003-01-01T00:00:00Z"), ("30 Jun 2015 23:59:60 +0000", "2015-06-30T23:59:59Z"),
        ]
    )
    func readMail(_ text: String, _ iso: String) {
        #expect(DateFormat.parse(rfc5322: text).map { DateFormat.iso8601($0) } == iso)
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "", "Tue", "31 Feb 2026 00:00:00 +0000", "1 Foo 2026 00:00:00 +0000", "1 Jan 2026 24:00:00 +0000", "1 Jan 2026 00:00:00 +00",
            "1 Jan 2026 00:60", "1 Jan 2026", "x Jan 2026 00:00:00", "29 Feb 2100 00:00:00 +0000", times(10_000, "("),
        ]
    )
    func refuseMail(_ text: String) {
        #expect(DateFormat.parse(rfc5322: text) == nil)
    }

    @Test(
        "ISO dates are read",
        arguments: [
            ("2026-11-24", "2026-11-24T00:00:00.000Z"), ("2026-11-24T09:00", "2026-11-24T09:00:00.000Z"),
            ("2026-11-24 09:00:00.5Z", "2026-11-24T09:00:00.500Z"),
            ("2026-11-24t09:00:00.123456789z", "2026-11-24T09:00:00.123Z"), ("2026-11-24T09:00:00+01:00", "2026-11-24T08:00:00.000Z"),
            ("2026-11-24T09:00-0930", "2026-11-24T18:30:00.000Z"), ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z"),
        ]
    )
    func readISO(_ text: String, _ expected: String) {
        #expect(DateFormat.parse(iso8601: text).map { DateFormat.iso8601($0, milliseconds: true) } == expected)
    }

    @Test(
        "what is no ISO date is refused",
        arguments: [
            "", "2026-13-01", "2026-02-29", "2026-1-1", "2026-11-24T", "2026-11-24T9:00", "2026-11-24T09:00:00.Z", "2026-11-24T09:00+25:00",
            "2026-11-24x",
        ]
    )
    func refuseISO(_ text: String) {
        #expect(DateFormat.parse(iso8601: text) == nil)
    }

    @Test("a date without a zone is local where an offset is given")
    func defaultOffset() {
        #expect(DateFormat.parse(iso8601: "2026-11-24T09:00", defaultOffsetMinutes: 60) == DateFormat.parse(iso8601: "2026-11-24T08:00Z"))
    }
}
