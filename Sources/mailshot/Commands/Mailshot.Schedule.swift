import ArgumentParser
import Automation
import Campaigns
import Foundation
import Ledger
import MailFormat

extension Mailshot {
    /// What comes when.
    struct ScheduleCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schedule", abstract: "Show what 'mailshot run' will do, and when", subcommands: [List.self],
            defaultSubcommand: List.self)

        struct List: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "List what is due now and what comes next",
                discussion: """
                      mailshot schedule list
                      mailshot schedule list --count 5 --format json       the next five times of what comes again
                    """)

            @OptionGroup var options: GlobalOptions
            @Option(help: ArgumentHelp("Times shown of each campaign that comes again.", valueName: "n")) var count = 1

            func validate() throws {
                guard (1...1000).contains(count) else { throw ValidationError("--count takes a number from 1 to 1000") }
            }

            func run() throws {
                let project = try Project(options)
                let now = WallClock.now()
                try options.show(
                    ScheduleResult(try ProjectAgenda(of: project, in: try project.existingLedger(), at: now), count: count, at: now))
            }
        }
    }
}

/// `schedule list`
struct ScheduleResult: CommandResult {
    struct Line: Encodable, Sendable {
        /// The name the ledger knows, or will know, it by.
        var campaign: String
        /// When, in UTC; now for what is due.
        var at: String
        /// The same by the clock of the schedule's zone; null where the campaign has none.
        var local: String?
        var timeZone: String?
        /// `due`, `start` (it begins then) or `continue` (retries, windows, hours of recipients).
        var what: String
    }

    var schema = 1
    var lines: [Line]
    var problems: [String]

    init(_ found: ProjectAgenda, count: Int, at now: Timestamp) {
        problems =
            found.problems
            + found.agenda.missed.map { "\($0.name): its moment, \(DateFormat.iso8601($0.at)), was over when its schedule was written" }
        func line(_ name: String, _ moment: Timestamp, _ what: String) -> (at: Timestamp, line: Line) {
            let schedule = found.schedules[name] ?? name.lastIndex(of: "@").flatMap { found.schedules[String(name[..<$0])] }
            return (
                moment,
                Line(
                    campaign: name, at: DateFormat.iso8601(moment), local: schedule.map { LocalTime(at: moment, in: $0.zone).description },
                    timeZone: schedule?.zone.identifier, what: what)
            )
        }
        var all = found.agenda.coming.map { line($0.name, $0.at, $0.isStart ? "start" : "continue") }
        for (name, schedule) in found.schedules where schedule.recurrence != nil {
            var next = schedule.next(after: now)
            for _ in 1..<max(1, count) {
                next = next.flatMap { schedule.next(after: schedule.start(of: $0.moment)) }
                guard let next else { break }
                all.append(line(next.name(of: name), schedule.start(of: next.moment), "start"))
            }
        }
        all.sort { ($0.at, $0.line.campaign) < ($1.at, $1.line.campaign) }
        lines = found.agenda.due.map { line($0.name, now, "due").line } + all.map(\.line)
    }

    var table: ResultTable? {
        ResultTable(
            columns: ["campaign", "at", "local", "time_zone", "what"],
            rows: lines.map { [$0.campaign, $0.at, $0.local, $0.timeZone, $0.what] })
    }

    func text(_ style: TextStyle) -> String {
        var text = problems.map { "  " + $0 }
        guard !lines.isEmpty else {
            return (text + ["nothing is due and nothing is scheduled; see [schedule] in the README"]).joined(separator: "\n")
        }
        let width = max(8, lines.map(\.campaign.count).max() ?? 0)
        text += lines.map { line in
            let when = line.what == "due" ? "now".padding(toLength: 20) : line.at
            let local = line.local.map { "  \($0) \(line.timeZone ?? "")" } ?? ""
            return "  \(when)  \(line.campaign.padding(toLength: width))  \(line.what.padding(toLength: 8))" + style.dim(local)
        }
        return text.joined(separator: "\n")
    }
}
