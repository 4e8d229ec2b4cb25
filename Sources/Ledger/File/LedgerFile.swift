import GRDB
public import MailFormat
import Synchronization

/// The ledger: one SQLite file, the only memory of a project, and the only place with SQL.
///
/// WAL with `synchronous = FULL`: a commit survives a power cut. Every method is one transaction and may block on the disk, so none
/// may be called on an event loop (but a ``LedgerWriter`` may, which says why), nor from the callback of a ``LedgerWriter``.
/// Any number of processes may have the file open; their writes are serialised by an operating-system lock.
///
/// ## Limits
/// The file must be on a local file system: WAL needs shared memory. Do not copy it with `cp`; use ``backup(to:)``.
public final class LedgerFile: Sendable {
    /// Where the file is.
    public let path: String
    let pool: DatabasePool
    let lock: LedgerLock
    let wal = WALGauge()
    /// The clock.
    public let now: @Sendable () -> Timestamp
    let digest: AddressDigest?
    private let poison = Mutex<LedgerError?>(nil)

    /// Opens the ledger at a path.
    ///
    /// - Parameters:
    ///   - path: the SQLite file; `-wal`, `-shm` and `-lock` stand beside it. All are made 0600.
    ///   - create: make the file where it is missing; without it a missing file is an error.
    ///   - now: the clock, asked where a row needs the time of a change and the caller gives none.
    ///   - digest: the keyed hash by which erased addresses stay suppressed; without it such suppressions do not hold.
    /// - Throws: `notFound`, `notALedger`, `newer`, `corrupt`, `readOnly`, `diskFull`, `io`, `busy`.
    public init(path: String, create: Bool = false, now: @escaping @Sendable () -> Timestamp, digest: AddressDigest? = nil)
        throws(LedgerError)
    {
        self.path = path
        self.now = now
        self.digest = digest
        try Self.prepareFile(path, create: create)
        let lock = try LedgerLock(ledger: path)
        self.lock = lock
        do {
            // Opening switches the journal mode and may recover a WAL: a write like any other.
            pool = try lock.hold { try Self.openPool(path) }
        } catch {
            throw LedgerError(error, path: path)
        }
        do {
            try pool.writeWithoutTransaction { database in
                try lock.hold {
                    try database.execute(sql: "PRAGMA synchronous = FULL")
                    wal.watch(database)
                    try Migrations.apply(to: database, path: path)
                }
            }
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// A new handle on the same file, for one that writes no more after an error: for a process that must go on when there is room again.
    ///
    /// - Throws: as `init` does, while the cause is still there.
    public func reopened() throws(LedgerError) -> LedgerFile { try LedgerFile(path: path, now: now, digest: digest) }

    /// Writes the WAL back into the file and closes it. A handle that is dropped without closing loses nothing.
    public func close() throws(LedgerError) {
        do {
            if failure == nil {
                Failpoint.reach(.duringCheckpoint)
                try checkpoint()
            }
            // Closing checkpoints only when no other connection of any process is left, which is exclusive already.
            try pool.close()
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// Writes the whole WAL back and empties it. Readers that are in the way are not waited for.
    func checkpoint() throws(LedgerError) {
        do {
            try pool.writeWithoutTransaction { database in
                try lock.hold {
                    try database.execute(sql: "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 5000")
                }
            }
        } catch {
            throw note(error)
        }
    }

    /// The error after which this handle writes no more.
    public var failure: LedgerError? { poison.withLock(\.self) }

    // MARK: - Access for the topics

    /// One write transaction, durable when it returns.
    func write<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
        do {
            return try pool.writeWithoutTransaction { database in try commit(on: database, body) }
        } catch {
            throw note(error)
        }
    }

    /// One read of a consistent state.
    func read<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
        do {
            return try pool.read(body)
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// One read of a consistent state that gives rows to a caller: what the caller throws comes out as it is.
    func stream(_ body: (Database) throws -> Void) throws {
        do {
            try pool.read(body)
        } catch let error as DatabaseError {
            throw LedgerError(error, path: path)
        }
    }

    /// The write transaction itself, for code that is on the writer queue already. Nothing else may hold the lock of this handle.
    func commit<Value>(on database: Database, _ body: (Database) throws -> Value) throws -> Value {
        if let failure { throw failure }
        return try lock.hold {
            // GRDB's own transaction compiles BEGIN and COMMIT each time, which a group of two rows would feel.
            try database.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
            let value: Value
            do {
                value = try body(database)
                try database.cachedStatement(sql: "COMMIT").execute()
            } catch {
                // SQLite may have rolled back by itself; the first error is the one to tell.
                if database.isInsideTransaction { try? database.rollback() }
                throw error
            }
            try wal.checkpointIfLong(database)
            return value
        }
    }

    /// Names an error, and ends writing on this handle where the error says so.
    func note(_ error: any Error) -> LedgerError {
        let named = LedgerError(error, path: path)
        if named.isFatal {
            poison.withLock { if $0 == nil { $0 = named } }
        }
        return named
    }
}
