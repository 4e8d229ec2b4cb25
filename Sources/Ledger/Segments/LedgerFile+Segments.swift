import GRDB
public import MailFormat

/// An address in a segment.
public struct SegmentMember: Hashable, Sendable {
    /// The address.
    public var email: String
    /// Its merge fields in the campaign it was found in, in the order of the campaign's columns.
    public var fields: [String]
    /// Why it must not be mailed: `unsubscribed`, `bounced (@example.com)`; nil where it may.
    public var suppressed: String?
}

extension LedgerFile {
    /// Gives everybody of a campaign who is in a segment, in the order of the list, each address once, from one consistent state: memory
    /// does not grow with the list. Erased addresses are nobody's.
    ///
    /// - Parameters:
    ///   - scope: the list, beside the suppressions that hold everywhere.
    ///   - body: takes a member; false stops.
    public func forEachMember(
        of segment: Segment, in campaign: Int64, scope: String, _ body: (SegmentMember) throws -> Bool
    ) throws {
        let moment = now().milliseconds
        try stream { database in
            let lookup = try SuppressionLookup(scope: scope, at: moment, digest: digest, on: database)
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT email, fields FROM message WHERE \(Schema.walk) AND \(segment.beginning(in: campaign))
                    AND email NOT LIKE 'erased-%@invalid' AND \(segment.condition(on: "message.email")) ORDER BY message.id
                    """, arguments: [campaign])
            while let row = try rows.next() {
                let email: String = row[0]
                let member = SegmentMember(
                    email: email, fields: StringArrayJSON.parse(row[1], known: email) ?? [], suppressed: try lookup.reason(against: email))
                guard try body(member) else { return }
            }
        }
    }

    /// Which of some addresses are in a segment.
    public func members(of segment: Segment, among emails: [EmailAddress]) throws(LedgerError) -> [Bool] {
        try read { database in
            let statement = try HotStatement("SELECT \(segment.condition(on: "?1"))", on: database)
            return try emails.map { email in
                statement.bind(1, email.description)
                return try statement.first { $0.int(0) != 0 } ?? false
            }
        }
    }

    /// The newest campaigns that were sent, newest first.
    ///
    /// - Parameter list: only campaigns to this list; nil for any.
    public func latestCampaigns(_ count: Int, list: String? = nil) throws(LedgerError) -> [CampaignRecord] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM campaign WHERE startedAt IS NOT NULL AND kind = 'marketing' AND (?2 IS NULL OR list = ?2)
                    ORDER BY startedAt DESC, id DESC LIMIT ?1
                    """, arguments: [count, list]
            ).map(CampaignRecord.init)
        }
    }
}
