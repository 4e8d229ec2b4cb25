import Foundation
public import Ledger
import MailFormat

/// An IMAP mailbox: reports are flagged as seen, or moved where a mailbox for them is named; mail of others stays as it is, unseen too.
///
/// Mail is fetched from a mailbox that is opened to be read only (`EXAMINE`): a fetch would mark it as seen otherwise. What was looked at
/// is remembered in the ledger by UIDVALIDITY and UID.
///
/// SeeAlso: RFC 9051 §2.3.1.1, RFC 6851 (MOVE)
public final class IMAPMailbox: ReportSource {
    /// What the ledger remembers.
    struct Position: Codable, Hashable {
        var validity: UInt32
        var uid: UInt32
    }

    /// What it is called, for a person and in the ledger.
    public let name: String
    private let server: MailServer
    private let session: CurlSession
    private let ledger: LedgerFile
    private let target: String?
    private var validity: UInt32?
    private var waiting: [UInt32] = []

    /// Mails fetched over one connection.
    private static let step = 50

    /// - Parameter target: the mailbox that reports are moved to; nil flags them instead.
    public init(_ server: MailServer, moveTo target: String?, ledger: LedgerFile) {
        self.server = server
        self.ledger = ledger
        self.target = target
        session = CurlSession(server: server)
        name = server.description
    }

    /// The next mails or entries that were not settled before.
    public func next(_ count: Int) async throws -> [SourceItem] {
        if validity == nil { try await look() }
        let wanted = Array(waiting.prefix(min(count, Self.step)))
        guard !wanted.isEmpty else { return [] }
        let examine = CurlSession.Transfer(path: box, request: "EXAMINE \(IMAPReply.quoted(server.mailbox))")
        let answer = try await session.run([status, examine] + wanted.map { CurlSession.Transfer(path: "\(box);UID=\($0)") })
        guard IMAPReply.status(answer.bodies[0] ?? [], "UIDVALIDITY") == validity else {
            throw SourceError.server(name, reason: "the mailbox was made anew while it was read; run the command again")
        }
        var items: [SourceItem] = []
        for (uid, body) in zip(wanted, answer.bodies.dropFirst(2)) {
            let place = "\(name) uid \(uid)"
            if let body, !(body.isEmpty && answer.status != 0) {
                items.append(
                    SourceItem(body.isEmpty ? .unreadable("it is empty") : .mail(body, recipient: nil), place: place, ticket: "\(uid)"))
            } else if answer.status == CurlSession.gone || answer.status == CurlSession.tooLarge {
                let reason = answer.status == CurlSession.gone ? "it is gone" : "it is larger than 10 MiB"
                items.append(SourceItem(.unreadable(reason), place: place, ticket: "\(uid)"))
                break
            } else {
                // What came before is taken; the next call meets the trouble itself.
                guard items.isEmpty else { break }
                throw SourceError.server(name, reason: answer.words)
            }
        }
        waiting.removeFirst(items.count)
        return items
    }

    /// Remembers what was taken; see ``ReportSource``.
    public func settle(_ settled: [SettledItem]) async throws {
        let taken = settled.filter { $0.fate == .taken }.compactMap { UInt32($0.ticket) }
        if !taken.isEmpty {
            let set = IMAPReply.set(taken)
            let request = target.map { "UID MOVE \(set) \(IMAPReply.quoted($0))" } ?? "UID STORE \(set) +FLAGS.SILENT (\\Seen)"
            let answer = try await session.run([CurlSession.Transfer(path: box, request: request)])
            guard answer.status == 0 else {
                throw SourceError.server(name, reason: "\(target == nil ? "flagging" : "moving") the reports failed: \(answer.words)")
            }
        }
        guard let validity, let last = settled.last.flatMap({ UInt32($0.ticket) }) else { return }
        let position = try JSONEncoder().encode(Position(validity: validity, uid: last))
        try ledger.remember(position: String(decoding: position, as: UTF8.self), of: name)
    }

    private var box: String { server.mailbox }
    private var status: CurlSession.Transfer {
        CurlSession.Transfer(path: "", request: "STATUS \(IMAPReply.quoted(server.mailbox)) (UIDVALIDITY UIDNEXT)")
    }

    /// Asks what there is behind what was looked at before.
    private func look() async throws {
        let known = try ledger.position(of: name).flatMap { try? JSONDecoder().decode(Position.self, from: Data($0.utf8)) }
        let answer = try await session.run([status])
        guard let validity = IMAPReply.status(answer.bodies[0] ?? [], "UIDVALIDITY") else {
            throw SourceError.server(name, reason: "there is no mailbox \(server.mailbox)")
        }
        self.validity = validity
        let last = known?.validity == validity ? known?.uid ?? 0 : 0
        let search = try await session.run([CurlSession.Transfer(path: box, request: "UID SEARCH UID \(UInt64(last) + 1):*")])
        guard search.status == 0 else { throw SourceError.server(name, reason: search.words) }
        // `n:*` names the last mail even where n is beyond it.
        waiting = IMAPReply.search(search.bodies[0] ?? []).filter { $0 > last }
    }
}
