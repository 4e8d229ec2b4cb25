import Foundation
import GRDB
public import MailFormat

/// A message that a relay of ours took under a number of its own.
public struct QueuedMessage: Hashable, Sendable {
    /// The message.
    public var key: Int64
    /// Whom it was for.
    public var email: String

    /// A message from its parts.
    public init(key: Int64, email: String) {
        self.key = key
        self.email = email
    }
}

extension LedgerFile {
    /// Where the reading of a source stopped: a JSON object, as whoever reads it wrote it; nil for one that was never read.
    public func position(of source: String) throws(LedgerError) -> String? {
        try read { try String.fetchOne($0, sql: "SELECT position FROM sourcePosition WHERE source = ?", arguments: [source]) }
    }

    /// Remembers where the reading of a source stopped. To be called once what was read is recorded.
    public func remember(position: String, of source: String) throws(LedgerError) {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO sourcePosition (source, position) VALUES (?, ?)
                    ON CONFLICT (source) DO UPDATE SET position = excluded.position
                    """, arguments: [source, position])
        }
    }

    /// Those of some names in a source that were seen.
    public func seen(_ uids: [String], of source: String) throws(LedgerError) -> Set<String> {
        try read { database in
            let statement = try database.cachedStatement(sql: "SELECT 1 FROM seenMail WHERE source = ? AND uid = ?")
            var found: Set<String> = []
            for uid in uids where try Bool.fetchOne(statement, arguments: [source, uid]) == true { found.insert(uid) }
            return found
        }
    }

    /// Remembers names as seen.
    public func remember(seen uids: [String], of source: String) throws(LedgerError) {
        try write { database in
            let statement = try database.cachedStatement(sql: "INSERT INTO seenMail (source, uid) VALUES (?, ?) ON CONFLICT DO NOTHING")
            for uid in uids { try statement.execute(arguments: [source, uid]) }
        }
    }

    /// Forgets names that the source does not hold any more.
    public func forgetSeen(allBut uids: Set<String>, of source: String) throws(LedgerError) {
        try write { database in
            let known = try String.fetchAll(database, sql: "SELECT uid FROM seenMail WHERE source = ?", arguments: [source])
            let statement = try database.cachedStatement(sql: "DELETE FROM seenMail WHERE source = ? AND uid = ?")
            for uid in known where !uids.contains(uid) { try statement.execute(arguments: [source, uid]) }
        }
    }

    /// Messages that a relay took as `queued as ID`, by that number, in one walk over what was accepted.
    ///
    /// A number may be given again: only messages that were accepted after `since` count, and of two the later one.
    public func messages(queuedAs numbers: Set<String>, since: Timestamp) throws(LedgerError) -> [String: QueuedMessage] {
        guard !numbers.isEmpty else { return [:] }
        return try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT id, email, reply FROM message
                    WHERE state = 'accepted' AND at >= ? AND reply LIKE '%queued as %' ORDER BY at
                    """, arguments: [since.milliseconds])
            var found: [String: QueuedMessage] = [:]
            while let row = try rows.next() {
                let reply: String = row[2]
                guard let mark = reply.range(of: "queued as ", options: .caseInsensitive) else { continue }
                let number = String(reply[mark.upperBound...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber) })
                if numbers.contains(number) { found[number] = QueuedMessage(key: row[0], email: row[1]) }
            }
            return found
        }
    }
}
