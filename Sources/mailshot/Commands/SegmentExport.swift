import Campaigns
import Ledger
import MailFormat

/// Writes the members of a segment as a list, row by row.
struct SegmentExport {
    let output: String
    let guardsFormulas: Bool
    /// Whether somebody with such a suppression, or none, stays.
    let keeps: (String?) -> Bool
    private(set) var members = 0
    private(set) var suppressed = 0

    init(output: String, guardsFormulas: Bool, keeps: @escaping (String?) -> Bool) {
        self.output = output
        self.guardsFormulas = guardsFormulas
        self.keeps = keeps
    }

    /// `lists/warm.csv: 2,981 people; 96 suppressed left out`
    var summary: String {
        "\(output == "-" ? "standard output" : output): \(NumberText.grouped(members)) \(members == 1 ? "person" : "people")"
            + (suppressed > 0 ? "; \(NumberText.grouped(suppressed)) suppressed left out" : "")
    }

    /// The rows of a campaign, with its columns.
    mutating func write(_ segment: Segment, from campaign: CampaignRecord, scope: String, of ledger: LedgerFile) throws {
        let file = try CSVFile(path: output, isPrivate: true, guardsFormulas: guardsFormulas)
        // A campaign whose messages come one by one may have no column for the address.
        var hasAddress: Bool?
        try ledger.forEachMember(of: segment, in: campaign.id, scope: scope) { member in
            guard member.fields.count == campaign.columns.count else {
                throw Failure(
                    .badData,
                    "campaign \"\(campaign.name)\" was pruned, its merge fields are gone; choose among the rows of a file: --list FILE")
            }
            guard keeps(member.suppressed) else {
                suppressed += 1
                return true
            }
            let isWhole = hasAddress ?? member.fields.contains { $0.lowercased() == member.email.lowercased() }
            if hasAddress == nil { try file.write(isWhole ? campaign.columns : ["email"] + campaign.columns) }
            hasAddress = isWhole
            try file.write(isWhole ? member.fields : [member.email] + member.fields)
            members += 1
            return true
        }
        if hasAddress == nil { try file.write(campaign.columns.isEmpty ? ["email"] : campaign.columns) }
        try file.close()
    }

    /// The rows of a file that are in the segment, each address once.
    mutating func write(_ segment: Segment, among list: String, scope: String, of ledger: LedgerFile) throws {
        guard output == "-" || !NewFile.same(output, list) else {
            throw Failure(.cannotCreate, "\(output): this is the list itself; write to another file")
        }
        var reader = try RecipientReader(source: try FileSource(path: list), file: list)
        let file = try CSVFile(path: output, isPrivate: true, guardsFormulas: guardsFormulas)
        try file.write(reader.columns)
        var seen = Deduplicator()
        var page: [(email: EmailAddress, fields: [String])] = []
        func flush() throws {
            let emails = page.map(\.email)
            let reasons = try ledger.suppressionReasons(against: emails, scope: scope)
            for (index, isMember) in try ledger.members(of: segment, among: emails).enumerated() where isMember {
                guard keeps(reasons[index]) else {
                    suppressed += 1
                    continue
                }
                try file.write(page[index].fields)
                members += 1
            }
            page.removeAll(keepingCapacity: true)
        }
        while let row = try reader.next() {
            guard case .good(let line, let email, let fields) = row, seen.firstLine(of: email, on: line) == nil else { continue }
            page.append((email, fields))
            if page.count == 1000 { try flush() }
        }
        try flush()
        try file.close()
    }
}
