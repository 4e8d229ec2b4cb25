import GRDB
public import MailFormat

/// Messages that wait for another try, in one class.
public struct WaitingCount: Hashable, Sendable {
    /// The campaign's number.
    public var campaign: Int64
    /// The recipient domain.
    public var domain: String
    /// The relay that was asked last; empty where none was.
    public var relay: String
    /// Code of its reply.
    public var code: Int?
    /// Enhanced code of its reply.
    public var enhanced: String?
    /// How many messages.
    public var messages: Int
    /// When the one that waits longest was leased first.
    public var oldest: Timestamp
    /// When the next one is due.
    public var due: Timestamp
    /// One of the replies, or the reason where there was none.
    public var example: String
}

extension LedgerFile {
    /// What waits for another try at this moment, by campaign, domain, relay and reply.
    ///
    /// - Parameter campaign: of one campaign; nil for all.
    public func waitingCounts(campaign: Int64? = nil) throws(LedgerError) -> [WaitingCount] {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT message.campaign AS campaign, \(RollupSQL.domain) AS domain, coalesce(relay.name, '') AS relay, code, enhanced,
                        count(*) AS messages, min(date) AS oldest, min(notBefore) AS due, min(coalesce(reply, reason, '')) AS example
                    FROM campaign CROSS JOIN message INDEXED BY messageDue ON message.campaign = campaign.id AND message.state = 'deferred'
                        LEFT JOIN relay ON relay.id = message.relay
                    WHERE ?1 IS NULL OR campaign.id = ?1 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
                    """, arguments: [campaign])
            var counts: [WaitingCount] = []
            while let row = try rows.next() {
                counts.append(
                    WaitingCount(
                        campaign: row["campaign"], domain: row["domain"], relay: row["relay"], code: row["code"], enhanced: row["enhanced"],
                        messages: row["messages"], oldest: Timestamp(milliseconds: row["oldest"]),
                        due: Timestamp(milliseconds: row["due"]), example: row["example"]))
            }
            return counts
        }
    }

    /// Why messages were suppressed, failed or expired, and how many each: `unsubscribed` → 871.
    public func reasonCounts(campaign id: Int64, state: MessageState) throws(LedgerError) -> [String: Int] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT reason, count FROM reasonCount WHERE campaign = ? AND state = ? AND count > 0",
                arguments: [id, state.rawValue])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as Int) })
        }
    }

    /// What a relay said to these messages, or why it said nothing; messages whose words were pruned are missing.
    public func replies(to messages: [Int64]) throws(LedgerError) -> [Int64: String] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT message.id, coalesce(reply, reason) AS words FROM json_each(?) AS wanted
                    JOIN message ON message.id = wanted.value WHERE words IS NOT NULL
                    """, arguments: ["[" + messages.map(String.init).joined(separator: ",") + "]"])
            return Dictionary(rows.map { ($0[0] as Int64, $0[1] as String) }, uniquingKeysWith: { first, _ in first })
        }
    }
}
