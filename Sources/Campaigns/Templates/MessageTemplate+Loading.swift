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
        var reader = TemplateReader(folder: folder, project: project)
        let html = names.contains("body.html") ? try reader.flatten("body.html") : nil
        let text = names.contains("body.txt") ? try reader.flatten("body.txt") : nil
        let file = "campaigns/\(campaign.name).toml"
        let subject = try reader.flatten(value: campaign.subject, file: file)
        let preheader = try reader.flatten(value: campaign.preheader, file: file)
        var headers: [FlatTemplate] = []
        for header in campaign.headers { headers.append(try reader.flatten(value: header.value, file: file)) }
        let htmlTemplate = html.map { HTMLTemplate($0) }
        let textTemplate: TextTemplate
        if let text {
            textTemplate = TextTemplate(text)
        } else if let htmlTemplate {
            textTemplate = try TextFromHTML.template(of: htmlTemplate)
        } else {
            throw .missing(file: folder + "/body.html")
        }
        return MessageTemplate(
            campaign: campaign, html: htmlTemplate, text: textTemplate, subject: subject, preheader: preheader, headers: headers,
            textIsMade: text == nil, files: reader.read.sorted { $0.what < $1.what })
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

/// Reads the files of one template and remembers which they were.
private struct TemplateReader {
    let folder: String
    let project: String
    private(set) var read: [FrozenInput] = []

    init(folder: String, project: String) {
        self.folder = folder
        self.project = project
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
        return files.compactMap { MessageTemplate.partialName(of: $0) }.filter { $0 != "body" }
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
