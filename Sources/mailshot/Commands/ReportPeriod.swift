import ArgumentParser
import Foundation
import Reports

/// Which stretch of time a report counts, and by whose days.
struct ReportPeriod: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Count from here on: a day (2026-11-24), a time (2026-11-24T14:30), or a moment with its offset.", valueName: "date"))
    var since: String?

    @Option(help: ArgumentHelp("Count up to here; what is at this day or moment does not count any more.", valueName: "date"))
    var until: String?

    @Option(help: ArgumentHelp("The zone of days and hours: Europe/Berlin.", valueName: "zone"))
    var tz = "UTC"

    /// The period.
    func period() throws -> Period {
        guard let zone = tz == "UTC" ? .gmt : TimeZone(identifier: tz) else {
            throw Failure(.usage, "--tz \(tz): no zone of that name is known; write it as Europe/Berlin or America/New_York")
        }
        do {
            let period = Period(since: try since.map(zone.moment(of:)), until: try until.map(zone.moment(of:)), zone: zone)
            if let since = period.since, let until = period.until, since >= until {
                throw Failure(.usage, "--since \(self.since ?? "") is not before --until \(self.until ?? ""); nothing is between them")
            }
            return period
        } catch let problem as PeriodProblem {
            throw Failure(.usage, problem.description)
        }
    }
}
