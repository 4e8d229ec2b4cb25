import Campaigns
import Foundation
import Ledger
import MailFormat
import Synchronization

/// A ledger in a folder of its own, with a clock that stands still until told; the folder goes when the value does.
final class ScratchLedger: Sendable {
    let folder: ScratchFolder
    let clock = ManualClock()
    let ledger: LedgerFile

    init(in folder: ScratchFolder = ScratchFolder()) throws {
        self.folder = folder
        ledger = try LedgerFile(path: folder.path("ledger.db"), create: true, now: clock.now)
    }

    /// A second handle on the same file, as another process has it.
    func reopened() throws -> LedgerFile { try LedgerFile(path: folder.path("ledger.db"), now: clock.now) }

    /// A campaign whose audience is `recipients` addresses `user1@example.org`…, sealed.
    func campaign(_ name: String = "autumn", recipients: Int) throws -> CampaignRecord {
        try campaign(name, emails: (1...max(1, recipients)).prefix(recipients).map { "user\($0)@example.org" })
    }

    /// A campaign with these addresses, on lines 2, 3 …, sealed.
    func campaign(_ name: String = "autumn", emails: [String]) throws -> CampaignRecord {
        let record = try ledger.addCampaign(name: name, kind: .marketing, columns: ["email", "name"])
        let enqueue = try ledger.enqueue(campaign: record.id)
        _ = try enqueue.add(try rows(emails))
        _ = try enqueue.seal()
        return try ledger.campaign(record.id)
    }
}

/// Rows on lines 2, 3 … with the fields email and name.
func rows(_ emails: [String]) throws -> [NewMessage] {
    try emails.enumerated().map {
        try NewMessage(line: $0.offset + 2, email: EmailAddress($0.element), fields: [$0.element, "Name \($0.offset)"])
    }
}

/// A folder under the system's temporary one that removes itself.
final class ScratchFolder: Sendable {
    let root: String

    init() {
        var template = Array((NSTemporaryDirectory() + "/mailshot-ledger-XXXXXX").utf8CString)
        root = mkdtemp(&template).map { String(cString: $0) } ?? NSTemporaryDirectory()
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func path(_ name: String) -> String { root + "/" + name }
}

/// A clock that a test moves.
final class ManualClock: Sendable {
    private let moment = Mutex(Timestamp(milliseconds: 1_795_000_000_000))

    var now: @Sendable () -> Timestamp {
        { self.moment.withLock(\.self) }
    }

    var time: Timestamp { moment.withLock(\.self) }

    func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
}
