import GRDB
import MailFormat

extension LedgerFile {
    /// Records what happened to messages after they left, and what follows from it, in one durable transaction.
    ///
    /// - Parameter policy: what follows from what.
    /// - Returns: how many events were new; one whose token is known changes nothing.
    /// - Throws: `noMessage` where a key is unknown.
    @discardableResult
    public func record(_ events: [Event], policy: BouncePolicy = BouncePolicy()) throws(LedgerError) -> Int {
        try takeReports(policy: policy) { transaction in
            try events.filter { try transaction.record($0).isNew }.count
        }
    }

    /// The events of a message, oldest first.
    public func events(of message: Int64) throws(LedgerError) -> [Event] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM event WHERE message = ? ORDER BY at, id", arguments: [message]).map(Event.init)
        }
    }
}

extension Event {
    init(_ row: Row) {
        self.init(
            message: row["message"], kind: Kind(rawValue: row["kind"]) ?? .reply, detail: row["detail"], machine: row["machine"],
            link: row["link"], at: Timestamp(milliseconds: row["at"]), facts: row["facts"], token: row["token"])
    }
}
