import GRDB
public import MailFormat

/// What the DNS said of a name.
public struct RememberedAnswer: Hashable, Sendable {
    /// The name that was asked for, in lower case.
    public var name: String
    /// A JSON object, as whoever asked writes it.
    public var answer: String
    /// Until when it may be taken for true.
    public var expiresAt: Timestamp

    /// An answer from its parts.
    public init(name: String, answer: String, expiresAt: Timestamp) {
        self.name = name
        self.answer = answer
        self.expiresAt = expiresAt
    }
}

extension LedgerFile {
    /// What is remembered of some names and still holds; names that must be asked (again) are left out.
    public func dnsAnswers(for names: some Sequence<String>, at moment: Timestamp) throws(LedgerError) -> [String: RememberedAnswer] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT name, answer, expiresAt FROM dnsAnswer WHERE name = ? AND expiresAt > ?")
            var found: [String: RememberedAnswer] = [:]
            for name in names {
                guard let row = try Row.fetchOne(statement, arguments: [name, moment.milliseconds]) else { continue }
                found[name] = RememberedAnswer(name: row[0], answer: row[1], expiresAt: Timestamp(milliseconds: row[2]))
            }
            return found
        }
    }

    /// Remembers answers, each in place of an older one, and forgets all that no longer hold.
    public func remember(_ answers: [RememberedAnswer], at moment: Timestamp) throws(LedgerError) {
        try write { database in
            try database.execute(sql: "DELETE FROM dnsAnswer WHERE expiresAt <= ?", arguments: [moment.milliseconds])
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO dnsAnswer (name, answer, expiresAt) VALUES (?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET answer = excluded.answer, expiresAt = excluded.expiresAt
                    """)
            for answer in answers {
                try statement.execute(arguments: [answer.name, answer.answer, answer.expiresAt.milliseconds])
            }
        }
    }
}
