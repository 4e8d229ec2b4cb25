import Foundation
public import Ledger
import MailFormat

/// What a path on this machine is: a Maildir, a folder of mails, an mbox, one mail, or a Postfix log.
public enum LocalSource {
    /// Opens it; `-` is standard input.
    ///
    /// - Throws: ``SourceError`` `missing`, `unreadable`, `locked`, `unknownKind`, and what the ledger throws.
    public static func open(_ path: String, recipient: String?, ledger: LedgerFile) throws -> any ReportSource {
        if path == "-" { return SingleMail(path: "-", recipient: recipient) }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw SourceError.missing(path) }
        if isFolder.boolValue {
            guard MaildirSource.isMaildir(path) else { throw SourceError.unknownKind(path) }
            return try MaildirSource(path: path)
        }
        let start = try OpenFile(path: path).read(from: 0, count: 4096)
        var lines = LineCursor(start[...])
        let first = lines.next() ?? []
        if MboxScanner.separates(first) { return try MboxSource(path: path, ledger: ledger) }
        if String(decoding: first, as: UTF8.self).contains(" postfix") { return try PostfixLog(path: path, ledger: ledger) }
        if path.hasSuffix(".eml") || !ReadHeader(start[...]).fields.isEmpty { return SingleMail(path: path, recipient: recipient) }
        throw SourceError.unknownKind(path)
    }
}
