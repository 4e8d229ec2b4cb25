/// The words of a message in one language, compiled.
struct Wording: Sendable {
    /// Content-Language; nil where it is not known.
    let language: LanguageTag?
    let subject: TemplateProgram
    let preheader: TemplateProgram
    let body: BodyPlan
}

/// The languages of a campaign and which of them a recipient gets.
struct Wordings: Sendable {
    private let all: [Wording]
    private let column: FieldSource?
    private let index: [LanguageTag: Int]

    /// - Parameters:
    ///   - all: the default first.
    ///   - column: where a row says its language.
    init(_ all: [Wording], column: FieldSource?) {
        self.all = all
        self.column = all.count > 1 ? column : nil
        index = Dictionary(
            all.enumerated().compactMap { index, wording in wording.language.map { ($0, index) } }, uniquingKeysWith: { _, last in last })
    }

    /// The words for a row: its language's, or those it falls back to (`de-AT`, `de`, the default). A value that is no language gets the
    /// default.
    func wording(for record: MergeRecord) -> Wording {
        guard let column, let tag = LanguageTag(record.value(of: column)) else { return all[0] }
        return all[tag.lookup.lazy.compactMap { index[$0] }.first ?? 0]
    }
}
