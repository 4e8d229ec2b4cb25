extension MessageTemplate {
    /// Largest template file.
    static let largestFile = 1 << 20
    /// Where partials for all templates are.
    static let sharedPartials = "templates/partials"
    private static let endings = [".html", ".mustache", ".txt"]

    /// Reads the template of a campaign.
    ///
    /// - Parameters:
    ///   - campaign: its `template` names the folder; its subject, preheader and headers are templates too.
    ///   - project: path of the project folder.
    /// - Throws: `missing`, `unreadable`, or `invalid` with the place of the first syntax error.
    public static func load(for campaign: Campaign, project: String) throws(CampaignError) -> MessageTemplate {
        let folder = "templates/" + campaign.template
        let names = FrozenFile.names(in: folder, of: project)
        guard !names.isEmpty else {
            throw .unreadable(file: folder, reason: "there is no such template, or it is empty; put body.html there")
        }
        var reader = TemplateReader(folder: folder, project: project, bodies: BodyFiles(names: names))
        var template = try reader.wording(of: campaign, language: nil)
        for language in reader.bodies.languages.union(campaign.translations.keys).sorted(by: { $0.text < $1.text }) {
            template.translations.append(try reader.wording(of: campaign.translated(into: language), language: language))
        }
        template.files = reader.read.sorted { $0.what < $1.what }
        return template
    }

    /// Whether a file of a template's folder can be a partial.
    static func partialName(of file: String) -> String? {
        endings.first { file.hasSuffix($0) }.map { String(file.dropLast($0.count)) }
    }

    /// Where a partial may be, best first. A name never leads out of these folders.
    static func candidates(for name: String, folder: String) -> [String] {
        let files = endings.contains { name.hasSuffix($0) } ? [name] : endings.map { name + $0 }
        return [folder, sharedPartials].flatMap { folder in files.map { folder + "/" + $0 } }
    }
}

extension Campaign {
    /// The campaign with the subject and preheader of a language, or of what it falls back to.
    fileprivate func translated(into language: LanguageTag) -> Campaign {
        var copy = self
        let found = language.lookup.compactMap { translations[$0] }
        copy.subject = found.lazy.compactMap(\.subject).first ?? subject
        copy.preheader = found.lazy.compactMap(\.preheader).first ?? preheader
        return copy
    }
}

/// Reads the files of one template and remembers which they were.
private struct TemplateReader {
    let folder: String
    let project: String
    let bodies: BodyFiles
    private(set) var read: [FrozenInput] = []

    init(folder: String, project: String, bodies: BodyFiles) {
        self.folder = folder
        self.project = project
        self.bodies = bodies
    }

    /// The message in one language; nil for those of no language, or of none of the others.
    mutating func wording(of campaign: Campaign, language: LanguageTag?) throws(CampaignError) -> MessageTemplate {
        let (names, isDefault) = bodies.names(for: language)
        let written = try names.html.map { (name) throws(CampaignError) in HTMLTemplate(try flatten(name)) }
        let inlined = written.map { StyleInlining.apply(to: $0) }
        let styled = inlined.flatMap { $0.elements > 0 ? HTMLTemplate($0.flat) : nil } ?? written
        let html = campaign.inlinesStyles ? styled : written
        let text = try names.text.map { (name) throws(CampaignError) in TextTemplate(try flatten(name)) }
        guard let bodyFile = names.html ?? names.text else { throw .missing(file: folder + "/body.html") }
        let file = "campaigns/\(campaign.name).toml"
        var headers: [FlatTemplate] = []
        for header in campaign.headers { headers.append(try flatten(value: header.value, file: file)) }
        let made =
            try text == nil
            ? styled.map { (html) throws(CampaignError) in try TextFromHTML.template(of: html, wraps: !campaign.flowsText) } : nil
        return MessageTemplate(
            campaign: campaign, language: language ?? campaign.language, html: html, text: text ?? made ?? TextTemplate(FlatTemplate()),
            subject: try flatten(value: campaign.subject, file: file), preheader: try flatten(value: campaign.preheader, file: file),
            calendar: try bodies.calendar(for: language).map { (name) throws(CampaignError) in try flatten(name) },
            attachment: try campaign.attachmentColumn.map { (column) throws(CampaignError) in
                try flatten(value: "{{\(column)}}", file: file)
            },
            headers: headers, textIsMade: text == nil, bodyFile: folder + "/" + bodyFile,
            textFile: names.text.map { folder + "/" + $0 }, bodyIsTranslated: language != nil && !isDefault,
            elementsStyledBySheet: campaign.inlinesStyles ? 0 : inlined?.elements ?? 0)
    }

    mutating func flatten(_ name: String) throws(CampaignError) -> FlatTemplate {
        let file = try FrozenFile(folder + "/" + name, in: project, limit: MessageTemplate.largestFile)
        remember(FrozenInput(what: file.path, bytes: file.bytes))
        return try flatten(file.bytes, file: file.path, hasLines: true)
    }

    mutating func flatten(value: String, file: String) throws(CampaignError) -> FlatTemplate {
        try flatten(Array(value.utf8), file: file, hasLines: false)
    }

    private mutating func flatten(_ source: [UInt8], file: String, hasLines: Bool) throws(CampaignError) -> FlatTemplate {
        let partials = PartialFiles(folder: folder, project: project)
        var flattening = TemplateFlattening(partialNames: partials.names, partial: partials.source)
        let flat = try flattening.flatten(source, file: file, hasLines: hasLines)
        for (file, source) in flattening.included { remember(FrozenInput(what: file, bytes: source)) }
        return flat
    }

    private mutating func remember(_ input: FrozenInput) {
        if !read.contains(input) { read.append(input) }
    }
}

/// The partials a template can include.
private struct PartialFiles {
    let folder: String
    let project: String

    var names: [String] {
        let files = FrozenFile.names(in: folder, of: project) + FrozenFile.names(in: MessageTemplate.sharedPartials, of: project)
        return files.compactMap { MessageTemplate.partialName(of: $0) }.filter { $0 != "body" && !$0.hasPrefix("body.") }
    }

    func source(of name: String) throws(CampaignError) -> (file: String, source: [UInt8])? {
        for path in MessageTemplate.candidates(for: name, folder: folder) {
            do {
                return (path, try FrozenFile(path, in: project, limit: MessageTemplate.largestFile).bytes)
            } catch .missing {
                continue
            }
        }
        return nil
    }
}
