import GRDB
public import MailFormat

/// A time in which something is left alone, because a relay asked for it or failed too often: it holds for every process and across runs.
public struct Rest: Hashable, Sendable {
    /// What is left alone: `relay ses`, or `relay ses gmail.com` for a domain at a relay.
    public var name: String
    /// Until when.
    public var until: Timestamp
    /// Why, one sentence: mostly the reply.
    public var reason: String

    /// A rest from its parts.
    public init(name: String, until: Timestamp, reason: String) {
        self.name = name
        self.until = until
        self.reason = reason
    }
}

extension LedgerFile {
    /// What is to be left alone at this moment.
    public func rests() throws(LedgerError) -> [Rest] {
        let moment = now().milliseconds
        return try read { database in
            try Row.fetchAll(database, sql: "SELECT name, until, reason FROM rest WHERE until > ? ORDER BY name", arguments: [moment])
                .map { Rest(name: $0[0], until: Timestamp(milliseconds: $0[1]), reason: $0[2]) }
        }
    }

    /// Leaves things alone. A rest that is there already is never shortened; those that are over are forgotten.
    public func rest(_ rests: [Rest]) throws(LedgerError) {
        guard !rests.isEmpty else { return }
        let moment = now().milliseconds
        try write { database in
            try database.execute(sql: "DELETE FROM rest WHERE until <= ?", arguments: [moment])
            for rest in rests {
                try database.execute(
                    sql: """
                        INSERT INTO rest (name, until, reason) VALUES (?1, ?2, ?3)
                        ON CONFLICT (name) DO UPDATE SET until = ?2, reason = ?3 WHERE ?2 > until
                        """, arguments: [rest.name, rest.until.milliseconds, rest.reason])
            }
        }
    }

    /// Ends a rest before its time; nil ends all.
    public func endRest(_ name: String? = nil) throws(LedgerError) {
        try write { try $0.execute(sql: "DELETE FROM rest WHERE ?1 IS NULL OR name = ?1", arguments: [name]) }
    }
}
