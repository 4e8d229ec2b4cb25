import Campaigns
import Ledger
import MailFormat
import MailshotTestSupport

/// A campaign that a relay took, and what happened to it afterwards.
struct SentCampaign {
    let ledger: LedgerFile
    let clock: ManualClock
    let record: CampaignRecord
    /// The keys of its messages, in the order of the list.
    let keys: [Int64]

    /// Sends to addresses at the clock's moment; those that begin with `no` are refused.
    static func with(
        _ emails: [String], name: String = "autumn", links: [String] = [], at start: Timestamp? = nil,
        _ body: (SentCampaign) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            let clock = start.map { ManualClock($0) } ?? ManualClock()
            let ledger = try LedgerFile(path: folder + "/ledger.db", create: true, now: clock.now)
            let record = try ledger.addCampaign(name: name, kind: .marketing, columns: ["email"])
            try ledger.setLinks(links.enumerated().map { CampaignLink(position: $0, url: $1) }, campaign: record.id)
            let enqueue = try ledger.enqueue(campaign: record.id)
            _ = try enqueue.add(try emails.enumerated().map { NewMessage(line: $0 + 2, email: try EmailAddress($1), fields: [$1]) })
            _ = try enqueue.seal()
            let run = try ledger.startRun(campaign: record.id)
            let relay = try ledger.relay(named: "relay")
            let writer = LedgerWriter(run: run) { _ in }
            var keys: [Int64] = []
            for message in try run.lease(limit: emails.count) {
                let isRefused = emails[keys.count].hasPrefix("no")
                keys.append(message.key)
                writer.submit(LedgerOperation(mark: Mark(key: message.key, relay: relay, at: clock.now())))
                writer.submit(
                    LedgerOperation(outcomes: [
                        Settlement(key: message.key, isRefused ? .refused : .accepted, relay: relay, at: clock.now())
                    ]))
            }
            await writer.drain()
            try run.end()
            try await body(SentCampaign(ledger: ledger, clock: clock, record: try ledger.campaign(record.id), keys: keys))
            try ledger.close()
        }
    }

    /// Records that something happened to the nth message of the list, now.
    func happens(_ kind: Event.Kind, to index: Int, machine: Bool = false, link: Int? = nil, detail: String = "") throws {
        try ledger.record([Event(message: keys[index], kind: kind, detail: detail, machine: machine, link: link, at: clock.now())])
    }
}
