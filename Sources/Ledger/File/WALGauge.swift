import GRDB
import GRDBSQLite
import Synchronization

/// Knows how long the WAL is, and checkpoints when it is long.
///
/// SQLite's own automatic checkpoint is off: it would run on any connection of any process.
final class WALGauge: Sendable {
    /// Frames (of 4 KiB) after which a commit is followed by a checkpoint: 16 MiB.
    static let limit = 4096

    private struct Length {
        var frames = 0
        /// How long the WAL was when it was last written back. A reader of an old state may keep it from starting over; then the next
        /// checkpoint waits for as many new frames, instead of coming with every commit.
        var writtenBack = 0
    }

    private let length = Mutex(Length())

    /// Lets SQLite report the WAL's length after each commit of the writer, with the frames of other processes in it.
    func watch(_ database: Database) {
        let gauge = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            database.sqliteConnection,
            { gauge, _, _, frames in
                if let gauge { Unmanaged<WALGauge>.fromOpaque(gauge).takeUnretainedValue().note(Int(frames)) }
                return SQLITE_OK
            }, gauge)
    }

    private func note(_ frames: Int) {
        length.withLock { length in
            // Shorter than before: the WAL has started over.
            if frames < length.writtenBack { length.writtenBack = 0 }
            length.frames = frames
        }
    }

    /// Moves what can be moved without waiting for readers. The caller holds the ledger's lock.
    func checkpointIfLong(_ database: Database) throws {
        let isLong = length.withLock { length in
            guard length.frames - length.writtenBack >= Self.limit else { return false }
            length.writtenBack = length.frames
            return true
        }
        if isLong { try database.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)") }
    }
}
