public import Campaigns
import GRDB
import MailFormat

extension LedgerFile {
    /// Records a new campaign, whose audience can then be enqueued.
    ///
    /// - Parameters:
    ///   - columns: names of the merge fields in the order of every row's fields.
    ///   - list: the list it goes to; a suppression limited to that list holds.
    ///   - frozen: a JSON object of the fixed inputs' hashes.
    /// - Throws: `invalid` where the name is taken or empty.
    public func addCampaign(
        name: String, kind: Campaign.Kind, columns: [String], uncertain: Campaign.UncertainPolicy = .hold, list: String = "",
        frozen: String = "{}"
    ) throws(LedgerError) -> CampaignRecord {
        let moment = now()
        return try write { database in
            guard !name.isEmpty, try Self.campaign(named: name, in: database) == nil else {
                throw LedgerError.invalid("the ledger has a campaign \"\(name)\" already; give the new one another name")
            }
            return try Self.insertCampaign(name, kind, columns, uncertain, list, frozen, at: moment, in: database)
        }
    }

    static func insertCampaign(
        _ name: String, _ kind: Campaign.Kind, _ columns: [String], _ uncertain: Campaign.UncertainPolicy, _ list: String,
        _ frozen: String, at moment: Timestamp, in database: Database
    ) throws -> CampaignRecord {
        try database.execute(
            sql: """
                INSERT INTO campaign (name, kind, state, uncertain, list, columns, frozen, createdAt) VALUES (?, ?, 'enqueuing', ?, ?, ?, ?, ?)
                """,
            arguments: [name, kind.rawValue, uncertain.rawValue, list, StringArrayJSON.text(of: columns), frozen, moment.milliseconds])
        return try campaign(database.lastInsertedRowID, in: database)
    }

    /// The campaign of a name, or nil.
    public func campaign(named name: String) throws(LedgerError) -> CampaignRecord? {
        try read { try Self.campaign(named: name, in: $0) }
    }

    /// The campaign of a number.
    ///
    /// - Throws: `noCampaign`.
    public func campaign(_ id: Int64) throws(LedgerError) -> CampaignRecord {
        try read { try Self.campaign(id, in: $0) }
    }

    /// All campaigns, oldest first.
    public func campaigns() throws(LedgerError) -> [CampaignRecord] {
        try read { try Row.fetchAll($0, sql: "SELECT * FROM campaign ORDER BY id").map(CampaignRecord.init) }
    }

    /// Campaigns that are being read, ready or running, oldest first: few, however many there have been.
    public func openCampaigns() throws(LedgerError) -> [CampaignRecord] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM campaign WHERE state = 'enqueuing' OR state = 'ready' OR state = 'running' ORDER BY id"
            ).map(CampaignRecord.init)
        }
    }

    /// The names of all campaigns there have been.
    public func campaignNames() throws(LedgerError) -> Set<String> {
        try read { try String.fetchSet($0, sql: "SELECT name FROM campaign") }
    }

    /// Where a campaign is in its life: one read of one row, cheap enough to ask every second.
    public func campaignState(_ id: Int64) throws(LedgerError) -> CampaignState {
        try read { try Self.campaign(id, in: $0).state }
    }

    /// Fixes the links of a campaign. Links that are there already keep their numbers.
    ///
    /// - Parameter context: what values in them depend on besides the row: a JSON object, as whoever follows them reads it; nil keeps what
    ///   there is.
    /// - Throws: `invalid` where a number is taken by another URL: mails that are out there point to it.
    public func setLinks(_ links: [CampaignLink], context: String? = nil, campaign id: Int64) throws(LedgerError) {
        try write { database in
            if let context {
                try database.execute(sql: "UPDATE campaign SET linkContext = ? WHERE id = ?", arguments: [context, id])
            }
            for link in links {
                try database.execute(
                    sql: "INSERT INTO link (campaign, position, url) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    arguments: [id, link.position, link.url])
                let stored = try String.fetchOne(
                    database, sql: "SELECT url FROM link WHERE campaign = ? AND position = ?", arguments: [id, link.position])
                guard stored == link.url else {
                    throw LedgerError.invalid(
                        "link \(link.position) of the campaign is \(stored ?? "?") already and cannot become \(link.url)")
                }
            }
        }
    }

    /// The links of a campaign by number.
    public func links(campaign id: Int64) throws(LedgerError) -> [CampaignLink] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT position, url FROM link WHERE campaign = ? ORDER BY position", arguments: [id])
                .map { CampaignLink(position: $0[0], url: $0[1]) }
        }
    }

    /// What values in the links of a campaign depend on besides the row, as ``setLinks(_:context:campaign:)`` was given it; nil where it was
    /// given nothing.
    public func linkContext(campaign id: Int64) throws(LedgerError) -> String? {
        try read { try String.fetchOne($0, sql: "SELECT linkContext FROM campaign WHERE id = ?", arguments: [id]) }
    }

    /// The number of a relay by its name in `mailshot.toml`, given once and kept.
    public func relay(named name: String) throws(LedgerError) -> Int64 {
        try write { database in
            try database.execute(sql: "INSERT INTO relay (name) VALUES (?) ON CONFLICT DO NOTHING", arguments: [name])
            return try Int64.fetchOne(database, sql: "SELECT id FROM relay WHERE name = ?", arguments: [name]) ?? 0
        }
    }

    /// How many messages are in each state: the kept counts, not a recount.
    public func counts(campaign id: Int64) throws(LedgerError) -> StateCounts {
        try read { try Tally.counts(of: id, in: $0) }
    }
}

extension LedgerFile {
    static func campaign(_ id: Int64, in database: Database) throws -> CampaignRecord {
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM campaign WHERE id = ?", arguments: [id]) else {
            throw LedgerError.noCampaign("#\(id)")
        }
        return CampaignRecord(row)
    }

    static func campaign(named name: String, in database: Database) throws -> CampaignRecord? {
        try Row.fetchOne(database, sql: "SELECT * FROM campaign WHERE name = ?", arguments: [name]).map(CampaignRecord.init)
    }
}

extension CampaignState {
    /// The state of a campaign inside a transaction of the writer.
    init(of campaign: Int64, on database: Database) throws {
        let statement = try HotStatement("SELECT state FROM campaign WHERE id = ?1", on: database)
        statement.bind(1, campaign)
        guard let state = try statement.first({ CampaignState(rawValue: $0.text(0)) }) ?? nil else {
            throw LedgerError.noCampaign("#\(campaign)")
        }
        self = state
    }
}

extension CampaignRecord {
    /// The CHECK constraints guarantee that every stored name of a case is one.
    init(_ row: Row) {
        self.init(
            id: row["id"], name: row["name"],
            kind: Campaign.Kind(rawValue: row["kind"]) ?? .marketing,
            state: CampaignState(rawValue: row["state"]) ?? .paused,
            uncertain: Campaign.UncertainPolicy(rawValue: row["uncertain"]) ?? .hold, list: row["list"],
            columns: StringArrayJSON.parse(row["columns"]) ?? [], frozen: row["frozen"],
            createdAt: Timestamp(milliseconds: row["createdAt"]),
            sealedAt: (row["sealedAt"] as Int64?).map(Timestamp.init), startedAt: (row["startedAt"] as Int64?).map(Timestamp.init),
            finishedAt: (row["finishedAt"] as Int64?).map(Timestamp.init),
            revisedAt: (row["revisedAt"] as Int64?).map(Timestamp.init), pauseCause: row["pauseCause"])
    }
}
