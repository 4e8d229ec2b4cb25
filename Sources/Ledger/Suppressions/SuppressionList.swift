import GRDB
import MailFormat

/// The list of suppressions inside a transaction.
enum SuppressionList {
    /// Whether the suppression is new.
    static func add(_ suppression: Suppression, on database: Database) throws -> Bool {
        let insertion = try database.cachedStatement(
            sql: """
                INSERT INTO suppression (kind, target, scope, reason, source, at, expiresAt) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (target, scope) DO NOTHING
                """)
        try insertion.execute(arguments: [
            suppression.kind.rawValue, suppression.target, suppression.scope, suppression.reason.rawValue, suppression.source,
            suppression.at.milliseconds, suppression.expiresAt?.milliseconds,
        ])
        if database.changesCount == 1 {
            try log(
                "added", suppression.target, suppression.scope, suppression.reason.rawValue, suppression.source,
                suppression.at.milliseconds,
                on: database)
            return true
        }
        try lengthen(suppression, on: database)
        return false
    }

    /// The longer of the two ends counts; no end is the longest. What a person said takes the place of a bounce that lasts no longer, so
    /// that nothing which takes the bounce back takes her word back with it.
    private static func lengthen(_ suppression: Suppression, on database: Database) throws {
        let end = suppression.expiresAt?.milliseconds
        try database.execute(
            sql: """
                UPDATE suppression SET expiresAt = ?3, reason = ?4, source = ?5, at = ?6
                WHERE target = ?1 AND scope = ?2 AND (
                    expiresAt IS NOT NULL AND (?3 IS NULL OR expiresAt < ?3)
                    OR reason = 'bounced' AND ?4 <> 'bounced' AND (?3 IS NULL OR expiresAt = ?3))
                """,
            arguments: [
                suppression.target, suppression.scope, end, suppression.reason.rawValue, suppression.source, suppression.at.milliseconds,
            ])
        if database.changesCount == 1 {
            try log(
                "added", suppression.target, suppression.scope, suppression.reason.rawValue, suppression.source,
                suppression.at.milliseconds,
                on: database)
        }
    }

    /// Takes one off the list and logs it; false where there is none.
    static func remove(
        _ target: String, _ scope: String, because reason: String, _ source: String, at moment: Int64, on database: Database
    ) throws -> Bool {
        try database.execute(sql: "DELETE FROM suppression WHERE target = ? AND scope = ?", arguments: [target, scope])
        guard database.changesCount == 1 else { return false }
        try log("removed", target, scope, reason, source, moment, on: database)
        return true
    }

    static func log(
        _ action: String, _ target: String, _ scope: String, _ reason: String, _ source: String, _ moment: Int64, on database: Database
    ) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO suppressionLog (action, target, scope, reason, source, at) VALUES (?, ?, ?, ?, ?, ?)")
        try statement.execute(arguments: [action, target, scope, reason, source, moment])
    }
}

extension Suppression {
    /// The CHECK constraints guarantee that every stored name of a case is one.
    init(_ row: Row) {
        self.init(
            Kind(rawValue: row["kind"]) ?? .address, row["target"], row["scope"], Reason(rawValue: row["reason"]) ?? .manual, row["source"],
            Timestamp(milliseconds: row["at"]), (row["expiresAt"] as Int64?).map(Timestamp.init))
    }
}
