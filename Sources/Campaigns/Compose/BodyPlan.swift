import MailFormat

/// The body of a message: text and HTML as alternatives, images the HTML shows, files that go along.
struct BodyPlan: Sendable {
    private let text: TemplateProgram
    private let html: TemplateProgram?
    private let inline: [MIMEEntity]
    private let files: [MIMEEntity]
    private let calendar: (program: TemplateProgram, method: String)?
    private let recipientFile: RecipientFile?
    private let flowsText: Bool
    /// About how large a message becomes, in octets.
    let expectedSize: Int

    /// Largest attachment file, in octets.
    static let largestAttachment = 10 << 20

    init(
        template: MessageTemplate, tracking: TrackingSettings?, compiler: inout TemplateCompiler, links: inout LinkTable, project: String
    ) throws(CampaignError) {
        text = try compiler.compile(template.text.flat, escapings: template.text.escapings)
        if let source = template.html {
            let prepared = HTMLPreparation(source, preheader: template.preheader, tracking: tracking, links: links)
            links = prepared.links
            html = try compiler.compile(prepared.flat, escapings: prepared.escapings)
        } else {
            html = nil
        }
        if let source = template.calendar, let method = CalendarText.method(of: source.bytes) {
            let escapings = Array(repeating: Escaping.calendar, count: source.tags.count)
            calendar = (try compiler.compile(source, escapings: escapings), method)
        } else {
            calendar = nil
        }
        let use = try template.attachment.flatMap { (flat) throws(CampaignError) in try compiler.use(of: flat) }
        recipientFile = use.map { RecipientFile(column: $0, project: project) }
        flowsText = template.campaign.flowsText
        var inline: [MIMEEntity] = [], files: [MIMEEntity] = []
        var size = 0
        for attachment in template.campaign.attachments {
            let file = try FrozenFile(attachment.path, in: project, limit: Self.largestAttachment)
            let entity = try Self.entity(attachment, content: file.bytes)
            if attachment.contentID == nil { files.append(entity) } else { inline.append(entity) }
            size += file.bytes.count * 4 / 3 + 1024
        }
        self.inline = inline
        self.files = files
        expectedSize = size + (text.text.count + (html?.text.count ?? 0)) * 5 / 4 + 4096
    }

    /// Appends Content-Type, the other fields of the body, and the body.
    ///
    /// - Returns: whether it holds octets above 127.
    func write(_ record: MergeRecord, into out: inout [UInt8], allow8Bit: Bool) throws(ComposeProblem) -> Bool {
        let shown = try alternatives(record)
        var alternatives = [
            flowsText
                ? MIMEEntity.text("plain", FlowedText.write(shown.text), parameters: FlowedText.parameters)
                : MIMEEntity.text("plain", shown.text)
        ]
        if let html = shown.html {
            var rich = MIMEEntity.text("html", html)
            if !inline.isEmpty { rich = .multipart("related", boundary: boundary("r", record), [rich] + inline) }
            alternatives.append(rich)
        }
        if let calendar {
            var text: [UInt8] = []
            try calendar.program.render(record, into: &text)
            alternatives.append(.text("calendar", CalendarText.folded(text), parameters: [MIMEParameter("method", calendar.method)]))
        }
        var body = alternatives.count == 1 ? alternatives[0] : .multipart("alternative", boundary: boundary("a", record), alternatives)
        var files = files
        if let file = try recipientFile?.entity(for: record) { files.append(file) }
        if !files.isEmpty { body = .multipart("mixed", boundary: boundary("m", record), [body] + files) }
        do {
            return try body.write(into: &out, allow8Bit: allow8Bit)
        } catch {
            throw ComposeProblem(.body(error), name: "body")
        }
    }

    /// Puts every value in place without the text around it.
    func check(_ record: MergeRecord, scratch: inout [UInt8]) throws(ComposeProblem) {
        scratch.removeAll(keepingCapacity: true)
        try text.renderValues(record, into: &scratch)
        scratch.removeAll(keepingCapacity: true)
        try html?.renderValues(record, into: &scratch)
        scratch.removeAll(keepingCapacity: true)
        try calendar?.program.renderValues(record, into: &scratch)
        _ = try recipientFile?.entity(for: record)
    }

    /// What a recipient reads: the text, and the HTML where there is one, before any transfer encoding.
    func alternatives(_ record: MergeRecord) throws(ComposeProblem) -> (text: [UInt8], html: [UInt8]?) {
        var plain: [UInt8] = []
        plain.reserveCapacity(text.text.count + 512)
        try text.render(record, into: &plain)
        guard let html else { return (plain, nil) }
        var rich: [UInt8] = []
        rich.reserveCapacity(html.text.count + 2048)
        try html.render(record, into: &rich)
        return (plain, rich)
    }

    /// `=_` cannot occur in quoted-printable and base64, and the handle is in no other message.
    private func boundary(_ level: String, _ record: MergeRecord) -> String { "=_\(level)_\(record.handle)" }

    private static func entity(_ attachment: Attachment, content: [UInt8]) throws(CampaignError) -> MIMEEntity {
        do {
            return .attachment(
                try MailFormat.Attachment(
                    filename: attachment.name, mediaType: attachment.mediaType,
                    disposition: attachment.contentID.map { .inline(contentID: $0) } ?? .attachment, content: content))
        } catch {
            throw .invalid([Diagnostic(.error, rule: "attachment.invalid", file: attachment.path, message: "cannot be attached: \(error)")])
        }
    }
}
