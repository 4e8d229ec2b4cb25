public import Campaigns
public import Ledger
public import MailFormat

/// A campaign file with a `[schedule]`, as the agenda sees it.
public struct ScheduledCampaign: Hashable, Sendable {
    /// The file's name without `.toml`.
    public var name: String
    /// When it is sent.
    public var schedule: Schedule
    /// Since when the schedule has been as it is.
    public var since: Timestamp

    /// A campaign from its parts.
    public init(name: String, schedule: Schedule, since: Timestamp) {
        self.name = name
        self.schedule = schedule
        self.since = since
    }
}

/// Which campaigns have something due at a moment, and which will: decided from files and ledger, with no memory of its own.
///
/// - What recurs is sent at its last moment that has come; moments before that one, missed in a long outage, are over.
/// - What has no schedule, or none that names a moment, is never started, but goes on once somebody has started it.
/// - A moment that was over by more than an hour when the schedule was written (``ScheduledCampaign/since``) starts nothing.
public struct Agenda: Sendable {
    /// One thing to do.
    public struct Entry: Hashable, Sendable {
        /// The name the ledger knows it by.
        public var name: String
        /// The campaign file's name.
        public var campaign: String
        /// Which time of it; nil where its file names no moment.
        public var occurrence: Occurrence?
    }

    /// Something that will be due.
    public struct Coming: Hashable, Sendable {
        /// The name the ledger knows it by.
        public var name: String
        /// When.
        public var at: Timestamp
        /// Whether it is started then; else it goes on.
        public var isStart: Bool
    }

    /// What is due, what was begun first first.
    public private(set) var due: [Entry] = []
    /// What comes, the earliest first.
    public private(set) var coming: [Coming] = []
    /// Campaigns whose moment was over when their schedule was written, with that moment.
    public private(set) var missed: [(name: String, at: Timestamp)] = []

    /// Decides.
    ///
    /// - Parameters:
    ///   - campaigns: the files with a schedule.
    ///   - records: the campaigns of the ledger that are not over; those that are paused or over have nothing due.
    ///   - known: the names of all campaigns of the ledger.
    ///   - work: what a run of a campaign would find.
    ///   - now: the moment.
    public init(
        campaigns: [ScheduledCampaign], records: [CampaignRecord], known: Set<String>, at now: Timestamp,
        work: (CampaignRecord) throws -> CampaignWork
    ) rethrows {
        let files = Dictionary(campaigns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for record in records {
            let (file, occurrence) = Self.file(of: record, in: files, at: now)
            let entry = Entry(name: record.name, campaign: file?.name ?? Self.fileName(of: record.name), occurrence: occurrence)
            switch record.state {
            case .paused, .cancelled, .finished: continue
            case .enqueuing:
                // Somebody was killed while the list was read. Who reads it by hand starts again by hand.
                if let file, let occurrence, file.schedule.start(of: occurrence.moment) <= now { due.append(entry) }
                continue
            case .ready:
                // Sealed by hand and never started: without a schedule that is a person's to do.
                guard file != nil else { continue }
            case .running: break
            }
            try look(at: record, entry, file?.schedule, work: work(record), at: now)
        }
        for campaign in campaigns { start(campaign, known: known, at: now) }
        coming.sort { ($0.at, $0.name) < ($1.at, $1.name) }
    }

    private mutating func look(at record: CampaignRecord, _ entry: Entry, _ schedule: Schedule?, work: CampaignWork, at now: Timestamp) {
        if let next = work.next { coming.append(Coming(name: record.name, at: next, isStart: false)) }
        guard work.isDue else { return }
        if let schedule {
            let timetable = Timetable(schedule, occurrence: entry.occurrence, of: record)
            if timetable.isUniform, case .closed(let until) = timetable.verdict(fields: [], at: now) {
                coming.append(Coming(name: record.name, at: until, isStart: false))
                return
            }
        }
        due.append(entry)
    }

    private mutating func start(_ campaign: ScheduledCampaign, known: Set<String>, at now: Timestamp) {
        let schedule = campaign.schedule
        if let last = schedule.last(notAfter: now), !known.contains(last.name(of: campaign.name)) {
            let begun = schedule.start(of: last.moment)
            if begun + Schedule.defaultLateness >= campaign.since {
                due.append(Entry(name: last.name(of: campaign.name), campaign: campaign.name, occurrence: last))
            } else if last.id == nil {
                missed.append((campaign.name, begun))
            }
        }
        if let next = schedule.next(after: now), !known.contains(next.name(of: campaign.name)) {
            coming.append(Coming(name: next.name(of: campaign.name), at: schedule.start(of: next.moment), isStart: true))
        }
    }

    /// `newsletter` of `newsletter@2026-12-07`.
    private static func fileName(of name: String) -> String {
        name.lastIndex(of: "@").map { String(name[..<$0]) } ?? name
    }

    private static func file(
        of record: CampaignRecord, in files: [String: ScheduledCampaign], at now: Timestamp
    ) -> (ScheduledCampaign?, Occurrence?) {
        if let file = files[record.name], file.schedule.recurrence == nil {
            return (file, file.schedule.at.map { Occurrence(moment: $0, id: nil) })
        }
        guard let mark = record.name.lastIndex(of: "@"), let file = files[String(record.name[..<mark])] else { return (nil, nil) }
        guard let occurrence = file.schedule.occurrence(named: String(record.name[record.name.index(after: mark)...])) else {
            return (nil, nil)
        }
        return (file, occurrence)
    }
}
