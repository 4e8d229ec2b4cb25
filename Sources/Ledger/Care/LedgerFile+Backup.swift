import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the file is and holds.
public struct LedgerSummary: Hashable, Sendable {
    /// Where it is.
    public var path: String
    /// Its format.
    public var format: Int
    /// The SQLite that reads it: `3.40.1`.
    public var sqlite: String
    /// Bytes of the file, without its WAL.
    public var bytes: Int64
    /// Messages of all campaigns.
    public var messages: Int
    /// Events of all campaigns.
    public var events: Int
    /// Suppressions, expired ones too.
    public var suppressions: Int
    /// Every campaign.
    public var campaigns: [CampaignRecord]
}

extension LedgerFile {
    /// What the file is and holds.
    public func summary() throws(LedgerError) -> LedgerSummary {
        try read { database in
            func number(_ sql: String) throws -> Int64 { try Int64.fetchOne(database, sql: sql) ?? 0 }
            return LedgerSummary(
                path: path, format: Int(try number("PRAGMA user_version")),
                sqlite: try String.fetchOne(database, sql: "SELECT sqlite_version()") ?? "",
                bytes: try number("PRAGMA page_count") * number("PRAGMA page_size"),
                messages: Int(try number("SELECT coalesce(sum(count), 0) FROM tally")),
                events: Int(try number("SELECT count(*) FROM event")),
                suppressions: Int(try number("SELECT count(*) FROM suppression")),
                campaigns: try Row.fetchAll(database, sql: "SELECT * FROM campaign ORDER BY id").map(CampaignRecord.init))
        }
    }

    /// Writes a compact copy of one consistent state, readable by its owner only, and checks it as ``check()`` does. Sending may go on meanwhile.
    ///
    /// - Throws: `invalid` where something is at the path already; a copy that fails its check is removed and `corrupt` thrown.
    public func backup(to copy: String) throws(LedgerError) {
        // SQLite fills an empty file that is there, so the mode is right from the first byte on.
        let descriptor = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw errno == EEXIST
                ? .invalid("\(copy) exists already; give the backup another name")
                : .io(path: copy, detail: String(cString: strerror(errno)))
        }
        Glibc.close(descriptor)
        do throws(LedgerError) {
            try writeCopy(to: copy)
        } catch {
            for suffix in ["", "-wal", "-shm", "-lock"] { unlink(copy + suffix) }
            throw error
        }
    }

    private func writeCopy(to copy: String) throws(LedgerError) {
        do {
            // VACUUM INTO only reads this file, yet a reader of the pool is `query_only` and refuses it; a reader of its own may.
            try copyQueue().inDatabase { database in try database.execute(sql: "VACUUM INTO ?", arguments: [copy]) }
        } catch {
            throw LedgerError(error, path: copy)
        }
        let check = try LedgerFile(path: copy, now: now)
        let outcome = try check.check()
        try check.close()
        unlink(copy + "-lock")
        guard outcome.isOK else {
            throw .corrupt(path: copy, detail: "the copy did not pass its check: \(outcome.integrity)")
        }
        sync(copy)
    }

    /// A read-only connection of its own; read transactions of WAL disturb nobody.
    private func copyQueue() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private func sync(_ copy: String) {
        let descriptor = open(copy, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        Glibc.close(descriptor)
    }
}
