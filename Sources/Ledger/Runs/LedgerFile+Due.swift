import GRDB
public import MailFormat

extension LedgerFile {
    /// When the next deferred message of a campaign is due; nil where none waits.
    public func nextDue(campaign id: Int64) throws(LedgerError) -> Timestamp? {
        try read { database in
            try Int64.fetchOne(
                database, sql: "SELECT min(notBefore) FROM message WHERE campaign = ? AND state = 'deferred'", arguments: [id])
        }.map(Timestamp.init)
    }
}
