public import Ledger
import MailFormat

/// A POP3 mailbox: everything stays where it is; what was looked at is remembered in the ledger by its unique name (UIDL).
///
/// SeeAlso: RFC 1939 §7
public final class POP3Mailbox: ReportSource {
    /// What it is called, for a person and in the ledger.
    public let name: String
    private let session: CurlSession
    private let ledger: LedgerFile
    private var waiting: [(number: Int, uid: String)]?

    /// Mails fetched over one connection.
    private static let step = 50

    /// A mailbox on a server.
    public init(_ server: MailServer, ledger: LedgerFile) {
        session = CurlSession(server: server)
        self.ledger = ledger
        name = server.description
    }

    /// The next mails or entries that were not settled before.
    public func next(_ count: Int) async throws -> [SourceItem] {
        if waiting == nil { try await look() }
        let wanted = Array((waiting ?? []).prefix(min(count, Self.step)))
        guard !wanted.isEmpty else { return [] }
        let answer = try await session.run([Self.list] + wanted.map { CurlSession.Transfer(path: "\($0.number)") })
        // Numbers hold for one session: another program may have deleted mail since.
        let now = Dictionary(Self.names(answer.bodies[0] ?? []).map { ($0.number, $0.uid) }, uniquingKeysWith: { first, _ in first })
        guard wanted.allSatisfy({ now[$0.number] == $0.uid }) else {
            waiting = nil
            return try await next(count)
        }
        var items: [SourceItem] = []
        for (mail, body) in zip(wanted, answer.bodies.dropFirst()) {
            let place = "\(name) \(mail.uid)"
            if let body, !(body.isEmpty && answer.status != 0) {
                items.append(
                    SourceItem(body.isEmpty ? .unreadable("it is empty") : .mail(body, recipient: nil), place: place, ticket: mail.uid))
            } else if answer.status == CurlSession.gone || answer.status == CurlSession.tooLarge {
                items.append(SourceItem(.unreadable("it is gone, or larger than 10 MiB"), place: place, ticket: mail.uid))
                break
            } else {
                guard items.isEmpty else { break }
                throw SourceError.server(name, reason: answer.words)
            }
        }
        waiting?.removeFirst(items.count)
        return items
    }

    /// Remembers what was taken; see ``ReportSource``.
    public func settle(_ settled: [SettledItem]) throws {
        try ledger.remember(seen: settled.map(\.ticket), of: name)
    }

    private static let list = CurlSession.Transfer(path: "", request: "UIDL")

    private func look() async throws {
        let answer = try await session.run([Self.list])
        guard answer.status == 0 else { throw SourceError.server(name, reason: answer.words) }
        let all = Self.names(answer.bodies[0] ?? [])
        try ledger.forgetSeen(allBut: Set(all.map(\.uid)), of: name)
        let seen = try ledger.seen(all.map(\.uid), of: name)
        waiting = all.filter { !seen.contains($0.uid) }
    }

    /// The lines of a UIDL: a number and a name of 1…70 octets; at most a million.
    static func names(_ bytes: [UInt8]) -> [(number: Int, uid: String)] {
        var names: [(number: Int, uid: String)] = []
        var lines = LineCursor(bytes[...])
        while let line = lines.next(), names.count < 1_000_000 {
            let words = line.split(separator: 0x20)
            guard words.count == 2, let number = Int(String(decoding: words[0], as: UTF8.self)), (1...70).contains(words[1].count) else {
                continue
            }
            names.append((number, String(decoding: words[1], as: UTF8.self)))
        }
        return names
    }
}
