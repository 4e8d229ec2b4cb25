import GRDB

/// Answers, inside one transaction, whether an address may be mailed. Costs nothing while the list is empty.
struct SuppressionLookup {
    private let statement: HotStatement?
    /// Makes the keyed hash of an address; nil while no erased address is suppressed.
    private let digest: AddressDigest?

    /// - Parameters:
    ///   - scope: the list of the campaign, beside the suppressions that hold everywhere.
    ///   - digest: the keyed hash by which erased addresses are known.
    init(scope: String, at moment: Int64, digest: AddressDigest?, on database: Database) throws {
        func exists(_ sql: String) throws -> Bool { try HotStatement(sql, on: database).first { _ in true } ?? false }
        guard try exists("SELECT 1 FROM suppression LIMIT 1") else {
            statement = nil
            self.digest = nil
            return
        }
        let statement = try HotStatement(
            """
            SELECT reason FROM suppression
            WHERE target = ?1 AND (scope = '' OR scope = ?2) AND (expiresAt IS NULL OR expiresAt > ?3) LIMIT 1
            """, on: database)
        statement.bind(2, scope)
        statement.bind(3, moment)
        self.statement = statement
        self.digest = try exists("SELECT 1 FROM suppression WHERE kind = 'digest' LIMIT 1") ? digest : nil
    }

    /// Why an address must not be mailed: `unsubscribed`, `bounced (@example.com)`; nil where it may.
    func reason(against email: String) throws -> String? {
        guard let statement, let at = email.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        if let reason = try reason(statement, email) { return reason }
        if let digest, let reason = try reason(statement, digest.text(of: email)) { return reason }
        let domain = String(email[at...])
        return try reason(statement, domain).map { "\($0) (\(domain))" }
    }

    private func reason(_ statement: HotStatement, _ target: String) throws -> String? {
        statement.bind(1, target)
        return try statement.first { $0.text(0) }
    }
}
