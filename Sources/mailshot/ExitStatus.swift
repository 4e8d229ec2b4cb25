/// What the shell learns: sysexits, and 1 for a finished campaign with refused or failed messages.
///
/// SeeAlso: `sysexits.h`
enum ExitStatus: Int32 {
    case done = 0
    /// Finished, but some messages were refused or failed.
    case incomplete = 1
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case bug = 70
    case cannotCreate = 73
    case inputOutput = 74
    /// Work remains: run again.
    case temporary = 75
    case noPermission = 77
    case configuration = 78
}

/// Why a command stops: one sentence that names what, where and the fix, and the status the shell gets.
struct Failure: Error, CustomStringConvertible {
    var status: ExitStatus
    var description: String

    init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }
}
