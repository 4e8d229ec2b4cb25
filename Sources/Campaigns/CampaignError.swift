/// Why a campaign cannot go on. What is wrong in a user's text is a list of diagnostics; what is wrong with a file names it.
public enum CampaignError: Error, Hashable, Sendable {
    /// A file that is needed is not there. Path relative to the project where it lies inside.
    case missing(file: String)
    /// A file cannot be read, or is no regular file, or is too large: the reason completes "FILE: ".
    case unreadable(file: String, reason: String)
    /// A file with secrets that others may read, or that belongs to somebody else: the reason completes "FILE: ".
    case unsafe(file: String, reason: String)
    /// A file could not be written: the reason completes "FILE: ".
    case unwritable(file: String, reason: String)
    /// What the user wrote cannot be used; at least one of these is an error.
    case invalid([Diagnostic])
}

extension CampaignError: CustomStringConvertible {
    /// One sentence a line: what, where and the fix.
    public var description: String {
        switch self {
        case .missing(let file): "\(file): no such file"
        case .unreadable(let file, let reason), .unsafe(let file, let reason), .unwritable(let file, let reason): "\(file): \(reason)"
        case .invalid(let diagnostics): diagnostics.map(\.description).joined(separator: "\n")
        }
    }
}
