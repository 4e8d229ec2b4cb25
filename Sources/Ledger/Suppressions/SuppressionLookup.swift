import GRDB

/// Answers, inside one transaction, whether an address may be mailed. Costs nothing while the list is empty.
struct SuppressionLookup {
    private let statement: HotStatement?

    /// - Parameter scope: the list of the campaign, beside the suppressions that hold everywhere.
    init(scope: String, at moment: Int64, on database: Database) throws {
        let any = try HotStatement("SELECT 1 FROM suppression LIMIT 1", on: database).first { _ in true } ?? false
        statement =
            any
            ? try HotStatement(
                """
                SELECT reason FROM suppression
                WHERE target = ?1 AND (scope = '' OR scope = ?2) AND (expiresAt IS NULL OR expiresAt > ?3) LIMIT 1
                """, on: database)
            : nil
        statement?.bind(2, scope)
        statement?.bind(3, moment)
    }

    /// Why an address must not be mailed: `unsubscribed`, `bounced (@example.com)`; nil where it may.
    func reason(against email: String) throws -> String? {
        guard let statement, let at = email.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        if let reason = try reason(statement, email) { return reason }
        let domain = String(email[at...])
        return try reason(statement, domain).map { "\($0) (\(domain))" }
    }

    private func reason(_ statement: HotStatement, _ target: String) throws -> String? {
        statement.bind(1, target)
        return try statement.first { $0.text(0) }
    }
}
