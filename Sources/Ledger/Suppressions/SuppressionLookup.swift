import GRDB

/// Answers, inside one transaction, whether an address may be mailed. Costs nothing while the list is empty.
struct SuppressionLookup {
    private let statement: HotStatement?
    private let scope: String
    private let moment: Int64

    /// - Parameter scope: the list of the campaign, beside the suppressions that hold everywhere.
    init(scope: String, at moment: Int64, on database: Database) throws {
        self.scope = scope
        self.moment = moment
        let any = try HotStatement("SELECT 1 FROM suppression LIMIT 1", on: database).first { _ in true } ?? false
        statement =
            any
            ? try HotStatement(
                """
                SELECT reason, target, scope FROM suppression
                WHERE target IN (?1, ?2) AND scope IN ('', ?3) AND (expiresAt IS NULL OR expiresAt > ?4) LIMIT 1
                """, on: database)
            : nil
    }

    /// Why an address must not be mailed: `unsubscribed`, `bounced (@example.com)`; nil where it may.
    func reason(against email: String) throws -> String? {
        guard let statement, let at = email.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        statement.bind(1, email)
        statement.bind(2, String(email[at...]))
        statement.bind(3, scope)
        statement.bind(4, moment)
        return try statement.first { row in
            let target = row.text(1)
            return target.hasPrefix("@") ? "\(row.text(0)) (\(target))" : row.text(0)
        }
    }
}
