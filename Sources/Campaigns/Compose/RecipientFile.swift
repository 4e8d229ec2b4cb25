import MailFormat

/// The file that goes to one recipient only: an invoice, a ticket. A column of the list names it.
///
/// The value is a path relative to the project folder. What a list may name is less than what a campaign may: a file in a folder of the
/// project that is none of mailshot's own, so that no row can ask for a key, the ledger or the list of all the others.
///
/// ## Limits
/// Such files are read when the message is made, each time anew; what they hold is not frozen with the campaign.
struct RecipientFile: Sendable {
    let column: ValueUse
    let project: String

    /// Folders that no row can name.
    private static let ownFolders: Set<String> = ["keys", "lists", "campaigns", "templates", "outbox"]

    /// The part for one message; nil where the row may leave it out and does.
    func entity(for record: MergeRecord) throws(ComposeProblem) -> MIMEEntity? {
        let path = try column.value(in: record)
        guard !path.isEmpty else { return nil }
        guard Self.isAllowed(path) else {
            throw problem(path, "must lie in a folder of the project that is none of mailshot's own; write it as invoices/1001.pdf")
        }
        let bytes = try content(of: path)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        do {
            return .attachment(try MailFormat.Attachment(filename: name, mediaType: MediaTypes.type(ofFileNamed: name), content: bytes))
        } catch {
            throw problem(path, "\(error)")
        }
    }

    private func content(of path: String) throws(ComposeProblem) -> [UInt8] {
        do {
            return try FrozenFile(path, in: project, limit: BodyPlan.largestAttachment).bytes
        } catch .missing {
            throw problem(path, "no such file")
        } catch .unreadable(_, let reason) {
            throw problem(path, reason)
        } catch {
            throw problem(path, "\(error)")
        }
    }

    private func problem(_ path: String, _ reason: String) -> ComposeProblem {
        ComposeProblem(.attachment(path, reason: reason), name: column.name)
    }

    private static func isAllowed(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count >= 2 && !ownFolders.contains(parts[0].lowercased())
            && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") } && !path.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }
}
