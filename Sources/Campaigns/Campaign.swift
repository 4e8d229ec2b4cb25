public import MailFormat

/// One campaign as its file describes it, decoded and checked for form. Paths are relative to the project folder.
public struct Campaign: Hashable, Sendable {
    /// Whether the recipient asked for this very message (a receipt) or for a list (a newsletter).
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case marketing, transactional
    }

    /// What happens to a message whose final dot went out without a reply (design: `hold` never risks a second copy).
    public enum UncertainPolicy: String, Hashable, Sendable, Codable, CaseIterable {
        case hold
        case resend
        case assumeAccepted = "assume-accepted"
    }

    /// The file's name without `.toml`.
    public var name: String
    /// Marketing unless the file says otherwise.
    public var kind: Kind
    /// Mustache source of the subject.
    public var subject: String
    /// Mustache source of the preview line that inboxes show; empty where there is none.
    public var preheader: String
    /// Language of the subject, and of the template's files that name none; nil where nothing is said of it.
    public var language: LanguageTag?
    /// The column that says in which language a recipient reads; nil sends everybody the same.
    public var languageColumn: String?
    /// Subject and preheader in other languages.
    public var translations: [LanguageTag: Translation]
    /// Name of the folder under `templates/`.
    public var template: String
    /// Whether the rules of `<style>` are written into `style` attributes as well.
    public var inlinesStyles: Bool
    /// Path of the CSV file, or `-`.
    public var recipients: String
    /// From; the sender's where the campaign names none.
    public var from: Mailbox
    /// Reply-To, where wanted.
    public var replyTo: Mailbox?
    /// The list it goes to, the scope of its unsubscribes where they are limited to lists; empty where it names none.
    public var list: String
    /// SQL expression over the columns that selects rows; nil takes all.
    public var selection: String?
    /// Value of a merge field whose column is empty or missing.
    public var defaults: [String: String]
    /// Files sent along with every message.
    public var attachments: [Attachment]
    /// The column, with transforms where wanted (`optional(invoice)`), that names a file for one recipient; nil attaches none.
    public var attachmentColumn: String?
    /// Whether the text goes as `format=flowed` (RFC 3676).
    public var flowsText: Bool
    /// Header fields added as they are, in this order.
    public var headers: [CustomHeader]
    /// What to do with doubt.
    public var uncertain: UncertainPolicy

    /// A campaign from its parts.
    public init(
        name: String, kind: Kind = .marketing, subject: String, preheader: String = "", template: String, recipients: String,
        from: Mailbox, replyTo: Mailbox? = nil, list: String = "", language: LanguageTag? = nil, languageColumn: String? = nil,
        translations: [LanguageTag: Translation] = [:], inlinesStyles: Bool = false, selection: String? = nil,
        defaults: [String: String] = [:],
        attachments: [Attachment] = [], attachmentColumn: String? = nil, flowsText: Bool = false, headers: [CustomHeader] = [],
        uncertain: UncertainPolicy = .hold
    ) {
        self.name = name
        self.kind = kind
        self.subject = subject
        self.preheader = preheader
        self.language = language
        self.languageColumn = languageColumn
        self.translations = translations
        self.template = template
        self.inlinesStyles = inlinesStyles
        self.recipients = recipients
        self.from = from
        self.replyTo = replyTo
        self.list = list
        self.selection = selection
        self.defaults = defaults
        self.attachments = attachments
        self.attachmentColumn = attachmentColumn
        self.flowsText = flowsText
        self.headers = headers
        self.uncertain = uncertain
    }
}

/// What of a campaign file is written anew for a language: its table `[languages.de]`. What is missing falls back as the text does.
public struct Translation: Hashable, Sendable {
    /// Mustache source of the subject.
    public var subject: String?
    /// Mustache source of the preview line.
    public var preheader: String?

    /// A translation from its parts.
    public init(subject: String? = nil, preheader: String? = nil) {
        self.subject = subject
        self.preheader = preheader
    }
}

/// A file that goes along with every message of a campaign.
public struct Attachment: Hashable, Sendable {
    /// Path relative to the project folder.
    public var path: String
    /// Name the recipient sees; the path's last component by default.
    public var name: String
    /// `type/subtype`; guessed from the name where the file does not say.
    public var mediaType: String
    /// Content-ID for `cid:` references from the HTML; nil makes it an ordinary attachment.
    public var contentID: String?

    /// An attachment from its parts.
    public init(path: String, name: String, mediaType: String, contentID: String? = nil) {
        self.path = path
        self.name = name
        self.mediaType = mediaType
        self.contentID = contentID
    }
}

/// A header field a campaign adds: `X-Campaign: autumn`.
public struct CustomHeader: Hashable, Sendable {
    /// Field name, RFC 5322 §2.2.
    public var name: String
    /// Mustache source of the value.
    public var value: String

    /// A header from its parts.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
