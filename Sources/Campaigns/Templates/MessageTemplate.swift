import Crypto

/// The text of a campaign, read once: HTML, plain text, subject, preview line and header values, with partials and layouts in place.
///
/// `templates/NAME/body.html` and `body.txt`; where there is no `body.txt`, the text is made from the HTML. Partials (`{{>footer}}`) and
/// layouts (`{{<layout}}`) are `*.html`, `*.txt` or `*.mustache` in the template's folder or in `templates/partials/`. Other languages are
/// files of their own, `body.de.html` (see `BodyFiles`), with subject and preheader in `[languages.de]` of the campaign file.
///
/// The language is Mustache with these additions: transforms (`{{uppercased(name)}}`, see `ValueTransform`), value tests
/// (`{{#plan.is.pro}}…{{/plan.is.pro}}`), defaults from the campaign file, and built-in names.
public struct MessageTemplate: Sendable {
    /// A name that a template uses.
    public struct Name: Hashable, Sendable {
        /// As it is written, without transforms.
        public var name: String
        /// The file as the user knows it.
        public var file: String
        /// 1-based; nil for the campaign file's own templates.
        public var line: Int?
        /// 1-based, in characters.
        public var column: Int?
    }

    /// The campaign it belongs to, with the subject and preheader of this language.
    let campaign: Campaign
    /// What it is written in, where that is known.
    let language: LanguageTag?
    let html: HTMLTemplate?
    let text: TextTemplate
    let subject: FlatTemplate
    let preheader: FlatTemplate
    /// An invitation that goes along.
    let calendar: FlatTemplate?
    /// What names the file that goes to one recipient only.
    let attachment: FlatTemplate?
    let headers: [FlatTemplate]
    /// Whether the text was made from the HTML.
    public let textIsMade: Bool
    /// The HTML, or the text where there is none, as the user knows the file.
    let bodyFile: String
    /// The text, where it was not made from the HTML.
    let textFile: String?
    /// Whether a file of its own language, or of one that falls back to, is its body.
    let bodyIsTranslated: Bool
    /// Elements that only a `<style>` styles.
    let elementsStyledBySheet: Int
    /// The same in other languages, sorted by tag.
    var translations: [MessageTemplate] = []
    /// The files read, those of all languages, by path relative to the project, with the SHA-256 of each.
    public internal(set) var files: [FrozenInput] = []

    /// Every name used, in every branch, in the order of the files; a name used twice comes twice.
    public var names: [Name] {
        (allTags + translations.flatMap(\.allTags)).filter { $0.kind != .close }.map {
            Name(name: $0.name, file: $0.place.file, line: $0.place.line, column: $0.place.column)
        }
    }

    /// The templates that are there, in the order they are looked at. Text made from the HTML names nothing new.
    var allTemplates: [FlatTemplate] {
        [subject, preheader] + headers + [html?.flat, textIsMade ? nil : text.flat, calendar, attachment].compactMap(\.self)
    }

    var allTags: [TemplateTag] {
        allTemplates.flatMap { template in template.tagIndices(in: template.bytes.indices).map { template.tags[$0] } }
    }
}

/// HTML with what its tokens say about every value.
struct HTMLTemplate: Sendable {
    var flat: FlatTemplate
    var tokens: [HTMLToken]
    var contexts: HTMLContexts

    init(_ flat: FlatTemplate) {
        self.flat = flat
        tokens = HTMLTokenizer.tokens(of: flat.bytes)
        contexts = HTMLContexts(flat, tokens: tokens)
    }
}

/// Plain text with how its values are written: as they are, or percent-encoded inside a URL.
struct TextTemplate: Sendable {
    var flat: FlatTemplate
    var escapings: [Escaping]

    init(_ flat: FlatTemplate, escapings: [Escaping]? = nil) {
        self.flat = flat
        self.escapings = escapings ?? Array(repeating: .none, count: flat.tags.count)
    }
}
