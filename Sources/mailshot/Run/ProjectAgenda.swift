import Automation
import Campaigns
import Ledger
import MailFormat

/// The agenda of a project: its campaign files that have a schedule, and what the ledger knows.
struct ProjectAgenda {
    let agenda: Agenda
    /// The schedules by the names of their files.
    let schedules: [String: Schedule]
    /// What is wrong with files that have a schedule, a sentence each.
    let problems: [String]

    /// Reads the files and decides.
    ///
    /// - Parameter ledger: nil where there is none yet: then every schedule is new.
    init(of project: Project, in ledger: LedgerFile?, at now: Timestamp) throws {
        var found: [String: (schedule: Schedule, text: String)] = [:]
        var problems: [String] = []
        for name in project.folder.campaignNames() {
            do {
                found[name] = try CampaignFile.schedule(of: name, in: project)
            } catch let failure as Failure where Self.mentionsSchedule(name, in: project) {
                problems.append(failure.description)
            } catch is Failure {
                // A draft that is not scheduled is nobody's business until somebody checks or sends it.
            }
        }
        // A ledger that is only looked at is not written to: what it does not know is new.
        let since = try ledger?.since(schedules: found.mapValues(\.text)) ?? [:]
        let campaigns = found.keys.sorted().compactMap { name in
            found[name].map { ScheduledCampaign(name: name, schedule: $0.schedule, since: since[name] ?? now) }
        }
        agenda = try Agenda(
            campaigns: campaigns, records: try ledger?.openCampaigns() ?? [], known: try ledger?.campaignNames() ?? [], at: now
        ) { record in
            try ledger?.dueWork(campaign: record.id) ?? CampaignWork(isDue: false, next: nil)
        }
        schedules = found.mapValues(\.schedule)
        self.problems = problems
    }

    /// Makes the ledger know the schedules as they are now.
    static func know(_ project: Project, in ledger: LedgerFile) throws {
        var texts: [String: String] = [:]
        for name in project.folder.campaignNames() {
            if let found = try? CampaignFile.schedule(of: name, in: project) { texts[name] = found.text }
        }
        try ledger.know(schedules: texts)
    }

    private static func mentionsSchedule(_ name: String, in project: Project) -> Bool {
        let text = (try? project.folder.text(of: CampaignFile.path(of: name))) ?? ""
        return text.split(separator: "\n").contains { $0.drop { $0 == " " || $0 == "\t" }.hasPrefix("[schedule]") }
    }
}
