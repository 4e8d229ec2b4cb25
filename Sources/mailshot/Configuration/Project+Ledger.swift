import Campaigns
import Foundation
import Ledger

extension Project {
    /// Opens the ledger.
    ///
    /// - Parameter create: whether a missing one is made.
    func openLedger(create: Bool = false) throws -> LedgerFile {
        try LedgerFile(path: folder.ledger, create: create, now: WallClock.now, digest: try addressDigest())
    }

    /// The keyed hash by which erased addresses stay suppressed; nil where there is no key yet, and so nobody was erased.
    func addressDigest() throws -> AddressDigest? {
        guard FileManager.default.fileExists(atPath: folder.handleKey) else { return nil }
        let keyring = try HandleKeyring(file: folder.handleKey)
        return AddressDigest { keyring.digest(ofAddress: $0) }
    }

    /// The ledger where there is one: looking makes none.
    func existingLedger() throws -> LedgerFile? {
        FileManager.default.fileExists(atPath: folder.ledger) ? try openLedger() : nil
    }

    /// The ledger, and what it knows of a campaign.
    func ledger(knowing name: String) throws -> (ledger: LedgerFile, campaign: CampaignRecord) {
        let ledger = try openLedger()
        // Of a campaign that comes again, the last occurrence.
        let latest = { try ledger.campaigns().last { $0.name.hasPrefix(name + "@") } }
        guard let record = try ledger.campaign(named: name) ?? latest() else {
            let nearest = Spelling.nearest(to: name, in: try ledger.campaigns().map(\.name))
            let hint = nearest.map { "did you mean \($0)?" } ?? "it was never sent; send it with: mailshot send \(name)"
            throw Failure(.noInput, "the ledger knows no campaign \"\(name)\"; \(hint)")
        }
        return (ledger, record)
    }

    /// What follows from refusals and bounces of a campaign, with its own guard where it can be read.
    func policy(of campaign: String) -> BouncePolicy {
        (try? CampaignFile.load(campaign, from: self)).map { bounces.guarded(by: $0.guarding) } ?? bounces
    }

    /// The key of all handles; made at first use where it is missing.
    func keyring() throws -> HandleKeyring {
        if FileManager.default.fileExists(atPath: folder.handleKey) {
            return try HandleKeyring(file: folder.handleKey)
        }
        try FileManager.default.createDirectory(
            atPath: folder.path + "/keys", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        do {
            return try HandleKeyring.make(file: folder.handleKey)
        } catch {
            guard FileManager.default.fileExists(atPath: folder.handleKey) else { throw error }
            // Another process was faster.
            return try HandleKeyring(file: folder.handleKey)
        }
    }
}

extension BouncePolicy {
    /// The same with another guard.
    func guarded(by guarding: GuardPolicy) -> BouncePolicy {
        var policy = self
        policy.guarding = guarding
        return policy
    }
}
