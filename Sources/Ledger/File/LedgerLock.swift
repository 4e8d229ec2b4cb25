import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The operating-system locks of a ledger, on the file `LEDGER-lock` beside it.
///
/// SQLite before 3.51.3 can corrupt a WAL when two connections write or checkpoint at one instant, so every write transaction
/// and checkpoint of every process happens inside ``hold(_:)``. A campaign that is being worked on is a lock as well
/// (``claim(_:)``): the kernel drops it when the process dies, however it dies, so a stale claim cannot exist and a reused pid
/// fools nobody.
///
/// Locks belong to the open file (`F_OFD_SETLK`), not to the process: two ledgers open in one process exclude each other too,
/// and closing some other descriptor of the file drops nothing.
final class LedgerLock: Sendable {
    /// Bytes of the lock file. They need not exist to be locked.
    private enum Place {
        static let turnstile: Int64 = 0
        static let writer: Int64 = 1
        static let firstClaim: Int64 = 1024
    }

    /// What is claimed by who does the rounds, in the place of a campaign's number.
    static let rounds: Int64 = 2 - 1024

    private let descriptor: Int32
    private let claims = Mutex<Set<Int64>>([])

    /// Opens the lock file, making it (0600) where it is missing.
    init(ledger path: String) throws(LedgerError) {
        descriptor = open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            switch errno {
            case EACCES, EROFS, EPERM: throw .readOnly(path: path)
            case ENOENT, ENOTDIR: throw .notFound(path: path)
            case ENOSPC, EDQUOT: throw .diskFull(path: path)
            default: throw .io(path: path, detail: String(cString: strerror(errno)))
            }
        }
    }

    deinit { close(descriptor) }

    /// Runs a write transaction or checkpoint while no other process can.
    ///
    /// Who waits for the writer's byte holds the turnstile, so a process that writes without a pause cannot starve the others:
    /// its next turn comes after theirs. The caller must be on the ledger's serial writer queue.
    func hold<Value>(_ body: () throws -> Value) throws -> Value {
        try set(F_WRLCK, at: Place.turnstile, wait: true)
        do {
            try set(F_WRLCK, at: Place.writer, wait: true)
        } catch {
            unlock(Place.turnstile)
            throw error
        }
        unlock(Place.turnstile)
        defer { unlock(Place.writer) }
        return try body()
    }

    /// Takes a campaign; nil where somebody has it.
    func claim(_ campaign: Int64) throws -> CampaignClaim? {
        try claims.withLock { claims in
            guard !claims.contains(campaign), try set(F_WRLCK, at: Place.firstClaim + campaign, wait: false) else { return nil }
            claims.insert(campaign)
            return CampaignClaim(campaign, on: self)
        }
    }

    fileprivate func release(_ campaign: Int64) {
        claims.withLock { claims in
            guard claims.remove(campaign) != nil else { return }
            unlock(Place.firstClaim + campaign)
        }
    }

    /// Whether somebody, this handle or another, works on the campaign at this instant.
    func isClaimed(_ campaign: Int64) throws -> Bool {
        if claims.withLock({ $0.contains(campaign) }) { return true }
        var region = Self.region(F_WRLCK, at: Place.firstClaim + campaign)
        guard fcntl(descriptor, OFD.get, &region) == 0 else { throw Self.failure() }
        return Int32(region.l_type) != F_UNLCK
    }

    /// The commands of fcntl(2) for open-file-description locks, which glibc shows only to `_GNU_SOURCE`.
    private enum OFD {
        static let get: Int32 = 36
        static let set: Int32 = 37
        static let setAndWait: Int32 = 38
    }

    private static func region(_ kind: Int32, at place: Int64) -> flock {
        var region = flock()
        region.l_type = Int16(kind)
        region.l_whence = Int16(SEEK_SET)
        region.l_start = off_t(place)
        region.l_len = 1
        return region
    }

    @discardableResult
    private func set(_ kind: Int32, at place: Int64, wait: Bool) throws -> Bool {
        var region = Self.region(kind, at: place)
        while fcntl(descriptor, wait ? OFD.setAndWait : OFD.set, &region) != 0 {
            switch errno {
            case EINTR: continue
            case EAGAIN, EACCES: return false
            default: throw Self.failure()
            }
        }
        return true
    }

    /// Unlocking a valid descriptor cannot fail.
    private func unlock(_ place: Int64) {
        var region = Self.region(F_UNLCK, at: place)
        _ = fcntl(descriptor, OFD.set, &region)
    }

    private static func failure() -> LockFailure { LockFailure(code: errno) }
}

/// A campaign in one pair of hands, until they let go or are gone.
final class CampaignClaim: Sendable {
    private let campaign: Int64
    private let lock: LedgerLock
    private let isHeld = Atomic<Bool>(true)

    fileprivate init(_ campaign: Int64, on lock: LedgerLock) {
        self.campaign = campaign
        self.lock = lock
    }

    deinit { release() }

    /// Lets go; once more changes nothing, even if somebody else has the campaign by then.
    func release() {
        if isHeld.exchange(false, ordering: .relaxed) { lock.release(campaign) }
    }
}

/// fcntl(2) failed on the lock file.
struct LockFailure: Error {
    /// errno
    var code: Int32
    /// What the system says about it.
    var detail: String { "lock file: " + String(cString: strerror(code)) }
}
