import GRDB
import GRDBSQLite
import Synchronization

/// Knows how long the WAL is, and checkpoints when it is long.
///
/// SQLite's own automatic checkpoint is off: it would run on any connection of any process.
final class WALGauge: Sendable {
    /// Frames (of 4 KiB) after which a commit is followed by a checkpoint: 16 MiB.
    static let limit = 4096

    private let frames = Atomic<Int>(0)

    /// Lets SQLite report the WAL's length after each commit of the writer.
    func watch(_ database: Database) {
        let gauge = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            database.sqliteConnection,
            { gauge, _, _, frames in
                if let gauge {
                    Unmanaged<WALGauge>.fromOpaque(gauge).takeUnretainedValue().frames.store(Int(frames), ordering: .relaxed)
                }
                return SQLITE_OK
            }, gauge)
    }

    /// Moves what can be moved without waiting for readers. The caller holds the ledger's lock.
    func checkpointIfLong(_ database: Database) throws {
        guard frames.load(ordering: .relaxed) >= Self.limit else { return }
        try database.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)")
        frames.store(0, ordering: .relaxed)
    }
}
