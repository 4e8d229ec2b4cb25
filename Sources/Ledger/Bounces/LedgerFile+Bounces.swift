import GRDB
public import MailFormat

/// A refusal or bounce as the ledger keeps it.
public struct RecordedBounce: Hashable, Sendable {
    /// The event's number.
    public var number: Int64
    /// Whom the message was for.
    public var email: String
    /// The campaign's name.
    public var campaign: String
    /// What happened.
    public var event: Event
}

/// What newer rules make of a recorded bounce.
public struct BounceRevision: Hashable, Sendable {
    /// The event's number.
    public var number: Int64
    /// The new class.
    public var bounceClass: BounceClass
    /// The new facts, a JSON object.
    public var facts: String?

    /// A revision from its parts.
    public init(number: Int64, bounceClass: BounceClass, facts: String?) {
        self.number = number
        self.bounceClass = bounceClass
        self.facts = facts
    }
}

extension LedgerFile {
    /// Gives the refusals and bounces in the order they came, a page at a time.
    ///
    /// - Parameters:
    ///   - email: only those of this address.
    ///   - body: takes a page; false stops.
    public func forEachBounce(of email: EmailAddress? = nil, page: Int = 1000, _ body: ([RecordedBounce]) throws -> Bool) throws {
        // Of one address: one look-up a campaign, since the key of recipients leads with it.
        let source =
            email == nil
            ? "event JOIN message ON message.id = event.message JOIN campaign ON campaign.id = event.campaign WHERE ?2 IS NULL"
            : """
            campaign CROSS JOIN recipient ON recipient.campaign = campaign.id AND recipient.email = ?2
            CROSS JOIN message ON message.id = recipient.message CROSS JOIN event ON event.message = message.id WHERE true
            """
        var last: Int64 = 0
        while true {
            let rows = try read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT event.*, message.email AS email, campaign.name AS campaignName FROM \(source)
                        AND event.id > ?1 AND (event.kind = 'bounce' OR event.kind = 'refusal') ORDER BY event.id LIMIT ?3
                        """, arguments: [last, email?.description, page])
            }
            guard let final = rows.last else { return }
            last = final["id"]
            let bounces = rows.map { RecordedBounce(number: $0["id"], email: $0["email"], campaign: $0["campaignName"], event: Event($0)) }
            guard try body(bounces), rows.count == page else { return }
        }
    }

    /// The addresses that were ever refused or bounced, in their order, a page at a time; erased ones are left out.
    ///
    /// - Parameter address: only those behind it; nil from the start.
    public func bouncedAddresses(after address: String?, limit: Int = 1000) throws(LedgerError) -> [String] {
        try read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT message.email FROM event JOIN message ON message.id = event.message
                    WHERE (event.kind = 'bounce' OR event.kind = 'refusal') AND message.email > ?1 COLLATE NOCASE
                        AND message.email NOT LIKE '%@invalid'
                    ORDER BY message.email COLLATE NOCASE LIMIT ?2
                    """, arguments: [address ?? "", limit])
        }
    }

    /// Writes down what newer rules make of the bounces of one address, and what follows from it, in one transaction.
    ///
    /// - Parameters:
    ///   - suppression: one that follows; nil for none.
    ///   - lifting: the address whose suppression holds no more, and why; nil for none. It is logged.
    public func revise(
        _ revisions: [BounceRevision], suppressing suppression: Suppression? = nil, lifting: (target: String, reason: String)? = nil,
        source: String
    ) throws(LedgerError) {
        let moment = now().milliseconds
        try write { database in
            for revision in revisions {
                let message = try Int64.fetchOne(database, sql: "SELECT message FROM event WHERE id = ?", arguments: [revision.number])
                guard let message else { continue }
                try EventRollup.recount(message, on: database) {
                    try database.execute(
                        sql: "UPDATE event SET detail = ?2, facts = ?3 WHERE id = ?1",
                        arguments: [revision.number, revision.bounceClass.rawValue, revision.facts])
                }
            }
            if let suppression { _ = try SuppressionList.add(suppression, on: database) }
            if let lifting {
                _ = try SuppressionList.remove(lifting.target, "", because: lifting.reason, source, at: moment, on: database)
            }
        }
    }
}
