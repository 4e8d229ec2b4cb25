import GRDB

/// Finds who is in an audience twice, and writes down who is in it.
///
/// SQLite sorts the addresses (in files where memory is short), so equal ones meet, the earliest row first, and the recipients are
/// appended in the order of their key.
struct AudienceSeal {
    private let campaign: Int64
    private let database: Database
    /// Rows to leave out, and the row that stays for each: sixteen bytes a duplicate.
    private var duplicates: [(row: Int64, first: Int64)] = []
    /// Messages by domain that are not in the counts yet.
    private var domains: [String: Int] = [:]
    private static let mostDomains = 4096

    init(campaign: Int64, on database: Database) {
        self.campaign = campaign
        self.database = database
    }

    mutating func writeRecipients() throws {
        let sorted = try HotStatement(
            "SELECT email, id FROM message WHERE \(Schema.walk) ORDER BY email COLLATE NOCASE, id", on: database)
        let insertion = try HotStatement(
            """
            INSERT INTO recipient (campaign, email, message) SELECT ?1, ?2, ?3
            WHERE NOT EXISTS (SELECT 1 FROM recipient WHERE campaign = ?1 AND email = ?2)
            """, on: database)
        sorted.bind(1, campaign)
        insertion.bind(1, campaign)
        var first: Int64 = 0
        try sorted.forEach { row in
            let id = row.int(1)
            let isNew = try row.withText(0) { email in
                insertion.bind(2, inPlace: email)
                insertion.bind(3, id)
                guard try insertion.run() == 1 else { return false }
                try count(email)
                return true
            }
            if isNew { first = id } else { duplicates.append((id, first)) }
        }
        insertion.bind(2, nil as String?)
        try AudienceRollup.add(domains, to: campaign, on: database)
        try AudienceRollup.chooseLarge(of: campaign, on: database)
    }

    private mutating func count(_ email: UnsafeBufferPointer<UInt8>) throws {
        let start = email.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? 0
        domains[String(decoding: email[start...], as: UTF8.self), default: 0] += 1
        guard domains.count >= Self.mostDomains else { return }
        try AudienceRollup.add(domains, to: campaign, on: database)
        domains.removeAll(keepingCapacity: true)
    }

    /// Tells each duplicate in the order of the file, deletes it, and takes it out of the counts.
    mutating func removeDuplicates(_ tell: (DuplicateRow) throws -> Void) throws {
        let look = try HotStatement("SELECT line, email, state, reason FROM message WHERE id = ?1", on: database)
        let deletion = try HotStatement("DELETE FROM message WHERE id = ?1", on: database)
        var difference = StateCounts()
        duplicates.sort { $0.row < $1.row }
        for duplicate in duplicates {
            look.bind(1, duplicate.first)
            let firstLine = try look.first { Int($0.int(0)) } ?? 0
            look.bind(1, duplicate.row)
            try look.first { row in
                try tell(DuplicateRow(line: Int(row.int(0)), firstLine: firstLine, email: row.text(1)))
                guard let state = MessageState(rawValue: row.text(2)) else { return }
                difference.move(from: state, to: nil)
                try AudienceRollup.add(-1, state, because: row.optionalText(3), to: campaign, on: database)
            }
            deletion.bind(1, duplicate.row)
            try deletion.run()
        }
        try Tally.add(difference, to: campaign, in: database)
    }
}
