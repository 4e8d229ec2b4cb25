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
    /// When it is sent; nil for whenever somebody does.
    let schedule: Schedule?
    /// Which time of it this is; nil where its file names no moment.
    let occurrence: Occurrence?
    /// Which relays it may use, and its own pace.
    let route: CampaignRoute
    /// What follows from refusals and bounces, and when the campaign stops by itself.
    let policy: BouncePolicy
    private(set) var template: MessageTemplate

    /// Loads the campaign file and its template.
    ///
    /// - Parameters:
    ///   - name: the campaign, or an occurrence: `newsletter@2026-12-07`. Of a campaign that comes again it is the occurrence that began last,
    ///     or the first one.
    ///   - moment: now.
    init(_ name: String, in project: Project, at moment: Timestamp = WallClock.now()) throws {
        self.project = project
        let loaded = try CampaignFile.load(name, from: project)
        campaign = loaded.campaign
        route = loaded.route
        schedule = loaded.schedule
        policy = project.bounces.guarded(by: loaded.guarding)
        occurrence = try loaded.occurrence(of: name, at: moment)
        retry = loaded.retry.map { RetrySchedule($0, over: project.retry) } ?? project.retry
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

    /// The same campaign at another of its times.
    func at(_ occurrence: Occurrence?) -> CampaignDesk {
        CampaignDesk(self, at: occurrence)
    }

    private init(_ other: CampaignDesk, at occurrence: Occurrence?) {
        project = other.project
        campaign = other.campaign
        retry = other.retry
        schedule = other.schedule
        self.occurrence = occurrence
        route = other.route
        policy = other.policy
        template = other.template
    }

    /// The name the ledger knows it by.
    var name: String { occurrence?.name(of: campaign.name) ?? campaign.name }

    /// When each message may go, once the ledger knows the campaign; nil for always.
    var timetable: (@Sendable (CampaignRecord) -> Timetable)? {
        guard let schedule else { return nil }
        return { [occurrence] in Timetable(schedule, occurrence: occurrence, of: $0) }
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
        template.problems(columns: columns, sender: project.sender, tracking: project.tracking) + scheduleProblems(columns: columns)
    }

    private func scheduleProblems(columns: [String]) -> [Diagnostic] {
        guard let column = schedule?.zoneColumn, !columns.contains(column) else { return [] }
        let nearest = Spelling.nearest(to: column, in: columns).map { "did you mean \($0)?" }
        return [
            Diagnostic(
                .error, rule: "schedule.column", file: file, message: "'time_zone_column': the list has no column '\(column)'",
                hint: nearest ?? "there are: \(columns.joined(separator: ", "))")
        ]
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

extension CampaignFile.Loaded {
    /// The occurrence a name means at a moment; nil where the file names no moment.
    fileprivate func occurrence(of name: String, at moment: Timestamp) throws -> Occurrence? {
        let file = name.hasSuffix(".toml") ? String(name.dropLast(5)) : name
        guard file != campaign.name, file != "campaigns/" + campaign.name, let mark = file.lastIndex(of: "@") else {
            return schedule?.last(notAfter: moment) ?? schedule?.next(after: moment)
        }
        let id = String(file[file.index(after: mark)...])
        if let found = schedule?.occurrence(named: id) { return found }
        let next = schedule?.next(after: moment).map { "the next one is \($0.name(of: campaign.name))" }
        throw Failure(.noInput, "\(name): \(campaign.name) has no occurrence of that name; \(next ?? "it does not come again")")
    }
}
