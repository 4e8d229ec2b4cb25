public import MailFormat
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A Maildir: one file a message, written under `tmp/` and renamed into `new/`, so that no reader ever sees half a message.
///
/// A file is what a delivery agent writes: `Return-Path: <…>`, one `X-Original-To: …` for each recipient, then the content byte
/// for byte as it was composed, CRLF line ends included (`fileContents(of:)`). Files have mode 0600.
///
/// SeeAlso: https://cr.yp.to/proto/maildir.html, RFC 5321 §4.4 (Return-Path)
///
/// ## Limits
/// A Maildir usually has LF line ends; this one keeps CRLF, because it is there to be compared with what was sent.
public final class Maildir: Sendable {
    /// Where `tmp`, `new` and `cur` are.
    public let folder: String
    /// Whether `store` waits for the disk.
    public let isSynced: Bool
    private let now: @Sendable () -> Timestamp
    /// One for the process, since two Maildirs may share a folder.
    private static let count = Atomic(0)

    /// Opens a Maildir, and makes it and its three folders where they are missing; the parent must exist.
    ///
    /// - Parameters:
    ///   - isSynced: whether a stored message survives a power cut: two fsyncs a message.
    ///   - now: the time that goes into file names; it need not be exact, names are unique without it within one process.
    /// - Throws: `SandboxError.file`
    public init(folder: String, isSynced: Bool = false, now: @escaping @Sendable () -> Timestamp) throws(SandboxError) {
        self.folder = folder
        self.isSynced = isSynced
        self.now = now
        for path in [folder, "\(folder)/tmp", "\(folder)/new", "\(folder)/cur"] where mkdir(path, 0o700) != 0 && errno != EEXIST {
            throw SandboxError.file(path, errno: errno)
        }
    }

    /// Stores a message.
    ///
    /// - Returns: the path of its file.
    /// - Throws: `SandboxError.file`; nothing is left in `new/` then.
    @discardableResult
    public func store(_ message: SandboxMessage) throws(SandboxError) -> String {
        let name = uniqueName()
        let temporary = "\(folder)/tmp/\(name)"
        let final = "\(folder)/new/\(name)"
        do {
            let file = try OutputFile(creating: temporary)
            try file.write(Self.fileContents(of: message))
            if isSynced { try file.sync() }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, final) == 0 else {
            let problem = SandboxError.file(final, errno: errno)
            unlink(temporary)
            throw problem
        }
        if isSynced { try OutputFile.syncFolder("\(folder)/new") }
        return final
    }

    /// Takes a stored message back, given the path `store` returned.
    func remove(_ path: String) {
        unlink(path)
    }

    /// The bytes of a message's file.
    public static func fileContents(of message: SandboxMessage) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(message.content.count + 256)
        bytes += "Return-Path: <\(message.envelope.reversePath)>\r\n".utf8
        for recipient in message.envelope.recipients { bytes += "X-Original-To: \(recipient.address)\r\n".utf8 }
        bytes += message.content
        return bytes
    }

    /// Seconds, microseconds, process, number: `1795514400.M123000P4711Q17.sandbox`.
    private func uniqueName() -> String {
        let number = Self.count.add(1, ordering: .relaxed).newValue
        let (seconds, milliseconds) = now().milliseconds.quotientAndRemainder(dividingBy: 1000)
        return "\(seconds).M\(milliseconds * 1000)P\(getpid())Q\(number).sandbox"
    }
}
