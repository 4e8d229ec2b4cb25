import DKIM
import Deliverability
import Foundation
import Ledger
import MailFormat

/// What `doctor` looks at on this machine: keys, their age and rights, the ledger, the clock.
struct FileDoctor {
    let project: Project
    let now: Timestamp

    /// A signing key is changed after so long (M3AAWG DKIM Key Rotation Best Common Practices, 2019: every six months).
    static let keyLifetime: Duration = .seconds(182 * 86400)

    func findings() throws -> [DoctorFinding] {
        var found: [DoctorFinding] = []
        for key in try project.dkimKeys() { found.append(signingKey(key.path, name: "\(key.selector)._domainkey.\(key.domain)")) }
        found += handleKey()
        found += try ledger()
        return found
    }

    private func signingKey(_ path: String, name: String) -> DoctorFinding {
        do {
            _ = try PrivateKey(contentsOf: path)
        } catch {
            return DoctorFinding("keys", name, .error, "\(error)")
        }
        guard let age = age(of: path), age > Self.keyLifetime else { return DoctorFinding("keys", name, .ok, "can be used") }
        return DoctorFinding(
            "keys", name, .note,
            "the key is \(Int(age / .seconds(86400))) days old: make a new one under another selector, and publish it first",
            required: "M3AAWG DKIM Key Rotation Best Common Practices: every six months", paste: "mailshot dkim generate")
    }

    private func handleKey() -> [DoctorFinding] {
        let path = project.folder.handleKey
        guard let rights = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int else { return [] }
        guard rights & 0o077 == 0 else {
            return [
                DoctorFinding(
                    "files", "keys/handle.key", .error, "others can read the key of all handles: they could unsubscribe anybody",
                    paste: "chmod 600 keys/handle.key")
            ]
        }
        return [DoctorFinding("files", "keys/handle.key", .ok, "only its owner can read it")]
    }

    private func ledger() throws -> [DoctorFinding] {
        guard let ledger = try project.existingLedger() else { return [] }
        let summary = try ledger.summary()
        var found: [DoctorFinding] = []
        let rights = (try? FileManager.default.attributesOfItem(atPath: project.folder.ledger)[.posixPermissions] as? Int) ?? 0
        found.append(
            rights & 0o007 == 0
                ? DoctorFinding("files", "ledger", .ok, "no stranger can read it")
                : DoctorFinding(
                    "files", "ledger", .warning, "everybody on this machine can read it, addresses and all",
                    paste: "chmod o-rwx \(summary.path)"))
        found.append(DoctorFinding("ledger", "SQLite", .ok, "SQLite \(summary.sqlite), format \(summary.format)"))
        if let last = summary.campaigns.map(\.createdAt).max(), last > now {
            found.append(
                DoctorFinding(
                    "ledger", "clock", .warning,
                    "the clock stands before the ledger's last campaign: Date fields will be wrong, and Yahoo refuses those",
                    required: "Yahoo: Date out of range", paste: "timedatectl set-ntp true"))
        }
        return found
    }

    private func age(of path: String) -> Duration? {
        guard let date = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date else { return nil }
        return .seconds(Double(now.milliseconds) / 1000 - date.timeIntervalSince1970)
    }
}
