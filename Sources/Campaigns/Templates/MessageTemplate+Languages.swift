extension MessageTemplate {
    /// Languages that nobody is sent, or only half of.
    func languageProblems(fields: MergeFields) -> [Diagnostic] {
        var found: [Diagnostic] = []
        if let column = campaign.languageColumn {
            if fields.resolve(column) == nil {
                let nearest = Spelling.nearest(to: column, in: fields.columns).map { "did you mean \($0)?" }
                found.append(
                    languageProblem(
                        .error, "column", campaignFile, "language_column: '\(column)' is no column of the list",
                        nearest ?? "the columns are: \(fields.columns.joined(separator: ", "))"))
            }
        } else if !translations.isEmpty {
            let tags = translations.compactMap(\.language?.text).joined(separator: ", ")
            found.append(
                languageProblem(
                    .warning, "column", campaignFile, "everybody is sent the same language, though there is \(tags)",
                    "name the column that tells: language_column"))
        }
        for translation in translations { found += halves(of: translation) }
        return found
    }

    private func halves(of translation: MessageTemplate) -> [Diagnostic] {
        guard let tag = translation.language else { return [] }
        if !translation.bodyIsTranslated {
            return [
                languageProblem(
                    .warning, "body", campaignFile, "[languages.\(tag.text)] has a subject, and the template no body in this language",
                    "write templates/\(campaign.template)/body.\(tag.text).html")
            ]
        }
        guard tag.lookup.allSatisfy({ campaign.translations[$0]?.subject == nil }), translation.bodyFile != bodyFile, tag != language
        else { return [] }
        return [
            languageProblem(
                .warning, "subject", translation.bodyFile, "goes out under the subject of the default language",
                "add subject to [languages.\(tag.text)] of \(campaignFile)")
        ]
    }

    /// How its language writes dates and numbers; as English does where it says none.
    var conventions: LanguageConventions { language.flatMap { LanguageConventions.of($0) } ?? .english }

    /// Dates and numbers in a language whose way of writing them is not known.
    var conventionProblems: [Diagnostic] {
        guard let language, LanguageConventions.of(language) == nil else { return [] }
        return allTags.filter { $0.transforms.contains { ValueTransform(rawValue: $0)?.isLocalised ?? false } }.map { tag in
            Diagnostic(
                .error, rule: "language.conventions", file: tag.place.file, line: tag.place.line, column: tag.place.column,
                message: "\(tag.source): how '\(language.text)' writes dates and numbers is not known",
                hint: "known are: \(LanguageConventions.knownTags.joined(separator: ", "))")
        }
    }

    private func languageProblem(
        _ severity: Diagnostic.Severity, _ rule: String, _ file: String, _ message: String, _ hint: String
    ) -> Diagnostic {
        Diagnostic(severity, rule: "language.\(rule)", file: file, message: message, hint: hint)
    }
}
