/// Why the ledger cannot go on. Each description is one sentence: what, where and the fix.
public enum LedgerError: Error, Hashable, Sendable {
    /// There is no file at the path.
    case notFound(path: String)
    /// The file was written by a later version of mailshot.
    case newer(path: String, version: Int, known: Int)
    /// The file is something else, or an SQLite database of another program.
    case notALedger(path: String)
    /// The file breaks SQLite's or the ledger's own rules.
    case corrupt(path: String, detail: String)
    /// The file, its folder or the file system does not allow writing.
    case readOnly(path: String)
    /// No room is left on the device.
    case diskFull(path: String)
    /// Reading, writing or syncing failed. Nothing may be retried on the same handle: the kernel may have dropped the pages.
    case io(path: String, detail: String)
    /// Somebody outside mailshot keeps the file locked.
    case busy(path: String)
    /// Another process, or another run of this one, works on the campaign; nil where it is only writing the audience.
    case heldBy(campaign: String, owner: RunOwner?)
    /// No campaign has the name or number.
    case noCampaign(String)
    /// No message has the key.
    case noMessage(Int64)
    /// No suppression has the target and scope.
    case noSuppression(target: String, scope: String)
    /// The campaign is in a state that does not allow what was asked.
    case campaignState(campaign: String, state: CampaignState, wanted: String)
    /// Its guard paused the campaign, and nobody said yet that it may go on all the same.
    case unacknowledged(campaign: String, cause: String)
    /// A value that the caller gave breaks a rule of the ledger.
    case invalid(String)
    /// A statement failed in a way that only a bug explains.
    case statement(String)

    /// Whether the handle must not be written to any more.
    public var isFatal: Bool {
        switch self {
        case .corrupt, .diskFull, .io, .readOnly: true
        default: false
        }
    }
}

extension LedgerError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .notFound(let path):
            "\(path): there is no ledger here; send a campaign first, or give the right project with --project"
        case .newer(let path, let version, let known):
            "\(path): written by a newer mailshot (format \(version), this one knows \(known)); upgrade mailshot"
        case .notALedger(let path):
            "\(path): this file is not a mailshot ledger; move it away or give the right project with --project"
        case .corrupt(let path, let detail):
            "\(path): what was read is damaged (\(detail)); run 'mailshot ledger check', and restore a backup if it finds damage too"
        case .readOnly(let path):
            "\(path): the ledger cannot be written; check the owner and mode of the file and its folder"
        case .diskFull(let path):
            "\(path): the disk is full; make room and run the command again"
        case .io(let path, let detail):
            "\(path): reading or writing failed (\(detail)); check the disk and run the command again"
        case .busy(let path):
            "\(path): another program keeps the ledger locked; close it and run the command again"
        case .heldBy(let campaign, let owner):
            "campaign \"\(campaign)\" is being worked on by \(owner.map { "process \($0.pid) on \($0.host)" } ?? "another process"); wait for it or stop it"
        case .noCampaign(let name):
            "the ledger knows no campaign \"\(name)\"; send it first or check the name"
        case .noMessage(let key):
            "the ledger knows no message \(key); it was erased or belongs to another ledger"
        case .noSuppression(let target, let scope):
            "\(target) is not suppressed\(scope.isEmpty ? "" : " for \(scope)"); nothing was removed"
        case .campaignState(let campaign, let state, let wanted):
            "campaign \"\(campaign)\" is \(state.rawValue); \(wanted)"
        case .unacknowledged(let campaign, let cause):
            "campaign \"\(campaign)\" was paused because \(cause); mend the cause, then say so: mailshot resume \(campaign) --ack"
        case .invalid(let detail):
            detail
        case .statement(let detail):
            "the ledger refused a statement (\(detail)); this is a bug in mailshot, please report it"
        }
    }
}
