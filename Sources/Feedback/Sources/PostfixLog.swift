import Foundation
public import Ledger
import MailFormat

/// A log of the relay that mail was handed to: what became of it there, by the number under which it took each message.
///
/// Read from where it was left; where the log was rotated in between, the rest of the old one first (`mail.log.1`, `mail.log-20261124`).
///
/// ## Limits
/// A rotated log that is compressed already cannot be finished; rotate with `delaycompress`, or read more often than it is rotated. A
/// line is at most 16 KiB. Deferrals are no end and are passed over.
public final class PostfixLog: ReportSource {
    /// What it is called, for a person and in the ledger.
    public let name: String
    private let ledger: LedgerFile
    private var files: [(file: OpenFile, offset: Int)] = []
    private var buffer: [UInt8] = []
    /// Numbers that a filter on the same machine gave instead of those the ledger knows.
    private var aliases: [String: String] = [:]

    private static let step = 1 << 18
    private static let longestLine = 1 << 14
    private static let mostAliases = 100_000

    /// Opens the log and goes to where it was left.
    ///
    /// - Throws: ``SourceError``, and what the ledger throws.
    public init(path: String, ledger: LedgerFile) throws {
        self.ledger = ledger
        name = "postfix:\(path)"
        let current = try OpenFile(path: path)
        guard let position = FilePosition(try ledger.position(of: name)) else {
            files = [(current, 0)]
            return
        }
        if try position.holds(in: current) {
            files = [(current, position.offset)]
            return
        }
        for old in Self.rotated(path) {
            guard let file = try? OpenFile(path: old), try position.holds(in: file) else { continue }
            files.append((file, position.offset))
            break
        }
        files.append((current, 0))
    }

    /// Files beside it that may be its continuation backwards, the newest first.
    private static func rotated(_ path: String) -> [String] {
        let folder = (path as NSString).deletingLastPathComponent
        let base = (path as NSString).lastPathComponent
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        let beside = names.filter { ($0.hasPrefix(base + ".") || $0.hasPrefix(base + "-")) && !$0.hasSuffix(".gz") && !$0.hasSuffix(".xz") }
        return beside.sorted().prefix(100).map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
    }

    /// The next mails or entries that were not settled before.
    public func next(_ count: Int) throws -> [SourceItem] {
        var items: [SourceItem] = []
        while items.count < count, let (file, offset) = files.first {
            let piece = try file.read(from: offset + buffer.count, count: Self.step)
            if piece.isEmpty {
                // A line without an end is being written. In a log that was rotated away nobody writes any more.
                guard files.count > 1 else { break }
                files.removeFirst()
                buffer = []
                continue
            }
            buffer += piece
            take(count, into: &items)
        }
        return items
    }

    /// The whole lines of the buffer, until there are enough items.
    private func take(_ count: Int, into items: inout [SourceItem]) {
        let file = files[0].file
        var start = 0
        while items.count < count, let end = buffer[start...].firstIndex(of: 0x0A) {
            let line = buffer[start..<end]
            start = end + 1
            guard var delivery = PostfixDelivery(line, now: ledger.now()) else { continue }
            if let known = aliases[delivery.queueID] { delivery.queueID = known }
            if delivery.isHandedToFilter, let next = delivery.queuedAs {
                if aliases.count < Self.mostAliases { aliases[next] = delivery.queueID }
                continue
            }
            guard delivery.status != .deferred else { continue }
            let place = files[0].offset + start
            items.append(SourceItem(.log(delivery), place: "\(file.path) up to octet \(place)", ticket: "\(file.inode) \(place)"))
        }
        // A line longer than any of Postfix's is passed over in pieces.
        if start == 0, buffer.count > Self.longestLine, !buffer.contains(0x0A) { start = buffer.count }
        files[0].offset += start
        buffer.removeFirst(start)
    }

    /// Remembers what was taken; see ``ReportSource``.
    public func settle(_ settled: [SettledItem]) throws {
        guard let words = settled.last?.ticket.split(separator: " "), words.count == 2, let offset = Int(words[1]) else { return }
        // The log may have gone on to the next file since.
        if let file = files.first(where: { "\($0.file.inode)" == words[0] })?.file { lastRead = file }
        guard let file = lastRead else { return }
        try ledger.remember(position: FilePosition(offset: offset, in: file).text, of: name)
    }

    private var lastRead: OpenFile?
}
