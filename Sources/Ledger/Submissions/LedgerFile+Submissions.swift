import Campaigns
import GRDB
import MailFormat

extension LedgerFile {
    /// Queues one message, in one durable transaction; the campaign's next run sends it, or the one that runs now.
    ///
    /// The campaign is made by its first submission, of the kind `transactional`, and counts as started from then on: its inputs are fixed.
    /// One that was finished is ready again. Whoever is suppressed gets a message of the state `suppressed`, as in a list.
    ///
    /// - Throws: `invalid` where there are not as many fields as columns, or where the campaign is still being enqueued.
    public func submit(_ submission: Submission, to campaign: SubmissionCampaign) throws(LedgerError) -> SubmissionResult {
        let moment = now()
        return try write { database in
            if let known = try Self.submission(submission.key, in: database) {
                return known.digest == submission.digest
                    ? .taken(message: known.message, campaign: known.campaign, isNew: false) : .conflict
            }
            let record = try Self.open(campaign, at: moment, in: database)
            guard record.state != .cancelled else { return .cancelled }
            guard record.frozen == campaign.frozen else { return .changed }
            guard record.columns.count == submission.fields.count else {
                throw LedgerError.invalid(
                    "the campaign \"\(record.name)\" has \(record.columns.count) columns, and \(submission.fields.count) values were given")
            }
            let message = try insert(submission, of: record, at: moment, in: database)
            return .taken(message: message, campaign: record.id, isNew: true)
        }
    }

    private static func submission(_ key: String, in database: Database) throws -> (message: Int64, campaign: Int64, digest: String)? {
        let statement = try HotStatement(
            "SELECT message, campaign, digest FROM submission JOIN message ON message.id = submission.message WHERE key = ?1", on: database)
        statement.bind(1, key)
        return try statement.first { ($0.int(0), $0.int(1), $0.text(2)) }
    }

    /// The campaign, made where it is new, ready to be sent where nothing was left of it.
    private static func open(_ wanted: SubmissionCampaign, at moment: Timestamp, in database: Database) throws -> CampaignRecord {
        guard let record = try campaign(named: wanted.name, in: database) else {
            let new = try insertCampaign(
                wanted.name, .transactional, wanted.columns, wanted.uncertain, wanted.list, wanted.frozen, at: moment, in: database)
            try database.execute(
                sql: "UPDATE campaign SET state = 'ready', sealedAt = ?2, startedAt = ?2 WHERE id = ?1",
                arguments: [new.id, moment.milliseconds])
            return try campaign(new.id, in: database)
        }
        guard record.state != .enqueuing else {
            throw LedgerError.invalid("the audience of campaign \"\(record.name)\" is being written at this moment; try again in a minute")
        }
        if record.state == .finished {
            try database.execute(sql: "UPDATE campaign SET state = 'ready', finishedAt = NULL WHERE id = ?", arguments: [record.id])
        }
        return record
    }

    private func insert(
        _ submission: Submission, of campaign: CampaignRecord, at moment: Timestamp, in database: Database
    ) throws -> Int64 {
        var batch = try EnqueueBatch(
            campaign: campaign.id, columns: campaign.columns.count, scope: campaign.list, timetable: nil, at: moment.milliseconds,
            digest: digest,
            on: database)
        try batch.insert(NewMessage(line: 0, email: submission.email, fields: submission.fields))
        let message = database.lastInsertedRowID
        _ = try batch.finish(on: database)
        try AudienceRollup.add([submission.email.domain: 1], to: campaign.id, on: database)
        try AudienceRollup.chooseLarge(of: campaign.id, on: database)
        try database.execute(
            sql: "INSERT INTO recipient (campaign, email, message) VALUES (?, ?, ?)",
            arguments: [campaign.id, submission.email.description, message])
        try database.execute(
            sql:
                "UPDATE campaign SET firstMessage = coalesce(firstMessage, ?2), lastMessage = ?2, startedAt = coalesce(startedAt, ?3) WHERE id = ?1",
            arguments: [campaign.id, message, moment.milliseconds])
        try database.execute(
            sql: "INSERT INTO submission (key, digest, message) VALUES (?, ?, ?)",
            arguments: [submission.key, submission.digest, message])
        return message
    }
}
