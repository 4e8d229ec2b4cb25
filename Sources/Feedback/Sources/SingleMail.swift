import Campaigns

/// One mail: a `.eml` file, or standard input as a pipe or alias of Postfix gives it.
///
/// ## Limits
/// `IncomingReport.longest` octets are kept. All of it is read, so that whoever writes to the pipe is not cut off.
public final class SingleMail: ReportSource {
    /// What it is called, for a person and in the ledger.
    public let name: String
    private let path: String
    private let recipient: String?
    private var isRead = false

    /// - Parameters:
    ///   - path: the file; `-` is standard input.
    ///   - recipient: the envelope recipient, where it is known.
    public init(path: String, recipient: String? = nil) {
        self.path = path
        self.recipient = recipient
        name = path == "-" ? "stdin" : "eml:\(path)"
    }

    /// The next mails or entries that were not settled before.
    public func next(_ count: Int) throws -> [SourceItem] {
        guard !isRead, count > 0 else { return [] }
        isRead = true
        let source: FileSource
        do { source = try FileSource(path: path) } catch { throw Self.named(error, path) }
        var mail: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let length: Int
            do { length = try chunk.withUnsafeMutableBytes { try source.read(into: $0) } } catch {
                throw SourceError.unreadable(path, reason: "\(error)")
            }
            if length == 0 { break }
            mail += chunk[..<min(length, IncomingReport.longest - mail.count)]
        }
        let content: SourceItem.Content = mail.isEmpty ? .unreadable("it is empty") : .mail(mail, recipient: recipient)
        return [SourceItem(content, place: path == "-" ? "standard input" : path, ticket: path)]
    }

    /// Remembers what was taken; see ``ReportSource``.
    public func settle(_ settled: [SettledItem]) {}

    private static func named(_ error: CampaignError, _ path: String) -> SourceError {
        if case .unreadable(_, let reason) = error { return .unreadable(path, reason: reason) }
        return .missing(path)
    }
}
