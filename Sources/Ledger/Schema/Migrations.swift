import GRDB

/// The ledger's format: a number in `user_version`, raised by steps that are only ever appended.
///
/// GRDB's own migrator can erase a database whose schema changed. A ledger of who was mailed must not be erasable, so this is all there is.
enum Migrations {
    /// `mshL`, the mark of a ledger in the file's header.
    static let applicationID: Int64 = 0x6d73_684c
    /// Step n leads from format n to n + 1. A step that was released never changes.
    static let steps: [@Sendable (Database) throws -> Void] = [
        { try $0.execute(sql: Schema.version1) },
        { try $0.execute(sql: Schema.dnsAnswer) },
        { try $0.execute(sql: Schema.reports) },
        { try $0.execute(sql: Schema.limits) },
        { try $0.execute(sql: Schema.sources) },
        { try $0.execute(sql: Schema.peer) },
        // Why a campaign is paused, where it was not a person who paused it.
        { try $0.execute(sql: "ALTER TABLE campaign ADD COLUMN pauseCause TEXT CHECK (pauseCause IS NULL OR state = 'paused')") },
        { try $0.execute(sql: Schema.submissions) },
        // The views, which belong to no step.
        { _ in },
        { try $0.execute(sql: Schema.visits) },
        { try $0.execute(sql: Schema.guardAck) },
        { try $0.execute(sql: Schema.scheduled) },
        {
            try $0.execute(sql: Schema.rollups)
            try Rollups.rebuild(on: $0)
        },
    ]
    /// The format this version writes.
    static var current: Int { steps.count }

    /// Refuses what is not a ledger, or one from the future, before anything is written to it.
    static func checkFormat(of database: Database, path: String) throws {
        let application = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if application == applicationID {
            guard version <= current else { throw LedgerError.newer(path: path, version: version, known: current) }
        } else {
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema WHERE name <> 'grdb_issue_102'") ?? 0
            guard application == 0, version == 0, tables == 0 else { throw LedgerError.notALedger(path: path) }
        }
    }

    /// Brings the file to the current format, each step in a transaction of its own.
    static func apply(to database: Database, path: String) throws {
        while true {
            var done = false
            try database.inTransaction(.immediate) {
                // Asked again inside the transaction: another process may have opened the same new file.
                try checkFormat(of: database, path: path)
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                if version < current {
                    try Views.drop(on: database)
                    try steps[version](database)
                    if version + 1 == current { try Views.create(on: database) }
                    try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version + 1)")
                }
                done = version + 1 >= current
                return .commit
            }
            if done { return }
        }
    }
}
