public import MailFormat

/// Makes one message for one recipient: the same bytes from the same row, every time, on any thread.
///
/// Everything that does not depend on the row is done at `init`: templates are compiled, links found and frozen, attachments encoded,
/// constant header fields written. `compose` then fills in values, and takes no lock.
///
/// SeeAlso: RFC 5322, RFC 2046 §5.1
public struct Composer: Sendable {
    /// Largest message, in octets: what the large providers take.
    public static let largestMessage = 25 << 20

    /// The links that go through the click counter; empty where clicks are not counted.
    public let links: LinkTable
    /// Whether text may travel as 8bit. Seven bits survive every relay, and with them the DKIM signature.
    let allow8Bit: Bool

    private let keyring: HandleKeyring
    private let campaignID: Int64
    private let returnPath: HandleAddress
    private let header: HeaderPlan
    private let wordings: Wordings
    private let recipientLinks: RecipientLinks
    private let targets: [TemplateProgram]

    /// Prepares a campaign.
    ///
    /// - Parameters:
    ///   - campaign: what is sent.
    ///   - sender: who sends.
    ///   - tracking: what of the recipients' behaviour is followed; nil follows nothing, and the unsubscribe link is a `mailto:`.
    ///   - template: the campaign's text.
    ///   - keyring: makes the handles.
    ///   - campaignID: the ledger's key of the campaign.
    ///   - columns: names of the recipients' fields, in order.
    ///   - project: path of the project folder, where attachments are.
    ///   - allow8Bit: whether text may travel as 8bit where it is no ASCII.
    ///   - frozen: the links of a campaign that was sent before: they keep their numbers, new ones come behind them.
    /// - Throws: `invalid` with everything `MessageTemplate.problems` calls an error; `missing` and `unreadable` for attachments.
    public init(
        campaign: Campaign, sender: Sender, tracking: TrackingSettings? = nil, template: MessageTemplate, keyring: HandleKeyring,
        campaignID: Int64, columns: [String], project: String, allow8Bit: Bool = false, frozen: [LinkTable.Link] = []
    ) throws(CampaignError) {
        let errors = template.problems(columns: columns, sender: sender, tracking: tracking).filter { $0.severity == .error }
        guard errors.isEmpty else { throw .invalid(errors) }
        let links = RecipientLinks(tracking: tracking, sender: sender, from: campaign.from)
        let fields = MergeFields(campaign: campaign, columns: columns, sender: sender, tracking: tracking)
        var table = try LinkTable(frozen: frozen)
        var wordings: [Wording] = []
        for template in [template] + template.translations {
            var compiler = TemplateCompiler(fields: fields, links: links, conventions: template.conventions)
            let body = try BodyPlan(template: template, tracking: tracking, compiler: &compiler, links: &table, project: project)
            wordings.append(
                Wording(
                    language: template.language, subject: try compiler.compile(header: template.subject),
                    preheader: try compiler.compile(header: template.preheader), body: body))
        }
        self.wordings = Wordings(wordings, column: campaign.languageColumn.flatMap { fields.resolve($0)?.source })
        var compiler = TemplateCompiler(fields: fields, links: links, conventions: template.conventions)
        var custom: [(name: String, value: TemplateProgram)] = []
        for (header, value) in zip(campaign.headers, template.headers) {
            custom.append((header.name, try compiler.compile(header: value)))
        }
        do {
            header = try HeaderPlan(campaign: campaign, links: links, custom: custom)
            returnPath = try HandleAddress(sender.returnPath ?? campaign.from.address)
        } catch let problem as HeaderProblem {
            throw .invalid([Diagnostic(.error, rule: "header.invalid", message: "From or Reply-To cannot be written: \(problem)")])
        } catch {
            throw .invalid([Diagnostic(.error, rule: "sender.return_path", message: "the return path has no room for a handle: \(error)")])
        }
        var targets: [TemplateProgram] = []
        for target in table.targets { targets.append(try compiler.compile(url: target)) }
        self.targets = targets
        self.links = table
        self.keyring = keyring
        self.campaignID = campaignID
        self.allow8Bit = allow8Bit
        recipientLinks = links
    }

    /// The message of one recipient.
    ///
    /// - Throws: what is wrong with her row; nobody else is concerned.
    public func compose(_ recipient: Recipient) throws(ComposeProblem) -> OutgoingMessage {
        do {
            return try composed(recipient)
        } catch {
            var problem = error
            problem.line = recipient.line
            throw problem
        }
    }

    /// Looks whether the message of one recipient can be made, without making it: every value is put in place, nothing is encoded.
    ///
    /// - Throws: what is wrong with her row, as `compose` does but for its size.
    public func check(_ recipient: Recipient) throws(ComposeProblem) {
        do {
            try checked(recipient)
        } catch {
            var problem = error
            problem.line = recipient.line
            throw problem
        }
    }

    /// The text one recipient reads, and the HTML where there is one, as UTF-8 without transfer encoding: for a preview.
    ///
    /// - Throws: what is wrong with her row.
    public func alternatives(for recipient: Recipient) throws(ComposeProblem) -> (text: [UInt8], html: [UInt8]?) {
        var record = record(of: recipient, handle: handle(of: recipient))
        let wording = wordings.wording(for: record)
        record.preheader = try wording.preheader.string(record)
        return try wording.body.alternatives(record)
    }

    /// The handle of one recipient's message.
    public func handle(of recipient: Recipient) -> Handle {
        keyring.handle(message: recipient.key, campaign: campaignID)
    }

    /// Where a counted link leads for one recipient; nil for an index that is none.
    ///
    /// - Throws: what is wrong with her row.
    public func destination(ofLink index: Int, for recipient: Recipient) throws(ComposeProblem) -> String? {
        guard targets.indices.contains(index) else { return nil }
        return try targets[index].string(record(of: recipient, handle: handle(of: recipient)))
    }

    private func record(of recipient: Recipient, handle: Handle) -> MergeRecord {
        MergeRecord(
            fields: recipient.fields, email: recipient.email.description, handle: handle.text, queuedAt: recipient.queuedAt,
            links: recipientLinks)
    }

    private func checked(_ recipient: Recipient) throws(ComposeProblem) {
        let handle = handle(of: recipient)
        var record = record(of: recipient, handle: handle)
        let wording = wordings.wording(for: record)
        record.preheader = try wording.preheader.string(record)
        let subject = try wording.subject.string(record)
        guard subject.utf8.contains(where: { !$0.isTemplateBlank }) else { throw ComposeProblem(.emptySubject, name: "subject") }
        var scratch: [UInt8] = []
        try header.write(to: recipient.email, subject: subject, language: wording.language, record: record, into: &scratch)
        try wording.body.check(record, scratch: &scratch)
        _ = try returnPath.address(for: handle)
    }

    private func composed(_ recipient: Recipient) throws(ComposeProblem) -> OutgoingMessage {
        let handle = handle(of: recipient)
        var record = record(of: recipient, handle: handle)
        let wording = wordings.wording(for: record)
        record.preheader = try wording.preheader.string(record)
        let subject = try wording.subject.string(record)
        guard subject.utf8.contains(where: { !$0.isTemplateBlank }) else { throw ComposeProblem(.emptySubject, name: "subject") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(wording.body.expectedSize)
        try header.write(to: recipient.email, subject: subject, language: wording.language, record: record, into: &bytes)
        let is8Bit = try wording.body.write(record, into: &bytes, allow8Bit: allow8Bit)
        guard bytes.count <= Self.largestMessage else { throw ComposeProblem(.tooLarge(bytes.count), name: "message") }
        let envelope = Envelope(
            reversePath: .address(try returnPath.address(for: handle)), recipient: recipient.email, envelopeID: handle.text)
        let needsSMTPUTF8 = recipient.email.needsSMTPUTF8 || header.needsSMTPUTF8 || returnPath.base.needsSMTPUTF8
        return OutgoingMessage(envelope: envelope, bytes: bytes, is8Bit: is8Bit, needsSMTPUTF8: needsSMTPUTF8)
    }
}
