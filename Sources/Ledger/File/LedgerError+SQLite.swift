import GRDB

extension LedgerError {
    /// Names whatever came out of a transaction on the ledger at a path.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as LedgerError: self = error
        case let error as LockFailure: self = .io(path: path, detail: error.detail)
        case let error as DatabaseError: self = LedgerError(error, path: path)
        default: self = .statement(String(describing: error))
        }
    }

    private init(_ error: DatabaseError, path: String) {
        let detail = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_NOTADB: self = .notALedger(path: path)
        case .SQLITE_CORRUPT, .SQLITE_FORMAT: self = .corrupt(path: path, detail: detail)
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path)
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_IOERR: self = .io(path: path, detail: "\(detail), code \(error.extendedResultCode.rawValue)")
        case .SQLITE_CANTOPEN where !LedgerFile.mayAddFiles(beside: path): self = .readOnly(path: path)
        case .SQLITE_CANTOPEN: self = .io(path: path, detail: detail)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        default: self = .statement(detail)
        }
    }
}
