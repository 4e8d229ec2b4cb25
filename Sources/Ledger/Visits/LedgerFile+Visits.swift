import Campaigns
import GRDB
public import MailFormat

/// What a page needs of the message whose handle led to it.
public struct VisitedMessage: Hashable, Sendable {
    /// Its key.
    public var key: Int64
    /// Whom it was for; nil where the address was erased.
    public var email: EmailAddress?
    /// Its merge fields, in the order of the campaign's columns; empty where they were pruned or erased.
    public var fields: [String]
    /// Its Date.
    public var date: Timestamp
    /// Where it is in its life.
    public var state: MessageState
    /// Since when.
    public var at: Timestamp
    /// Its campaign.
    public var campaign: CampaignRecord
}

/// A list a recipient gets mail of, and how it stands.
public struct ListStanding: Hashable, Sendable {
    /// The list's name; empty for all mail.
    public var list: String
    /// The suppression that holds; nil where mail goes out.
    public var suppression: Suppression?
}

extension LedgerFile {
    /// The campaign of a message; nil where there is no such message. Takes the same way for both.
    public func campaign(ofMessage key: Int64) throws(LedgerError) -> Int64? {
        try read { database in
            try Int64.fetchOne(database.cachedStatement(sql: "SELECT campaign FROM message WHERE id = ?"), arguments: [key])
        }
    }

    /// The message of a key, with its campaign; nil where there is none.
    public func visitedMessage(_ key: Int64) throws(LedgerError) -> VisitedMessage? {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT id, campaign, email, fields, date, state, at FROM message WHERE id = ?")
            guard let row = try Row.fetchOne(statement, arguments: [key]) else { return nil }
            let text: String = row["email"]
            let address = try? EmailAddress(text)
            return VisitedMessage(
                key: key, email: address?.domain == "invalid" ? nil : address,
                fields: StringArrayJSON.parse(row["fields"], known: text) ?? [], date: Timestamp(milliseconds: row["date"]),
                state: MessageState(rawValue: row["state"]) ?? .queued, at: Timestamp(milliseconds: row["at"]),
                campaign: try Self.campaign(row["campaign"], in: database))
        }
    }

    /// The lists an address was mailed as part of, sorted, and how each stands; all mail (the empty name) first.
    public func listStandings(of email: EmailAddress) throws(LedgerError) -> [ListStanding] {
        let moment = now().milliseconds
        return try read { database in
            let lists = try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT list FROM campaign JOIN recipient ON recipient.campaign = campaign.id AND recipient.email = ?
                    WHERE list <> '' ORDER BY list
                    """, arguments: [email.description])
            let holding = try Row.fetchAll(
                database,
                sql: "SELECT * FROM suppression WHERE target IN (?, ?) AND (expiresAt IS NULL OR expiresAt > ?) ORDER BY at, id",
                arguments: [email.description, "@" + email.domain, moment]
            ).map(Suppression.init)
            return ([""] + lists).map { list in ListStanding(list: list, suppression: holding.first { $0.scope == list }) }
        }
    }
}

/// Visits that were kept as a number.
public struct VisitCount: Hashable, Sendable {
    /// Open or click.
    public var kind: Event.Kind
    /// The link's number; nil for an open.
    public var link: Int?
    /// Whether machines did it.
    public var machine: Bool
    /// How many.
    public var count: Int
}

extension LedgerFile {
    /// The visits of a campaign that are kept as numbers only, over all days; clicks first.
    public func visitCounts(campaign id: Int64) throws(LedgerError) -> [VisitCount] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT kind, link, machine, sum(count) FROM visitCount WHERE campaign = ?
                    GROUP BY kind, link, machine ORDER BY kind, link, machine
                    """, arguments: [id]
            ).map { row in
                let link: Int = row[1]
                return VisitCount(kind: Event.Kind(rawValue: row[0]) ?? .open, link: link < 0 ? nil : link, machine: row[2], count: row[3])
            }
        }
    }
}
