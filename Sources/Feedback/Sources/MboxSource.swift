public import Ledger

/// An mbox that others append to: read from where it was left, never written.
///
/// What was taken is remembered in the ledger; what does not end yet because somebody is appending is read the next time.
public final class MboxSource: ReportSource {
    /// What it is called, for a person and in the ledger.
    public let name: String
    private let path: String
    private let ledger: LedgerFile
    private let file: OpenFile
    private var scanner: MboxScanner
    private var end: Int
    private var isFinished = false
    private var waiting: [MboxScanner.Message] = []

    /// Octets read at a time.
    private static let step = 1 << 18

    /// Opens the file and goes to where it was left.
    ///
    /// - Throws: ``SourceError``, and what the ledger throws.
    public init(path: String, ledger: LedgerFile) throws {
        self.path = path
        self.ledger = ledger
        name = "mbox:\(path)"
        let file = try OpenFile(path: path)
        self.file = file
        end = try file.sizeUnderLock()
        let position = FilePosition(try ledger.position(of: name))
        let start = try position.flatMap { try $0.holds(in: file) ? $0.offset : nil } ?? 0
        scanner = MboxScanner(offset: start)
    }

    /// The next mails or entries that were not settled before.
    public func next(_ count: Int) throws -> [SourceItem] {
        while waiting.count < count, !isFinished {
            let piece = try file.read(from: scanner.offset, count: min(Self.step, max(0, end - scanner.offset)))
            scanner.feed(piece) { waiting.append($0) }
            if piece.isEmpty {
                isFinished = true
                scanner.finish { waiting.append($0) }
            }
        }
        let items = waiting.prefix(count).map {
            SourceItem(
                $0.mail.isEmpty ? .unreadable("it is empty") : .mail($0.mail, recipient: nil), place: "\(path) up to octet \($0.end)",
                ticket: "\($0.end)")
        }
        waiting.removeFirst(items.count)
        return items
    }

    /// Remembers what was taken; see ``ReportSource``.
    public func settle(_ settled: [SettledItem]) throws {
        guard let last = settled.last, let offset = Int(last.ticket) else { return }
        try ledger.remember(position: FilePosition(offset: offset, in: file).text, of: name)
    }
}
