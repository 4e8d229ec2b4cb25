import GRDB
public import MailFormat

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a restoration came to.
public struct Restoration: Hashable, Sendable {
    /// Where the ledger that was there is kept; nil where there was none.
    public var kept: String?
    /// Campaigns that still had something to send when the backup was made. They are paused: what was sent after it is not known to it.
    public var paused: [String] = []
    /// Messages by campaign that the former ledger knew to be accepted and the backup does not.
    public var forgotten: [String: Int] = [:]
    /// Suppressions that came after the backup and were carried over.
    public var suppressions = 0
}

extension LedgerFile {
    /// Puts a backup in the place of a ledger, after it passed its check; the ledger that was there is kept beside it.
    ///
    /// What a backup cannot know must do no harm: its unfinished campaigns are paused, suppressions of the former ledger are carried over, and
    /// numbers of campaigns that came after it are not given again, because mail with their handles is out there.
    ///
    /// - Parameters:
    ///   - copy: the backup; it is not changed.
    ///   - path: the ledger.
    /// - Throws: `notFound`, `notALedger`, `newer`, `corrupt` for a copy that is no sound ledger; `busy` while another process has the ledger
    ///   open; `invalid` for a copy that was made without its log.
    public static func restore(
        from copy: String, to path: String, now: @escaping @Sendable () -> Timestamp, digest: AddressDigest?
    ) throws(LedgerError) -> Restoration {
        let fresh = path + ".restoring"
        defer { for suffix in ["", "-wal", "-shm", "-lock"] { unlink(fresh + suffix) } }
        for suffix in ["", "-wal", "-shm", "-lock"] { unlink(fresh + suffix) }
        guard access(copy, R_OK) == 0 else { throw .notFound(path: copy) }
        var log = stat()
        if stat(copy + "-wal", &log) == 0, log.st_size > 0 {
            throw .invalid("\(copy): its last changes are in the log beside it; make a backup of it first: mailshot ledger backup")
        }
        try duplicate(copy, to: fresh)
        guard carriesMark(fresh) else { throw .notALedger(path: copy) }
        var restoration = Restoration()
        do throws(LedgerError) {
            let ledger = try LedgerFile(path: fresh, now: now, digest: digest)
            let outcome = try ledger.check()
            guard outcome.isOK else {
                throw .corrupt(path: copy, detail: "the backup did not pass its check: \(outcome.integrity)")
            }
            // A former ledger that cannot be read is why people restore.
            let former = access(path, F_OK) == 0 ? try? LedgerFile(path: path, now: now, digest: digest) : nil
            if let former { try restoration.compare(former, with: ledger) }
            try restoration.pause(ledger, because: "restored from a backup: what was sent after it is not known; look before you resume")
            try ledger.skipNumbers(after: try former?.lastNumber() ?? 0)
            try ledger.close()
            try former?.close()
        } catch {
            switch error {
            case .corrupt(fresh, let detail): throw .corrupt(path: copy, detail: detail)
            case .notALedger: throw .notALedger(path: copy)
            case .newer(_, let version, let known): throw .newer(path: copy, version: version, known: known)
            default: throw error
            }
        }
        restoration.kept = try exchange(path, for: fresh, at: now())
        return restoration
    }

    /// The highest number a campaign ever had.
    private func lastNumber() throws(LedgerError) -> Int64 {
        try read { try Int64.fetchOne($0, sql: "SELECT max(seq) FROM sqlite_sequence WHERE name = 'campaign'") ?? 0 }
    }

    /// Lets the next campaign's number be beyond every one that may have been given after the backup.
    private func skipNumbers(after last: Int64) throws(LedgerError) {
        try write { database in
            try database.execute(
                sql: "UPDATE sqlite_sequence SET seq = max(seq, ?) + 1000 WHERE name = 'campaign'", arguments: [last])
        }
    }

    /// Copies a file; only its owner may read the copy.
    private static func duplicate(_ from: String, to copy: String) throws(LedgerError) {
        let input = open(from, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw .io(path: from, detail: String(cString: strerror(errno))) }
        defer { Glibc.close(input) }
        let output = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw .io(path: copy, detail: String(cString: strerror(errno))) }
        defer { Glibc.close(output) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let length = Glibc.read(input, &buffer, buffer.count)
            if length == 0 { break }
            guard length > 0, Glibc.write(output, buffer, length) == length else {
                throw errno == ENOSPC ? .diskFull(path: copy) : .io(path: copy, detail: String(cString: strerror(errno)))
            }
        }
        guard fsync(output) == 0 else { throw .io(path: copy, detail: String(cString: strerror(errno))) }
    }

    /// Whether a file's header is that of a ledger (sqlite.org/fileformat.html §1.3). SQLite takes an empty or a very short file for a new
    /// database and would make a ledger of it, in which nobody was ever mailed.
    private static func carriesMark(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { Glibc.close(file) }
        var header = [UInt8](repeating: 0, count: 100)
        guard Glibc.read(file, &header, header.count) == header.count else { return false }
        return header.starts(with: "SQLite format 3\0".utf8)
            && header[68..<72].reduce(0) { $0 << 8 | Int64($1) } == Migrations.applicationID
    }

    /// A name beside the ledger that nothing has yet: what is kept there must not be written over by the next one kept.
    private static func freeName(beside path: String, at moment: Timestamp) -> String {
        let name = "\(path).before-\(DateFormat.iso8601(moment).filter { $0.isNumber || $0 == "T" })"
        var candidate = name
        var number = 1
        while ["", "-wal", "-shm"].contains(where: { access(candidate + $0, F_OK) == 0 }) {
            number += 1
            candidate = "\(name)-\(number)"
        }
        return candidate
    }

    /// Moves the new file into the place of the old one, which must be nobody's.
    private static func exchange(_ path: String, for fresh: String, at moment: Timestamp) throws(LedgerError) -> String? {
        let lock = try LedgerLock(ledger: path)
        do {
            return try lock.hold {
                let name = freeName(beside: path, at: moment)
                let exists = access(path, F_OK) == 0
                if exists {
                    try foldLog(of: path)
                    for suffix in ["", "-wal", "-shm"] where access(path + suffix, F_OK) == 0 {
                        guard rename(path + suffix, name + suffix) == 0 else { throw LockFailure(code: errno) }
                    }
                }
                guard rename(fresh, path) == 0 else { throw LockFailure(code: errno) }
                return exists ? name : nil
            }
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// Writes the log back and takes the file out of WAL mode, which SQLite does only where nobody else has it open.
    private static func foldLog(of path: String) throws {
        do {
            let queue = try DatabaseQueue(path: path)
            try queue.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try queue.close()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED {
            throw LedgerError.busy(path: path)
        } catch {
            // Damaged: it is moved as it is, with its log.
        }
    }
}

extension Restoration {
    /// What the former ledger knows that the backup does not; suppressions are carried over.
    fileprivate mutating func compare(_ former: LedgerFile, with ledger: LedgerFile) throws(LedgerError) {
        for campaign in try former.campaigns() {
            let known = try ledger.campaign(named: campaign.name)
            let before = try known.map { record throws(LedgerError) in try ledger.counts(campaign: record.id)[.accepted] } ?? 0
            let lost = try former.counts(campaign: campaign.id)[.accepted] - before
            if lost > 0 { forgotten[campaign.name] = lost }
        }
        do {
            try former.forEachSuppression { page in
                suppressions += try ledger.suppress(page).added
                return true
            }
        } catch {
            throw LedgerError(error, path: former.path)
        }
    }

    fileprivate mutating func pause(_ ledger: LedgerFile, because cause: String) throws(LedgerError) {
        for campaign in try ledger.campaigns() where campaign.state == .ready || campaign.state == .running {
            try ledger.pause(campaign: campaign.id, because: cause)
            paused.append(campaign.name)
        }
    }
}
