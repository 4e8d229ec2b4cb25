public import Campaigns
import GRDB
public import MailFormat

/// What became of a campaign's doubts.
public struct DoubtResolution: Hashable, Sendable {
    /// Queued to be sent again, once, by the same relay, byte for byte.
    public var queued = 0
    /// Taken for accepted.
    public var accepted = 0
    /// Left in doubt: the policy says so, or the one second try was used up.
    public var held = 0
}

/// A message nobody knows the fate of.
public struct DoubtfulMessage: Hashable, Sendable {
    /// Its key.
    public var key: Int64
    /// Whom it is for.
    public var email: EmailAddress
    /// The relay that had it.
    public var relay: String?
    /// The address and port of the relay's machine that had it, `192.0.2.1:25`; nil where it is not known.
    public var peer: String?
    /// When its dot was about to be written.
    public var at: Timestamp
    /// `crash`, `connection lost after the final dot` …
    public var cause: String
    /// How often it was in doubt before.
    public var doubts: Int
}

extension LedgerFile {
    /// The messages of a campaign whose fate is unknown, in the order of the file.
    public func doubtfulMessages(campaign id: Int64) throws(LedgerError) -> [DoubtfulMessage] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT message.id, email, relay.name AS relay, peer.address AS peer, at, reason, doubts FROM message
                    LEFT JOIN relay ON relay.id = message.relay LEFT JOIN peer ON peer.id = message.peer
                    WHERE campaign = ? AND state = 'uncertain' ORDER BY message.id
                    """, arguments: [id]
            ).map { row in
                DoubtfulMessage(
                    key: row["id"], email: try EmailAddress(row["email"]), relay: row["relay"], peer: row["peer"],
                    at: Timestamp(milliseconds: row["at"]),
                    cause: row["reason"] ?? "unknown", doubts: row["doubts"])
            }
        }
    }

    /// Decides the doubts of a campaign as its policy, or a person, says.
    ///
    /// `resend` queues each at most once in its life. A finished campaign goes back to running then; a cancelled one resends nothing.
    ///
    /// - Parameter keys: only these messages; nil decides all.
    public func resolveDoubt(
        campaign id: Int64, policy: Campaign.UncertainPolicy, keys: Set<Int64>? = nil
    ) throws(LedgerError) -> DoubtResolution {
        let moment = now().milliseconds
        return try write { database in
            let record = try Self.campaign(id, in: database)
            var resolution = DoubtResolution()
            let rows = try Row.fetchAll(
                database, sql: "SELECT id, doubts FROM message WHERE campaign = ? AND state = 'uncertain'", arguments: [id])
            for row in rows {
                let key: Int64 = row[0]
                if let keys, !keys.contains(key) { continue }
                switch policy {
                case .hold:
                    resolution.held += 1
                case .resend where row[1] as Int > 0 || record.state == .cancelled:
                    resolution.held += 1
                case .resend:
                    try Doubt.queueAgain(key, at: moment, on: database)
                    resolution.queued += 1
                case .assumeAccepted:
                    try Doubt.accept(key, because: "assumed: \(Campaign.UncertainPolicy.assumeAccepted.rawValue)", on: database)
                    resolution.accepted += 1
                }
            }
            var difference = StateCounts()
            difference.move(from: .uncertain, to: .queued, resolution.queued)
            difference.move(from: .uncertain, to: .accepted, resolution.accepted)
            try Tally.add(difference, to: id, in: database)
            if resolution.queued > 0 {
                try database.execute(
                    sql: "UPDATE campaign SET state = 'running', finishedAt = NULL WHERE id = ? AND state = 'finished'", arguments: [id])
            }
            Failpoint.reach(.duringResolve)
            return resolution
        }
    }

    /// Settles a message in doubt by evidence that it arrived: an authenticated report, open, click or unsubscribe.
    ///
    /// - Parameter evidence: what told it, for a person: `delivery report`, `open`.
    /// - Returns: whether the message was in doubt; any other state is left alone.
    @discardableResult
    public func settleFromEvidence(_ key: Int64, evidence: String) throws(LedgerError) -> Bool {
        try write { try Doubt.settle(key, evidence: evidence, on: $0) }
    }
}

/// The ways out of doubt, inside a transaction.
enum Doubt {
    static func settle(_ key: Int64, evidence: String, on database: Database) throws -> Bool {
        guard
            let campaign = try Int64.fetchOne(
                database, sql: "SELECT campaign FROM message WHERE id = ? AND state = 'uncertain'", arguments: [key])
        else { return false }
        try accept(key, because: "evidence: \(evidence)", on: database)
        var difference = StateCounts()
        difference.move(from: .uncertain, to: .accepted)
        try Tally.add(difference, to: campaign, in: database)
        return true
    }

    /// `at` stays the moment of the dot: the acceptance, if there was one, came right after.
    static func accept(_ key: Int64, because reason: String, on database: Database) throws {
        try database.execute(sql: "UPDATE message SET state = 'accepted', reason = ? WHERE id = ?", arguments: [reason, key])
        try OutcomeRollup.settled(key, on: database)
    }

    /// The relay stays in the row, and `doubts` binds the next lease to it.
    static func queueAgain(_ key: Int64, at moment: Int64, on database: Database) throws {
        try database.execute(
            sql: Settling.keepAttemptSQL, arguments: [key, MessageState.uncertain.rawValue])
        try database.execute(
            sql: "UPDATE message SET state = 'queued', doubts = doubts + 1, at = ?2, reason = NULL WHERE id = ?1", arguments: [key, moment])
    }
}
