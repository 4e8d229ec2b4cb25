public import Ledger
import MailFormat

/// `report engagement CAMPAIGN`: who opened and clicked, how soon, and at which hours.
public struct EngagementReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// The campaign's name.
    public var campaign: String
    /// What was counted.
    public var period: PeriodFigures
    /// Messages accepted: the whole of the rates.
    public var accepted: Int
    /// Openings, then clicks.
    public var reading: [ReadingFigures]
    /// People who clicked of people who opened, 0…1; both are estimated, and some click without a picture fetched.
    public var clickToOpen: Double?
    /// By hour of the local day, 0…23.
    public var hours: [HourFigures]
    /// By day of the week, Monday first.
    public var weekdays: [WeekdayFigures]

    /// Counts who read a campaign. How soon is always counted over all of time.
    public init(_ record: CampaignRecord, in ledger: LedgerFile, period: Period = Period()) throws {
        campaign = record.name
        self.period = PeriodFigures(period)
        let totals = try EventTotals(ledger, campaign: record.id, period: period)
        let whole =
            period.isAll
            ? try ledger.counts(campaign: record.id)[.accepted]
            : OutcomeTotals(
                try ledger.outcomeCounts(campaign: record.id, since: period.since, until: period.until, by: [.outcome])
            ).accepted
        accepted = whole
        reading = try [Event.Kind.open, .click].map { kind in
            let delays = Dictionary(
                try ledger.delayCounts(of: kind, campaign: record.id).map { ($0.wait, $0.count) }, uniquingKeysWith: { first, _ in first })
            return ReadingFigures(
                kind: kind.rawValue, people: totals.people(kind), recipients: totals.raw(kind),
                events: totals.events(kind, machine: false), machineEvents: totals.events(kind, machine: true),
                rate: Figures.share(totals.people(kind), of: whole), rawRate: Figures.share(totals.raw(kind), of: whole),
                p10: Percentile.of(delays, 0.1), p50: Percentile.of(delays, 0.5), p90: Percentile.of(delays, 0.9))
        }
        clickToOpen = Figures.share(totals.people(.click), of: totals.people(.open))
        hours = (0..<24).map { HourFigures(hour: $0) }
        weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map { WeekdayFigures(day: $0) }
        let counts = try ledger.eventCounts(
            campaign: record.id, kinds: [.open, .click], since: period.since, until: period.until, by: [.kind, .quarter, .machine])
        for count in counts where count.machine == false {
            guard let quarter = count.quarter else { continue }
            let local = quarter.milliseconds + period.zone.offset(at: quarter.milliseconds)
            let (hour, day) = (Int(local.rounded(downTo: 3_600_000) / 3_600_000 % 24), Int((local / 86_400_000 + 3) % 7))
            if count.kind == .open {
                hours[hour].opens += count.events
                weekdays[day].opens += count.events
            } else {
                hours[hour].clicks += count.events
                weekdays[day].clicks += count.events
            }
        }
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        let time = { (milliseconds: Int?) in milliseconds.map { Figures.length(milliseconds: $0) } ?? "–" }
        let table = TextTable(columns: [
            .words("", reading.map { $0.kind == "open" ? "opened" : "clicked" }), .counts("people", reading.map(\.people)),
            .numbers("rate", reading.map { Figures.percent($0.rate) }), .counts("with machines", reading.map(\.recipients)),
            .numbers("rate", reading.map { Figures.percent($0.rawRate) }), .counts("times", reading.map(\.events)),
            .counts("by machines", reading.map(\.machineEvents)), .numbers("10 % within", reading.map { time($0.p10) }),
            .numbers("half", reading.map { time($0.p50) }), .numbers("90 %", reading.map { time($0.p90) }),
        ])
        var lines = [page.bold(campaign) + " · \(Figures.grouped(accepted)) accepted; people are estimated" + period.note, ""]
        lines += table.lines(on: page)
        if let clickToOpen { lines += ["", "  clicked of those who opened: \(Figures.percent(clickToOpen))"] }
        guard hours.contains(where: { $0.opens + $0.clicks > 0 }) else { return lines.joined(separator: "\n") }
        if page.isTerminal {
            lines += [
                "", page.dim("  by hour of the day, \(period.timeZone)"), "  opens   \(BarText.sparkline(hours.map(\.opens), width: 24))",
                "  clicks  \(BarText.sparkline(hours.map(\.clicks), width: 24))", page.dim("          0     6     12    18"),
            ]
        }
        let days = TextTable(columns: [
            .words("day", weekdays.map(\.day)), .counts("opens", weekdays.map(\.opens)), .counts("clicks", weekdays.map(\.clicks)),
        ])
        return (lines + [""] + days.lines(on: page)).joined(separator: "\n")
    }

    /// Openings and clicks: a row each.
    public var rows: ReportRows {
        ReportRows(
            reading,
            [
                .text("campaign") { _ in campaign }, .text("kind") { $0.kind }, .count("people") { $0.people },
                .count("recipients") { $0.recipients }, .count("events") { $0.events }, .count("machine_events") { $0.machineEvents },
                .share("rate") { $0.rate }, .share("raw_rate") { $0.rawRate }, .count("p10") { $0.p10 }, .count("p50") { $0.p50 },
                .count("p90") { $0.p90 },
            ])
    }
}

/// Openings or clicks.
public struct ReadingFigures: Codable, Hashable, Sendable {
    /// `open`, `click`.
    public var kind: String
    /// People, estimated.
    public var people: Int
    /// Recipients, machines included.
    public var recipients: Int
    /// Times, machines left out.
    public var events: Int
    /// Times by machines.
    public var machineEvents: Int
    /// People of accepted, 0…1.
    public var rate: Double?
    /// Recipients of accepted, 0…1.
    public var rawRate: Double?
    /// A tenth of the people did it first within so many milliseconds of the acceptance; read from classes up to 25 % wide, their end.
    public var p10: Int?
    /// Half of them.
    public var p50: Int?
    /// Nine tenths of them.
    public var p90: Int?
}

/// An hour of the day.
public struct HourFigures: Codable, Hashable, Sendable {
    /// 0…23, of local clocks.
    public var hour: Int
    /// Openings by people.
    public var opens = 0
    /// Clicks by people.
    public var clicks = 0
}

/// A day of the week.
public struct WeekdayFigures: Codable, Hashable, Sendable {
    /// `Mon` … `Sun`.
    public var day: String
    /// Openings by people.
    public var opens = 0
    /// Clicks by people.
    public var clicks = 0
}
