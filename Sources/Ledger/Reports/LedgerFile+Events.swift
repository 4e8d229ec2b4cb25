import GRDB
import MailFormat

extension LedgerFile {
    /// Records what happened to messages after they left, together with the suppressions that follow from it, in one durable transaction.
    ///
    /// An event is evidence that its message arrived: a message in doubt becomes accepted with it (bounces of a message that was not
    /// taken do not exist: the relay that reports it had it).
    ///
    /// - Returns: how many events were new; one whose token is known changes nothing.
    /// - Throws: `noMessage` where a key is unknown.
    @discardableResult
    public func record(_ events: [Event], suppressing suppressions: [Suppression] = []) throws(LedgerError) -> Int {
        try write { database in
            let insertion = try database.cachedStatement(
                sql: """
                    INSERT INTO event (campaign, message, kind, detail, machine, link, at, facts, token) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (token) DO NOTHING
                    """)
            var new = 0
            for event in events {
                guard
                    let campaign = try Int64.fetchOne(
                        database, sql: "SELECT campaign FROM message WHERE id = ?", arguments: [event.message])
                else { throw LedgerError.noMessage(event.message) }
                try insertion.execute(arguments: [
                    campaign, event.message, event.kind.rawValue, event.detail, event.machine, event.link, event.at.milliseconds,
                    event.facts,
                    event.token,
                ])
                new += database.changesCount
                _ = try Doubt.settle(event.message, evidence: event.kind.rawValue, on: database)
            }
            for suppression in suppressions { _ = try SuppressionList.add(suppression, on: database) }
            Failpoint.reach(.duringEvent)
            return new
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
