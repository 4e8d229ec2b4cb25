public import Campaigns

extension Timetable {
    /// When each message of a campaign the ledger knows may go.
    ///
    /// - Parameter occurrence: which time of it; nil where its schedule names no moment: then it is due since the ledger met it.
    public init(_ schedule: Schedule, occurrence: Occurrence?, of record: CampaignRecord) {
        self.init(schedule, moment: occurrence?.moment ?? .fixed(record.createdAt), columns: record.columns)
    }
}
