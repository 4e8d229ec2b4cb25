import GRDB
import MailFormat

/// Keeps the counts of what relays took and refused.
///
/// Settling a message touches no count but the tally: a message costs nothing more than before. Whoever leases writes the numbers of what
/// it leased into the campaign's tail, in the transaction of the lease; when the tail is long, or the run ends, what became of its messages is
/// added to the counts, a few rows for thousands of messages. A reader adds the tail by the messages' own rows, so that it is exact at every
/// moment, after a crash too.
///
/// What happens rarely is added at once: deferrals, and doubts that end.
enum OutcomeRollup {
    /// Messages in a tail at which it is added to the counts.
    static let longest = 4096

    /// The messages of the ranges in `?1`; of campaign `?2` only, unless it is NULL.
    private static let ranges = """
        json_each(?1) AS range CROSS JOIN message
            ON message.id BETWEEN json_extract(range.value, '$[0]') AND json_extract(range.value, '$[1]')
        WHERE (?2 IS NULL OR message.campaign = ?2)
        """

    /// What messages that a relay took or refused add to `outcomeCount`.
    static let answered = """
        SELECT message.campaign AS campaign, message.at / 900000 * 900000 AS quarter, \(RollupSQL.largeDomain) AS domain,
            coalesce(message.relay, 0) AS relay, message.state AS outcome, coalesce(message.code, 0) AS code,
            coalesce(message.enhanced, '') AS enhanced,
            CASE WHEN message.state = 'accepted' THEN \(WaitClass.sql("(message.at - message.date)")) ELSE 0 END AS wait,
            count(*) AS count, min(message.id) AS example
        FROM \(ranges) AND (message.state = 'accepted' OR message.state = 'refused') GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        """

    /// What they add to `domainCount`.
    static let answeredDomains = """
        SELECT message.campaign AS campaign, \(RollupSQL.domain) AS domain, message.state AS what, count(*) AS count, count(*) AS raw
        FROM \(ranges) AND (message.state = 'accepted' OR message.state = 'refused') GROUP BY 1, 2, 3
        """

    /// Attempts that were deferred, of message `?1`: all of them, or the last where `?2` is 1.
    private static let attempts = """
        attempt JOIN message ON message.id = attempt.message
        WHERE attempt.message = ?1 AND (?2 = 0 OR attempt.number = message.attempts) AND attempt.disposition = 'deferred'
        """

    private static let deferred = """
        SELECT message.campaign AS campaign, attempt.at / 900000 * 900000 AS quarter, \(RollupSQL.largeDomain) AS domain,
            coalesce(attempt.relay, 0) AS relay, 'deferred' AS outcome, coalesce(attempt.code, 0) AS code,
            coalesce(attempt.enhanced, '') AS enhanced, 0 AS wait, count(*) AS count, message.id AS example
        FROM \(attempts) GROUP BY 1, 2, 3, 4, 6, 7
        """

    private static let deferredDomains = """
        SELECT message.campaign AS campaign, \(RollupSQL.domain) AS domain, 'deferred' AS what, count(*) AS count, count(*) AS raw
        FROM \(attempts) GROUP BY 1, 2
        """

    private static let addAnswered = RollupSQL.add(answered, to: .outcome)
    private static let addAnsweredDomains = RollupSQL.add(answeredDomains, to: .domain)
    private static let addDeferred = RollupSQL.add(deferred, to: .outcome)
    private static let addDeferredDomains = RollupSQL.add(deferredDomains, to: .domain)

    /// Adds what messages have become.
    static func add(_ messages: MessageRanges, of campaign: Int64?, on database: Database) throws {
        for sql in [addAnswered, addAnsweredDomains] { try RollupSQL.run(sql, messages.json, campaign, on: database) }
    }

    /// Adds the last attempt at a message, which was deferred.
    static func addLastDeferral(of message: Int64, on database: Database) throws {
        for sql in [addDeferred, addDeferredDomains] { try RollupSQL.run(sql, message, 1, on: database) }
    }

    /// Adds a message again whose address has changed.
    static func restore(_ message: Int64, of campaign: Int64, on database: Database) throws {
        for sql in [addDeferred, addDeferredDomains] { try RollupSQL.run(sql, message, 0, on: database) }
        guard !(try tail(of: campaign, on: database)).contains(message) else { return }
        try add(MessageRanges([message]), of: campaign, on: database)
    }

    /// Takes a message out of the counts, as it is known at this moment.
    static func subtract(_ message: Int64, of campaign: Int64, on database: Database) throws {
        try RollupSQL.run(RollupSQL.subtract(deferred, from: .outcome), message, 0, on: database)
        try RollupSQL.run(RollupSQL.subtract(deferredDomains, from: .domain), message, 0, on: database)
        guard !(try tail(of: campaign, on: database)).contains(message) else { return }
        let range = MessageRanges([message]).json
        try RollupSQL.run(RollupSQL.subtract(answered, from: .outcome), range, campaign, on: database)
        try RollupSQL.run(RollupSQL.subtract(answeredDomains, from: .domain), range, campaign, on: database)
    }

    // MARK: - The tail

    /// The tail of a campaign.
    static func tail(of campaign: Int64, on database: Database) throws -> MessageRanges {
        let text = try String.fetchOne(
            try database.cachedStatement(sql: "SELECT ranges FROM outcomeTail WHERE campaign = ?"), arguments: [campaign])
        return text.flatMap(MessageRanges.init(json:)) ?? MessageRanges()
    }

    /// Takes in what was leased.
    static func lease(_ messages: some Sequence<Int64>, of campaign: Int64, on database: Database) throws {
        var tail = try tail(of: campaign, on: database)
        if tail.count >= longest { tail = try fold(tail, of: campaign, on: database) }
        tail.insert(messages)
        try write(tail, of: campaign, on: database)
    }

    /// Adds the whole tail to the counts but what is in a run's hands.
    static func fold(_ campaign: Int64, on database: Database) throws {
        let tail = try tail(of: campaign, on: database)
        guard !tail.isEmpty else { return }
        try write(try fold(tail, of: campaign, on: database), of: campaign, on: database)
    }

    private static func fold(_ tail: MessageRanges, of campaign: Int64, on database: Database) throws -> MessageRanges {
        try add(tail, of: campaign, on: database)
        let rest = try Int64.fetchAll(
            try database.cachedStatement(
                sql: "SELECT message.id FROM \(ranges) AND (message.state = 'leased' OR message.state = 'transmitting')"),
            arguments: [tail.json, campaign])
        return MessageRanges(rest)
    }

    private static func write(_ tail: MessageRanges, of campaign: Int64, on database: Database) throws {
        if tail.isEmpty {
            try database.cachedStatement(sql: "DELETE FROM outcomeTail WHERE campaign = ?").execute(arguments: [campaign])
        } else {
            try database.cachedStatement(
                sql: "INSERT INTO outcomeTail (campaign, ranges) VALUES (?, ?) ON CONFLICT DO UPDATE SET ranges = excluded.ranges"
            ).execute(arguments: [campaign, tail.json])
        }
    }

    /// Adds a message that became accepted outside of a run; one in the tail is counted with it.
    static func settled(_ message: Int64, on database: Database) throws {
        guard let campaign = try Int64.fetchOne(database, sql: "SELECT campaign FROM message WHERE id = ?", arguments: [message]),
            !(try tail(of: campaign, on: database)).contains(message)
        else { return }
        try add(MessageRanges([message]), of: campaign, on: database)
    }
}
