import GRDB

/// Whether a campaign's counts are what its messages say.
public struct Audit: Hashable, Sendable {
    /// The campaign's number.
    public var campaign: Int64
    /// The campaign's name.
    public var name: String
    /// The counts kept in every transaction.
    public var kept: StateCounts
    /// The counts of the messages themselves.
    public var counted: StateCounts
    /// Messages that break a rule no constraint can hold, one sentence each.
    public var findings: [String]

    /// Whether planned = accepted + refused + … and nothing else was found.
    public var holds: Bool { kept == counted && findings.isEmpty }
}

/// The health of the whole file.
public struct LedgerCheck: Hashable, Sendable {
    /// `ok`, or what SQLite's own check found.
    public var integrity: String
    /// Rows that point to rows which are not there.
    public var brokenReferences: Int
    /// The audit of each campaign.
    public var audits: [Audit]

    /// Whether nothing was found.
    public var isOK: Bool { integrity == "ok" && brokenReferences == 0 && audits.allSatisfy(\.holds) }
}

extension LedgerFile {
    /// Recounts a campaign and compares; reads all its messages.
    ///
    /// - Throws: `noCampaign`.
    public func audit(campaign id: Int64) throws(LedgerError) -> Audit {
        try read { try Self.audit(try Self.campaign(id, in: $0), in: $0) }
    }

    /// Checks everything there is: SQLite's pages, indexes and constraints, references, and every campaign's audit.
    public func check() throws(LedgerError) -> LedgerCheck {
        try read { database in
            let lines = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
            let broken = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
            let campaigns = try Row.fetchAll(database, sql: "SELECT * FROM campaign ORDER BY id").map(CampaignRecord.init)
            return LedgerCheck(
                integrity: lines.joined(separator: "; "), brokenReferences: broken.count,
                audits: try campaigns.map { try Self.audit($0, in: database) })
        }
    }

    static func audit(_ campaign: CampaignRecord, in database: Database) throws -> Audit {
        var findings: [String] = []
        func look(_ condition: String, _ finding: String) throws {
            let number = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM message WHERE \(Schema.walk) AND (\(condition))", arguments: [campaign.id])
            if let number, number > 0 { findings.append("\(number) \(finding)") }
        }
        try look("state = 'accepted' AND attempts = 0", "accepted without an attempt")
        try look("state IN ('transmitting', 'uncertain') AND relay IS NULL", "handed over to no relay")
        if campaign.sealedAt != nil {
            try look(
                """
                NOT EXISTS (SELECT 1 FROM recipient
                    WHERE recipient.campaign = message.campaign AND recipient.email = message.email AND recipient.message = message.id)
                """, "not among the recipients of the sealed audience")
        }
        return Audit(
            campaign: campaign.id, name: campaign.name, kept: try Tally.counts(of: campaign.id, in: database),
            counted: try Tally.recount(of: campaign.id, in: database), findings: findings)
    }
}
