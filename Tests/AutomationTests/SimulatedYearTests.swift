import Automation
import Campaigns
import Foundation
import Ledger
import MailFormat
import MailshotTestSupport
import Testing

/// Forty campaigns, three of them recurring, in four zones, through both changes of the clocks; cron comes every five minutes and more than one
/// run in twenty is killed.
///
/// What is expected is not asked of the schedules but of Foundation's calendar and of the lists.
@Suite struct SimulatedYearTests {
    private static let zones = ["Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata"]
    private static let start = Timestamp(milliseconds: 1_790_812_800_000)  // 2026-10-01T00:00Z
    private static let year: Duration = .seconds(365 * 86_400)
    private static let cron: Int64 = 300_000

    /// When somebody should be mailed: as the test reads the file.
    private struct Rule {
        var name: String
        var readers: [(email: String, zone: String)]
        /// The wall clock it is due at, `2026-12-07 09:00`, in the campaign's zone or each reader's.
        var due: String
        var zone: String?
        /// Minutes of the day and weekdays (1 Sunday) messages may go at.
        var minutes: Range<Int> = 0..<1440
        var weekdays: Set<Int> = Set(1...7)
        /// How long after its moment the last one must have gone.
        var patience: Duration = .seconds(3 * 3600)
        var mayExpire = false
    }

    @Test func `every due message once, none outside of its window`() async throws {
        try await TemporaryFolder.with { folder in
            let (files, rules) = try Self.campaigns()
            #expect(files.count == 40)
            let year = try SimulatedYear(files, from: Self.start, in: folder, seed: 11)
            try Self.live(year)
            #expect(year.runs > 1000 && year.kills > year.runs / 20, "\(year.kills) of \(year.runs) runs were killed")
            try Self.judge(year, rules)
            try year.ledger.close()
        }
    }

    /// Cron through the year. Nothing is due between two moments the agenda names: now and then that is looked at.
    private static func live(_ year: SimulatedYear) throws {
        let end = start + Self.year
        var random = SeededRandom(seed: 5)
        while year.clock.now() < end {
            try year.run()
            let agenda = try year.agenda()
            let now = year.clock.now().milliseconds
            var next = (now / cron + 1) * cron
            if agenda.due.isEmpty {
                let coming = agenda.coming.first?.at.milliseconds ?? .max
                let idle = min(coming, now + 6 * 3_600_000)
                next = max(next, (idle + cron - 1) / cron * cron)
                if next - cron > now, Int.random(in: 0..<4, using: &random) == 0 {
                    let between = now + Int64.random(in: 0..<(next - cron - now), using: &random) / cron * cron
                    year.clock.advance(by: .milliseconds(between - now))
                    #expect(try year.agenda().due.isEmpty, "something is due at \(DateFormat.iso8601(year.clock.now())) that nobody named")
                }
            }
            year.clock.advance(by: .milliseconds(next - year.clock.now().milliseconds))
        }
    }

    private static func judge(_ year: SimulatedYear, _ rules: [Rule]) throws {
        #expect(try year.ledger.check().isOK)
        let taken = Dictionary(grouping: year.deliveries, by: \.campaign).mapValues { Dictionary(grouping: $0, by: \.email) }
        #expect(Set(taken.keys).subtracting(rules.map(\.name)).isEmpty)
        var uncertain = 0
        for rule in rules {
            guard let record = try year.ledger.campaign(named: rule.name) else {
                Issue.record("\(rule.name) was never begun")
                continue
            }
            let counts = try year.ledger.counts(campaign: record.id)
            uncertain += counts[.uncertain]
            #expect(counts.planned == rule.readers.count, "\(rule.name)")
            #expect(counts[.accepted] + counts[.uncertain] + counts[.expired] == counts.planned, "\(rule.name): \(counts)")
            if !rule.mayExpire { #expect(counts[.expired] == 0, "\(rule.name): \(counts)") }
            let own = taken[rule.name] ?? [:]
            #expect(own.count >= counts[.accepted] && own.count <= counts[.accepted] + counts[.uncertain], "\(rule.name)")
            for (email, deliveries) in own {
                #expect(deliveries.count == 1, "\(rule.name) to \(email)")
                let zone = try #require(rule.zone ?? rule.readers.first { $0.email == email }?.zone)
                try judge(try #require(deliveries.first), rule, zone: zone)
            }
        }
        // Only who was killed with a dot on the wire leaves doubt.
        #expect(uncertain <= year.kills)
    }

    private static func judge(_ delivery: SimulatedYear.Delivery, _ rule: Rule, zone: String) throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: zone))
        let date = Date(timeIntervalSince1970: Double(delivery.at.milliseconds) / 1000)
        let clock = calendar.dateComponents([.year, .month, .day, .hour, .minute, .weekday], from: date)
        let hour = try #require(clock.hour), minute = try #require(clock.minute), weekday = try #require(clock.weekday)
        let told = "\(rule.name) to \(delivery.email) at \(DateFormat.iso8601(delivery.at))"
        #expect(rule.minutes.contains(hour * 60 + minute) && rule.weekdays.contains(weekday), "\(told) is outside of its window")
        let local = try String(
            format: "%04d-%02d-%02d %02d:%02d", #require(clock.year), #require(clock.month), #require(clock.day), hour, minute)
        #expect(local >= rule.due, "\(told) is before \(rule.due)")
        let formatter = try #require(DateFormat.parse(iso8601: rule.due.replacingOccurrences(of: " ", with: "T") + ":00Z"))
        let offset = calendar.timeZone.secondsFromGMT(for: date)
        let due = Timestamp(milliseconds: formatter.milliseconds - Int64(offset) * 1000)
        #expect(delivery.at - due < rule.patience, "\(told) is late for \(rule.due)")
    }

    // MARK: - What is sent

    private static func campaigns() throws -> (files: [SimulatedYear.File], rules: [Rule]) {
        var files: [SimulatedYear.File] = []
        var rules: [Rule] = []
        // On the days when clocks change, at the hour that is skipped or comes twice; else over the year.
        let changes = [
            ("2026-10-04", "Australia/Sydney"), ("2026-10-25", "Europe/Berlin"), ("2026-11-01", "America/New_York"),
            ("2027-03-14", "America/New_York"), ("2027-03-28", "Europe/Berlin"), ("2027-04-04", "Australia/Sydney"),
        ]
        for number in 0..<37 {
            let (day, zone): (String, String)
            if number < 12 {
                (day, zone) = changes[number % 6]
            } else {
                day = String(DateFormat.iso8601(start + .seconds(86_400 * (20 + 9 * (number - 12)))).prefix(10))
                zone = zones[number % 4]
            }
            let time = number < 12 ? (number < 6 ? "02:30" : "01:45") : ["09:00", "23:50", "00:00", "16:55"][number % 4]
            try add(number, "\(day) \(time)", zone, to: &files, &rules)
        }
        try addRecurring(to: &files, &rules)
        return (files, rules)
    }

    private static func readers(_ count: Int, _ name: String) -> [(email: String, zone: String)] {
        (0..<count).map { ("reader\($0)@\(name).example", zones[$0 % 4]) }
    }

    private static func add(
        _ number: Int, _ due: String, _ name: String, to files: inout [SimulatedYear.File], _ rules: inout [Rule]
    ) throws {
        let local = try #require(LocalTime(parsing: due))
        let zone = try #require(TimeZone(named: name))
        let title = "once-\(number)"
        var rule = Rule(name: title, readers: readers(24, title), due: due, zone: name)
        var schedule = Schedule(at: .local(local), zone: zone)
        let office = try #require(SendWindow(days: [.monday, .tuesday, .wednesday, .thursday, .friday], from: 540, to: 1020))
        switch number % 6 {
        case 0: break
        case 1:
            schedule.zoneColumn = "zone"
            rule.zone = nil
        case 2:
            schedule.zoneColumn = "zone"
            schedule.window = office
            rule.zone = nil
            (rule.minutes, rule.weekdays, rule.patience) = (540..<1020, Set(2...6), .seconds(4 * 86_400))
        case 3:
            // Twenty minutes a night: the list does not fit into one.
            schedule.window = SendWindow(from: 120, to: 121)
            rule.readers = readers(70, title)
            (rule.minutes, rule.patience) = (120..<121, .seconds(9 * 86_400))
        case 4:
            schedule.spread = .seconds(7200)
            schedule.late = .skip
            rule.patience = .seconds(5 * 3600)
        default:
            schedule.window = office
            schedule.expires = .after(.seconds(30 * 3600))
            rule.mayExpire = true
            (rule.minutes, rule.weekdays, rule.patience) = (540..<1020, Set(2...6), .seconds(30 * 3600))
        }
        files.append(SimulatedYear.File(name: title, schedule: schedule, readers: rule.readers))
        rules.append(rule)
    }

    private static func addRecurring(to files: inout [SimulatedYear.File], _ rules: inout [Rule]) throws {
        let berlin = try #require(TimeZone(named: "Europe/Berlin"))
        let end = "2027-10-01 00:00"
        // Months and weeks by the calendar of Foundation.
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let all: [(name: String, every: String, on: String, column: Bool, matching: DateComponents, time: [String], readers: Int)] = [
            ("monthly", "1 month", "first monday 09:00", false, DateComponents(weekday: 2, weekdayOrdinal: 1), ["09:00"], 30),
            ("weekly", "1 week", "sunday 02:30", true, DateComponents(weekday: 1), ["02:30"], 12),
            ("daily", "1 day", "06:00, 18:00", false, DateComponents(hour: 0), ["06:00", "18:00"], 4),
        ]
        for one in all {
            let schedule = Schedule(
                recurrence: try Recurrence(every: one.every, on: one.on, anchor: nil), zone: berlin, zoneColumn: one.column ? "zone" : nil)
            let list = readers(one.readers, one.name)
            files.append(SimulatedYear.File(name: one.name, schedule: schedule, readers: list))
            var date = Date(timeIntervalSince1970: Double(start.milliseconds) / 1000 - 1)
            while let next = calendar.nextDate(after: date, matching: one.matching, matchingPolicy: .nextTime) {
                date = next
                let day = String(DateFormat.iso8601(Timestamp(milliseconds: Int64(next.timeIntervalSince1970) * 1000)).prefix(10))
                guard "\(day) 00:00" < end else { break }
                for time in one.time {
                    let suffix = one.time.count > 1 ? "T" + time.filter { $0 != ":" } : ""
                    rules.append(
                        Rule(
                            name: "\(one.name)@\(day)\(suffix)", readers: list, due: "\(day) \(time)",
                            zone: one.column ? nil : "Europe/Berlin"))
                }
            }
        }
    }
}
