import GRDB
public import MailFormat

extension LedgerFile {
    /// Makes known which schedules the campaign files have: those that are new or changed are known from this moment on, those that are no
    /// more are forgotten. Writes only where something changed.
    ///
    /// A schedule whose moment was over when it was written must not start a campaign, and one whose moment was missed by an outage must.
    ///
    /// - Parameter schedules: what the schedules say, by the names of the campaign files.
    public func know(schedules: [String: String]) throws(LedgerError) {
        guard try read({ try Self.schedules(in: $0) }).mapValues(\.text) != schedules else { return }
        let moment = now().milliseconds
        try write { database in
            let known = try Self.schedules(in: database)
            for name in known.keys where schedules[name] == nil {
                try database.execute(sql: "DELETE FROM scheduled WHERE name = ?", arguments: [name])
            }
            for (name, text) in schedules where known[name]?.text != text {
                try database.execute(
                    sql: """
                        INSERT INTO scheduled (name, schedule, since) VALUES (?1, ?2, ?3)
                        ON CONFLICT (name) DO UPDATE SET schedule = ?2, since = ?3
                        """, arguments: [name, text, moment])
            }
        }
    }

    /// Since when schedules have been known as they are now; those that are not are left out.
    public func since(schedules: [String: String]) throws(LedgerError) -> [String: Timestamp] {
        try read { try Self.schedules(in: $0) }.filter { schedules[$0.key] == $0.value.text }.mapValues(\.since)
    }

    private static func schedules(in database: Database) throws -> [String: (text: String, since: Timestamp)] {
        let rows = try Row.fetchAll(database, sql: "SELECT name, schedule, since FROM scheduled")
        return Dictionary(
            uniqueKeysWithValues: rows.map { ($0[0] as String, (text: $0[1] as String, since: Timestamp(milliseconds: $0[2]))) })
    }
}
