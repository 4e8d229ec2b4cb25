import GRDB
public import MailFormat

/// What an erasure came to.
public struct Erasure: Hashable, Sendable {
    /// Messages that lost their address and merge fields; they stay as rows, so that the counts of the past stay true.
    public var messages = 0
    /// Of these, messages that were still to be sent and were cancelled.
    public var cancelled = 0
    /// Suppressions that are kept by their keyed hash only.
    public var suppressions = 0
    /// Other places that named the address, such as a merge field of somebody else's row; the name is taken out of them.
    public var mentions = 0
}

extension LedgerFile {
    /// Forgets a person: her address, merge fields, replies and facts, in every campaign, and her address wherever else it is written.
    /// Counts, codes and times stay. Reads the whole ledger.
    ///
    /// A suppression stays in force by its keyed hash (``AddressDigest``), or else she would be mailed again from the next list.
    /// What was erased is overwritten in the file. Backups, the recipients' files and mail already sent are not reached.
    ///
    /// - Throws: `invalid` while a run has one of her messages in hand or an audience with her is being written, or where she is suppressed and the ledger was opened without a digest.
    public func erase(_ email: EmailAddress) throws(LedgerError) -> Erasure {
        let moment = now().milliseconds
        let erasure = try write { database in
            try database.execute(sql: "PRAGMA secure_delete = ON")
            var erasure = Erasure()
            if let open = try Self.openAudience(with: email, in: database) {
                throw LedgerError.invalid("the audience of campaign \"\(open)\" is being written; send or cancel it first and erase again")
            }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT message.id, message.state, message.campaign FROM campaign
                    JOIN recipient ON recipient.campaign = campaign.id AND recipient.email = ?
                    JOIN message ON message.id = recipient.message
                    """, arguments: [email.description])
            for row in rows {
                let state = MessageState(rawValue: row[1]) ?? .queued
                guard state != .leased, state != .transmitting else {
                    throw LedgerError.invalid("a message to the address is being sent at this moment; stop the run and erase again")
                }
                if state == .queued || state == .deferred { erasure.cancelled += 1 }
                try Self.erase(message: row[0], in: state, of: row[2], at: moment, on: database)
                erasure.messages += 1
            }
            erasure.suppressions = try eraseSuppressions(of: email, on: database)
            erasure.mentions = try Mentions(of: email.description, on: database).erase(on: database)
            return erasure
        }
        try checkpoint()
        return erasure
    }

    /// A campaign whose audience is not sealed yet, so that its messages stand in no index, and that has the address.
    private static func openAudience(with email: EmailAddress, in database: Database) throws -> String? {
        try String.fetchOne(
            database,
            sql: """
                SELECT name FROM campaign WHERE state = 'enqueuing'
                AND EXISTS (SELECT 1 FROM message WHERE message.campaign = campaign.id AND message.email = ?)
                """, arguments: [email.description])
    }

    private static func erase(message: Int64, in state: MessageState, of campaign: Int64, at moment: Int64, on database: Database) throws {
        try AudienceRollup.erase(message, of: campaign, on: database) { try forget(message, in: state, of: campaign, on: database) }
        guard state == .queued || state == .deferred else { return }
        try database.execute(
            sql: "UPDATE message SET state = 'cancelled', notBefore = NULL, hold = NULL, at = ?2 WHERE id = ?1",
            arguments: [message, moment])
        var difference = StateCounts()
        difference.move(from: state, to: .cancelled)
        try Tally.add(difference, to: campaign, in: database)
    }

    /// Takes the person out of a message, its attempts and its events.
    private static func forget(_ message: Int64, in state: MessageState, of campaign: Int64, on database: Database) throws {
        let stand = "erased-\(message)@invalid"
        let reason = try String.fetchOne(database, sql: "SELECT reason FROM message WHERE id = ?", arguments: [message])
        try AudienceRollup.add(-1, state, because: reason, to: campaign, on: database)
        try AudienceRollup.add(1, state, because: "erased", to: campaign, on: database)
        try database.execute(
            sql: "UPDATE recipient SET email = ? WHERE campaign = ? AND email = (SELECT email FROM message WHERE id = ?3) AND message = ?3",
            arguments: [stand, campaign, message])
        try database.execute(
            sql: "UPDATE message SET email = ?2, fields = '[]', reply = NULL, reason = 'erased' WHERE id = ?1", arguments: [message, stand])
        try database.execute(sql: "UPDATE attempt SET reply = NULL, reason = NULL WHERE message = ?", arguments: [message])
        try database.execute(sql: "UPDATE event SET facts = NULL WHERE message = ?", arguments: [message])
    }

    private func eraseSuppressions(of email: EmailAddress, on database: Database) throws -> Int {
        let target = email.description
        let number = try Int.fetchOne(database, sql: "SELECT count(*) FROM suppression WHERE target = ?", arguments: [target]) ?? 0
        let logged = try Int.fetchOne(database, sql: "SELECT count(*) FROM suppressionLog WHERE target = ?", arguments: [target]) ?? 0
        guard number + logged > 0 else { return 0 }
        guard let digest else {
            throw LedgerError.invalid("the address is suppressed, and without the key of its hash it cannot be erased and stay suppressed")
        }
        let hash = digest.text(of: target)
        try database.execute(
            sql: "DELETE FROM suppression WHERE target = ?2 AND scope IN (SELECT scope FROM suppression WHERE target = ?1)",
            arguments: [target, hash])
        try database.execute(
            sql: "UPDATE suppression SET kind = 'digest', target = ?2, source = 'erased' WHERE target = ?1", arguments: [target, hash])
        try database.execute(sql: "UPDATE suppressionLog SET target = ?2, source = 'erased' WHERE target = ?1", arguments: [target, hash])
        return number
    }
}
