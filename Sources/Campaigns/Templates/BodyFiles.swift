/// The files of a template's folder that make a message: `body.html` and `body.txt`, and `body.de.html` and `body.de.txt` for those who
/// read German.
///
/// A language has the bodies that are written in it and no others: where there is `body.de.html` and no `body.de.txt`, the text is made from
/// the HTML. One without any body falls back: `de-AT` to `de`, then to the files that name no language.
struct BodyFiles {
    /// The names of one language's files.
    struct Names: Hashable {
        var html: String?
        var text: String?

        var isEmpty: Bool { html == nil && text == nil }
    }

    private var byLanguage: [LanguageTag?: Names] = [:]
    private var calendars: [LanguageTag?: String] = [:]

    init(names: [String]) {
        for name in names where name.hasPrefix("calendar.") && name.hasSuffix(".ics") {
            let tag = name.dropFirst("calendar.".count).dropLast("ics".count)
            if tag.isEmpty || LanguageTag(tag.dropLast()) != nil { calendars[LanguageTag(tag.dropLast())] = name }
        }
        for name in names where name.hasPrefix("body.") {
            let middle = name.dropFirst("body.".count)
            guard let ending = [".html", ".txt"].first(where: { ("." + middle).hasSuffix($0) }) else { continue }
            let tag = middle.dropLast(ending.count)
            guard tag.isEmpty || LanguageTag(tag) != nil else { continue }
            let path: WritableKeyPath<Names, String?> = ending == ".html" ? \.html : \.text
            byLanguage[LanguageTag(tag), default: Names()][keyPath: path] = name
        }
    }

    /// The languages that files name.
    var languages: Set<LanguageTag> { Set((byLanguage.keys + Array(calendars.keys)).compactMap(\.self)) }

    /// The calendar of a language or of what it falls back to: `calendar.ics`, `calendar.de.ics`.
    func calendar(for language: LanguageTag?) -> String? {
        (language?.lookup ?? []).lazy.compactMap { calendars[$0] }.first ?? calendars[LanguageTag?.none]
    }

    /// The files of a language or of what it falls back to, and whether they name a language.
    func names(for language: LanguageTag?) -> (names: Names, isDefault: Bool) {
        for tag in language?.lookup ?? [] {
            if let names = byLanguage[tag] { return (names, false) }
        }
        return (byLanguage[LanguageTag?.none] ?? Names(), true)
    }
}
