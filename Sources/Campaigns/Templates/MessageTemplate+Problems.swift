extension MessageTemplate {
    /// Everything that is wrong with the template for a list of these columns: every branch, every partial, every language, header values
    /// too.
    ///
    /// Rules: `name.unknown`, `name.unavailable`, `name.shadowed`, `transform.unknown`, `value.context`, `value.raw`, `header.reserved`,
    /// `header.invalid`, `marketing.unsubscribe`, `marketing.postal_address`, `image.missing`, `image.unused`, `language.column`,
    /// `language.subject`, `language.body`, `language.conventions`, `style.sheet`,
    /// `calendar.incomplete`.
    ///
    /// - Parameters:
    ///   - columns: names of the recipients' fields, normalised.
    ///   - sender: who sends.
    ///   - tracking: nil where nothing is followed.
    public func problems(columns: [String], sender: Sender, tracking: TrackingSettings? = nil) -> [Diagnostic] {
        let fields = MergeFields(campaign: campaign, columns: columns, sender: sender, tracking: tracking)
        var found: [Diagnostic] = allTemplates.flatMap { nameProblems(in: $0, fields: fields) }
        found += html?.contexts.problems ?? []
        found += headerProblems
        found += shadowedColumns(columns)
        if campaign.kind == .marketing { found += marketingProblems(sender: sender) }
        found += imageProblems + conventionProblems + styleProblems + calendarProblems
        found += translations.flatMap { $0.problems(columns: columns, sender: sender, tracking: tracking) }
        found += languageProblems(fields: fields)
        var seen: Set<Diagnostic> = []
        return found.filter { seen.insert($0).inserted }
    }

    private func nameProblems(in template: FlatTemplate, fields: MergeFields) -> [Diagnostic] {
        var found: [Diagnostic] = []
        // Whether each open section puts a value in place that `.` means: a test and an inverted section do not.
        var open: [Bool] = []
        var names: [String] = []
        for index in template.tagIndices(in: template.bytes.indices) {
            let tag = template.tags[index]
            if tag.kind == .close {
                _ = open.popLast()
                _ = names.popLast()
                continue
            }
            found += tag.transforms.filter { ValueTransform(rawValue: $0) == nil }.map { NameProblems.unknownTransform($0, at: tag.place) }
            let reference = fields.resolve(tag.name)
            if reference == nil, !open.contains(true) || !NameProblems.isRelative(tag.name) {
                found.append(NameProblems.unknown(tag.name, at: tag.place, fields: fields))
            } else if tag.isValue, fields.unavailable.contains(tag.name), !names.contains(tag.name) {
                found.append(NameProblems.unavailable(tag.name, at: tag.place))
            } else if tag.kind == .unescaped, columnIsRaw(tag, in: template, fields: fields) {
                found.append(
                    Diagnostic(
                        .warning, rule: "value.raw", file: tag.place.file, line: tag.place.line, column: tag.place.column,
                        message: "\(tag.source) puts the list's values into the HTML unescaped", hint: "write {{\(tag.expression)}}"))
            }
            if tag.kind == .section || tag.kind == .inverted {
                names.append(tag.kind == .section ? tag.name : "")
                open.append(tag.kind == .section && reference != nil && reference?.test == nil && tag.transforms.first != "empty")
            }
        }
        return found
    }

    private func columnIsRaw(_ tag: TemplateTag, in template: FlatTemplate, fields: MergeFields) -> Bool {
        guard template == html?.flat, case .column = fields.resolve(tag.name)?.source else { return false }
        return true
    }

    private func shadowedColumns(_ columns: [String]) -> [Diagnostic] {
        columns.filter { $0 != "email" && MergeFields.builtIns.contains($0) }.map { column in
            Diagnostic(
                .warning, rule: "name.shadowed", file: campaign.recipients,
                message: "the column '\(column)' is hidden by the built-in {{\(column)}}", hint: "rename the column")
        }
    }

    private func marketingProblems(sender: Sender) -> [Diagnostic] {
        var found: [Diagnostic] = []
        let body = html?.flat ?? text.flat
        if html != nil, !textIsMade, !text.flat.tags.contains(where: { $0.name == "unsubscribe_url" && $0.isValue }) {
            found.append(
                Diagnostic(
                    .warning, rule: "marketing.unsubscribe", file: textFile,
                    message: "readers of the plain text find no link to unsubscribe", hint: "add {{unsubscribe_url}}"))
        }
        if !body.tags.contains(where: { $0.name == "unsubscribe_url" && $0.isValue }) {
            found.append(
                Diagnostic(
                    .error, rule: "marketing.unsubscribe", file: bodyFile, message: "marketing mail without a link to unsubscribe",
                    hint: html == nil ? "add {{unsubscribe_url}}" : #"add <a href="{{unsubscribe_url}}">Unsubscribe</a>"#))
        }
        let address = Array((sender.postalAddress ?? "").utf8)
        let isWritten = !address.isEmpty && body.bytes.firstRange(of: address) != nil
        // A name without a value is reported where it stands, unless a section hides it.
        let isNamed = body.tags.contains { $0.name == "sender.postal_address" && ($0.isValue || !address.isEmpty) }
        let isHidden = address.isEmpty && body.tags.contains { $0.name == "sender.postal_address" && !$0.isValue }
        if !isWritten, !isNamed || isHidden {
            found.append(
                Diagnostic(
                    .error, rule: "marketing.postal_address", file: bodyFile, message: "marketing mail without the sender's postal address",
                    hint: "add {{sender.postal_address}}, and postal_address to [sender] of mailshot.toml"))
        }
        return found
    }

    private var calendarProblems: [Diagnostic] {
        guard let calendar, let place = calendar.tags.first?.place.file ?? files.last(where: { $0.what.hasSuffix(".ics") })?.what else {
            return []
        }
        let missing = CalendarText.missing(in: calendar.bytes)
        guard !missing.isEmpty || CalendarText.method(of: calendar.bytes) == nil else { return [] }
        return [
            Diagnostic(
                .error, rule: "calendar.incomplete", file: place,
                message: "no calendar that a mail program reads: it lacks \(missing.isEmpty ? "METHOD" : missing.joined(separator: ", "))",
                hint: "METHOD:PUBLISH only tells of an event, METHOD:REQUEST invites to it")
        ]
    }

    private var styleProblems: [Diagnostic] {
        guard elementsStyledBySheet > 0 else { return [] }
        return [
            Diagnostic(
                .hint, rule: "style.sheet", file: bodyFile,
                message: "\(elementsStyledBySheet) elements get their looks from <style>, which some mail readers drop",
                hint: "inline_css = true in \(campaignFile) writes them into style attributes as well")
        ]
    }

    var campaignFile: String { "campaigns/\(campaign.name).toml" }
}
