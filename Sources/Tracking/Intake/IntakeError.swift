public import Ledger

/// Why something could not be written down. All of them are answered with 503 and Retry-After: nothing was taken, ask again.
public enum IntakeError: Error, Sendable {
    /// More is waiting than may wait: the disk does not keep up.
    case full
    /// The server is going down.
    case closed
    /// The ledger refused.
    case ledger(LedgerError)
}
