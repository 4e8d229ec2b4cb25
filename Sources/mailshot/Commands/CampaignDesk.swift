import Campaigns
import DKIM
import Foundation
import Ledger
import MailFormat
import SMTP
import Sending

/// A campaign with everything its commands need: file, template, tokens, list.
struct CampaignDesk: Sendable {
    let project: Project
    private(set) var campaign: Campaign
    let retry: RetrySchedule
    /// Which relays it may use, and its own pace.
    let route: CampaignRoute
    /// What follows from refusals and bounces, and when the campaign stops by itself.
    let policy: BouncePolicy
    private(set) var template: MessageTemplate

    /// Loads the campaign file and its template.
    init(_ name: String, in project: Project) throws {
        self.project = project
        let (campaign, retry, route, guarding) = try CampaignFile.load(name, from: project)
        self.campaign = campaign
        self.route = route
        policy = project.bounces.guarded(by: guarding)
        self.retry = retry.map { RetrySchedule($0, over: project.retry) } ?? project.retry
        template = try MessageTemplate.load(for: campaign, project: project.folder.path)
    }

    /// The same campaign with a subject that says it is a test.
    func marked() throws -> CampaignDesk {
        var copy = self
        copy.campaign.subject = "[Test] " + campaign.subject
        copy.campaign.translations = campaign.translations.mapValues { translation in
            Translation(subject: translation.subject.map { "[Test] " + $0 }, preheader: translation.preheader)
        }
        copy.template = try MessageTemplate.load(for: copy.campaign, project: project.folder.path)
        return copy
    }

    /// The file of the campaign, as diagnostics name it.
    var file: String { CampaignFile.path(of: campaign.name) }

    /// Opens the list.
    func openList() throws -> RecipientReader {
        let path = campaign.recipients == "-" ? "-" : project.folder.resolve(campaign.recipients)
        return try RecipientReader(
            source: try FileSource(path: path), file: campaign.recipients == "-" ? "standard input" : campaign.recipients)
    }

    /// What is wrong with template and campaign whatever the rows hold.
    func problems(columns: [String]) -> [Diagnostic] {
        template.problems(columns: columns, sender: project.sender, tracking: project.tracking)
    }

    /// Stops a command that would send while there are errors in template or campaign.
    func requireSound(columns: [String]) throws {
        let errors = problems(columns: columns).filter { $0.severity == .error }
        guard errors.isEmpty else {
            throw Failure(
                .badData,
                errors.map(\.description).joined(separator: "\n") + "\nNothing was sent; see them all: mailshot check \(campaign.name)")
        }
    }

    /// Makes the messages of a campaign that is about to be sent: its links are frozen in the ledger.
    func composer(of record: CampaignRecord, in ledger: LedgerFile, keyring: HandleKeyring) throws -> Composer {
        let frozen = try ledger.links(campaign: record.id).map { LinkTable.Link(index: $0.position, url: $0.url) }
        let composer = try composer(campaignID: record.id, columns: record.columns, keyring: keyring, frozen: frozen)
        let context = LinkContext(campaign, sender: project.sender, tracking: project.tracking)
        try ledger.setLinks(
            composer.links.links.map { CampaignLink(position: $0.index, url: $0.url) },
            context: String(decoding: try JSONEncoder().encode(context), as: UTF8.self), campaign: record.id)
        return composer
    }

    /// Makes the messages of a campaign the ledger knows (or, for a preview, of number 0).
    func composer(
        campaignID: Int64, columns: [String], keyring: HandleKeyring, frozen: [LinkTable.Link] = []
    ) throws -> Composer {
        try Composer(
            campaign: campaign, sender: project.sender, tracking: project.tracking, template: template, keyring: keyring,
            campaignID: campaignID, columns: columns, project: project.folder.path, frozen: frozen)
    }

    /// The hashes of all inputs: campaign file, template, attachments, list, and what of the configuration is in messages.
    func frozen() throws -> FrozenInputs {
        try FrozenInputs.collect(
            campaign: campaign, template: template, sender: project.sender, tracking: project.tracking, project: project.folder.path)
    }

    /// What signs the messages; nil where no `[[dkim]]` is configured.
    func signer() throws -> DKIMSigner? {
        let keys = try project.dkimKeys()
        guard !keys.isEmpty else { return nil }
        return try DKIMSigner(
            keys.map { key in try SigningIdentity(domain: key.domain, selector: key.selector, key: try PrivateKey(contentsOf: key.path)) })
    }
}
