import GRDB
import MailFormat

extension LedgerFile {
    /// Stops a campaign until resumed. A live run sees it at its next mark or lease; messages it holds go back to queued.
    ///
    /// - Parameter cause: why, one sentence, where it is not a person who pauses it.
    /// - Throws: `campaignState` where it is not ready or running. Pausing a paused campaign changes nothing.
    public func pause(campaign id: Int64, because cause: String? = nil) throws(LedgerError) {
        try write { database in
            let record = try Self.campaign(id, in: database)
            switch record.state {
            case .paused: return
            case .ready, .running:
                try database.execute(sql: "UPDATE campaign SET state = 'paused', pauseCause = ? WHERE id = ?", arguments: [cause, id])
            case .enqueuing, .cancelled, .finished:
                throw LedgerError.campaignState(
                    campaign: record.name, state: record.state, wanted: "only a campaign that can be sent can be paused")
            }
        }
    }

    /// Lets a paused campaign go on.
    ///
    /// - Parameter isAcknowledged: of a campaign that its guard paused, whether somebody knows why; its guard then counts anew.
    /// - Throws: `unacknowledged`, and `campaignState` where it is cancelled, finished or not sealed. Resuming one that is not paused changes nothing.
    public func resume(campaign id: Int64, isAcknowledged: Bool = false) throws(LedgerError) {
        let target = "CASE WHEN startedAt IS NULL THEN 'ready' ELSE 'running' END"
        let moment = now().milliseconds
        try write { database in
            let record = try Self.campaign(id, in: database)
            switch record.state {
            case .ready, .running: return
            case .paused:
                if let cause = record.pauseCause {
                    guard isAcknowledged else { throw LedgerError.unacknowledged(campaign: record.name, cause: cause) }
                    try GuardCounts(of: id, on: database).acknowledge(id, at: moment, on: database)
                }
                try database.execute(sql: "UPDATE campaign SET state = \(target), pauseCause = NULL WHERE id = ?", arguments: [id])
            case .enqueuing, .cancelled, .finished:
                throw LedgerError.campaignState(campaign: record.name, state: record.state, wanted: "only a paused campaign can be resumed")
            }
        }
    }

    /// Stops a campaign for good: queued and deferred messages become cancelled at once, those a live run holds as it gives them back,
    /// those a dead run held at once.
    /// What was marked or settled stays; doubts stay to be decided.
    ///
    /// - Returns: how many messages were cancelled now.
    /// - Throws: `campaignState` where it is finished. Cancelling twice changes nothing.
    @discardableResult
    public func cancel(campaign id: Int64) throws(LedgerError) -> Int {
        let moment = now().milliseconds
        return try write { database in
            let record = try Self.campaign(id, in: database)
            guard record.state != .finished else {
                throw LedgerError.campaignState(campaign: record.name, state: .finished, wanted: "nothing is left to cancel")
            }
            try database.execute(
                sql: "UPDATE campaign SET state = 'cancelled', pauseCause = NULL, finishedAt = coalesce(finishedAt, ?) WHERE id = ?",
                arguments: [moment, id])
            var difference = StateCounts()
            for state in [MessageState.queued, .deferred] {
                try database.execute(
                    sql:
                        "UPDATE message SET state = 'cancelled', notBefore = NULL, hold = NULL, at = ?3 WHERE \(Schema.walk) AND state = ?2",
                    arguments: [id, state.rawValue, moment])
                difference.move(from: state, to: .cancelled, database.changesCount)
            }
            try Tally.add(difference, to: id, in: database)
            guard let claim = try lock.claim(id) else { return difference[.cancelled] }
            defer { claim.release() }
            return difference[.cancelled] + (try CampaignRun.Recovery.fromDeadRun(id, at: moment, on: database).requeued)
        }
    }
}
