import Campaigns
import HTTPTypes
import Hummingbird

/// The words of the pages in one language. `%@` stands for a name: a sender, a list, an address.
struct PageWording: Hashable, Sendable {
    /// The `lang` of the page.
    var language: String
    var unsubscribeTitle: String
    var unsubscribeQuestion: String
    var unsubscribeButton: String
    var preferencesLink: String
    var doneTitle: String
    var done: String
    var doneList: String
    var mistake: String
    var undoButton: String
    var undone: String
    var notUndone: String
    var erased: String
    var preferencesTitle: String
    var preferencesIntroduction: String
    var allMail: String
    var list: String
    var keep: String
    var pause: String
    var leave: String
    var pausedUntil: String
    var left: String
    var blocked: String
    var saveButton: String
    var saved: String
    var unchanged: String
    var notHereTitle: String
    var notHere: String
    var goneTitle: String
    var gone: String

    /// All languages, English first.
    static let all = [english, german, french, spanish]
}

extension PageWording {
    /// The language a request asks for (Accept-Language, RFC 9110 §12.5.4), else the one the message was written in, else English.
    init(for request: Request, message language: LanguageTag? = nil) {
        let wanted = AcceptedLanguages(request.headers[.acceptLanguage] ?? "").tags
        for tag in wanted + [language?.text.lowercased()].compactMap(\.self) {
            let primary = tag.prefix { $0 != "-" }
            if let wording = Self.all.first(where: { $0.language == primary }) {
                self = wording
                return
            }
        }
        self = Self.english
    }
}

/// The languages of an Accept-Language field, the most wanted first.
struct AcceptedLanguages {
    private(set) var tags: [String] = []

    /// Reads a field; what cannot be read is left out. At most 20 are looked at.
    init(_ field: String) {
        var weighted: [(tag: String, weight: Double, place: Int)] = []
        for (place, part) in field.prefix(500).split(separator: ",").prefix(20).enumerated() {
            let pieces = part.split(separator: ";")
            let tag = pieces[0].trimmingBlanks().lowercased()
            guard !tag.isEmpty, tag.utf8.allSatisfy({ $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2D }) else { continue }
            var weight = 1.0
            for piece in pieces.dropFirst() {
                let text = piece.trimmingBlanks()
                if text.hasPrefix("q="), let value = Double(text.dropFirst(2)) { weight = value }
            }
            if weight > 0 { weighted.append((tag, weight, place)) }
        }
        tags = weighted.sorted { ($1.weight, $0.place) < ($0.weight, $1.place) }.map(\.tag)
    }
}
