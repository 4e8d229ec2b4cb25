import Campaigns
import Ledger
import MailFormat

/// Why an address is not in the audience of a campaign: read off the campaign's list as it is now.
enum ListSearch {
    /// One clause for a person.
    static func reason(against email: EmailAddress, campaign record: CampaignRecord, in project: Project) -> String {
        guard let campaign = try? CampaignFile.load(record.name, from: project).campaign else {
            return "the campaign's file is gone, so its list cannot be asked"
        }
        guard campaign.recipients != "-" else { return "its list came from standard input" }
        do {
            return try found(email, in: campaign, of: project) ?? "\(campaign.recipients) has no row with this address"
        } catch {
            return "its list cannot be read (\(error))"
        }
    }

    /// What the list says of the address; nil where no row has it.
    private static func found(_ email: EmailAddress, in campaign: Campaign, of project: Project) throws -> String? {
        let file = campaign.recipients
        var reader = try RecipientReader(source: try FileSource(path: project.folder.resolve(file)), file: file)
        let selection = try campaign.selection.map { try Selection($0, columns: reader.columns) }
        let (key, wanted) = (email.uniquenessKey, email.description.lowercased())
        while let row = try reader.next() {
            switch row {
            case .good(let line, let address, let fields) where address.uniquenessKey == key:
                if let selection, try !selection.selects(fields) {
                    return
                        "row \(NumberText.grouped(line)) of \(file) has it, and the campaign's 'where' leaves that row out: \(selection.expression)"
                }
                return "row \(NumberText.grouped(line)) of \(file) has it now, and had not when the campaign was first sent"
            case .bad(let diagnostic, let original) where original.contains(where: { $0.lowercased().contains(wanted) }):
                return "its row cannot be used: \(diagnostic.description)"
            default: continue
            }
        }
        return nil
    }

    /// Whether any cell of a list has the address.
    static func mentions(_ email: EmailAddress, in file: String, of project: Project) throws -> Bool {
        let wanted = email.description.lowercased()
        var reader = try RecipientReader(source: try FileSource(path: project.folder.resolve(file)), file: file)
        while let row = try reader.next() {
            switch row {
            case .good(_, let address, let fields):
                if address.uniquenessKey == email.uniquenessKey || fields.contains(where: { $0.lowercased().contains(wanted) }) {
                    return true
                }
            case .bad(_, let original): if original.contains(where: { $0.lowercased().contains(wanted) }) { return true }
            case .note: continue
            }
        }
        return false
    }
}
