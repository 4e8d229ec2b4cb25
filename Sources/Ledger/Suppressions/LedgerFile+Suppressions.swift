import GRDB
public import MailFormat

/// What an import of suppressions came to.
public struct SuppressionImport: Hashable, Sendable {
    /// New ones.
    public var added = 0
    /// Those that were there and stay as they are.
    public var known = 0

    /// Nothing yet.
    public init() {}
}

extension LedgerFile {
    /// Suppresses an address or a domain. It holds at once: a message that is not marked yet is vetoed.
    ///
    /// One that is there already stays as it is, unless the new one lasts longer, or is a person's word and the old one a bounce: then the
    /// new one takes its place.
    ///
    /// - Returns: whether it is new.
    @discardableResult
    public func suppress(_ suppression: Suppression) throws(LedgerError) -> Bool {
        try write { try SuppressionList.add(suppression, on: $0) }
    }

    /// Suppresses a batch: thousands at a time pay for the commit, so an import of any length streams.
    public func suppress(_ batch: [Suppression]) throws(LedgerError) -> SuppressionImport {
        try write { database in
            var outcome = SuppressionImport()
            for suppression in batch {
                if try SuppressionList.add(suppression, on: database) { outcome.added += 1 } else { outcome.known += 1 }
            }
            return outcome
        }
    }

    /// Takes an address or `@domain` off the list, which is logged for good.
    ///
    /// - Parameters:
    ///   - reason: why this is right, for the log; must not be empty.
    ///   - source: who did it.
    /// - Throws: `invalid` without a reason, `noSuppression` where there is none.
    public func unsuppress(target: String, scope: String = "", reason: String, source: String) throws(LedgerError) {
        let moment = now().milliseconds
        try write { database in
            guard !reason.isEmpty else { throw LedgerError.invalid("lifting a suppression needs a reason; give one with --reason") }
            // An address that was erased stands there by its hash only.
            let names = [target, target.hasPrefix("@") ? nil : digest?.text(of: target)].compactMap(\.self)
            for name in names where try SuppressionList.remove(name, scope, because: reason, source, at: moment, on: database) { return }
            throw LedgerError.noSuppression(target: target, scope: scope)
        }
    }

    /// Every suppression that holds against an address, of any scope, expired ones left out.
    public func suppressions(of email: EmailAddress) throws(LedgerError) -> [Suppression] {
        let moment = now().milliseconds
        let hash = digest?.text(of: email.description)
        return try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM suppression WHERE target IN (?, ?, ?) AND (expiresAt IS NULL OR expiresAt > ?) ORDER BY at, id",
                arguments: [email.description, "@" + email.domain, hash, moment]
            ).map(Suppression.init)
        }
    }

    /// Why each of some addresses must not be mailed: `unsubscribed`, `bounced (@example.com)`; nil where it may.
    ///
    /// - Parameter scope: the list, beside the suppressions that hold everywhere.
    public func suppressionReasons(against emails: [EmailAddress], scope: String = "") throws(LedgerError) -> [String?] {
        let moment = now().milliseconds
        return try read { database in
            let lookup = try SuppressionLookup(scope: scope, at: moment, digest: digest, on: database)
            return try emails.map { try lookup.reason(against: $0.description) }
        }
    }

    /// Lists the suppressions in the order they came, a page at a time, from one state of the ledger a page.
    ///
    /// - Parameter body: takes a page; false stops.
    public func forEachSuppression(page: Int = 1000, _ body: ([Suppression]) throws -> Bool) throws {
        var last: Int64 = 0
        while true {
            let rows = try read {
                try Row.fetchAll($0, sql: "SELECT * FROM suppression WHERE id > ? ORDER BY id LIMIT ?", arguments: [last, page])
            }
            guard let final = rows.last else { return }
            last = final["id"]
            guard try body(rows.map(Suppression.init)) else { return }
        }
    }

    /// How many suppressions there are by reason, expired ones left out.
    public func suppressionCounts() throws(LedgerError) -> [Suppression.Reason: Int] {
        let moment = now().milliseconds
        return try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT reason, count(*) FROM suppression WHERE expiresAt IS NULL OR expiresAt > ? GROUP BY reason",
                arguments: [moment])
            return Dictionary(uniqueKeysWithValues: rows.compactMap { row in Suppression.Reason(rawValue: row[0]).map { ($0, row[1]) } })
        }
    }

    /// What was ever done about an address, its domain or its keyed hash, oldest first.
    public func suppressionLog(against email: EmailAddress) throws(LedgerError) -> [SuppressionChange] {
        let hash = digest?.text(of: email.description)
        return try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM suppressionLog WHERE target IN (?, ?, ?) ORDER BY id",
                arguments: [email.description, "@" + email.domain, hash]
            ).map(SuppressionChange.init)
        }
    }
}

extension SuppressionChange {
    init(_ row: Row) {
        self.init(
            added: row["action"] == "added", target: row["target"], scope: row["scope"], reason: row["reason"], source: row["source"],
            at: Timestamp(milliseconds: row["at"]))
    }
}

/// One line of the log of suppressions.
public struct SuppressionChange: Hashable, Sendable {
    /// Added, or else removed.
    public var added: Bool
    /// The address or `@domain`.
    public var target: String
    /// Empty for everything, else the list.
    public var scope: String
    /// Why.
    public var reason: String
    /// Who or what did it.
    public var source: String
    /// When.
    public var at: Timestamp
}
