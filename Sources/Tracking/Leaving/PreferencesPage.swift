import Ledger
import MailFormat

/// What `/p/HANDLE` shows: a group of three choices a list, and one button.
struct PreferencesPage {
    let wording: PageWording
    let sender: String
    let email: EmailAddress
    let standings: [ListStanding]
    /// What has just been done.
    let notice: String?

    var text: String {
        var body = notice.map { "<p role=\"status\"><strong>\(MarkupText.escaped($0))</strong></p>\n" } ?? ""
        body +=
            "<p>\(MarkupText.escaped(wording.preferencesIntroduction.filled(sender, Self.shortened(email))))</p>\n<form method=\"post\">\n"
        for (number, standing) in standings.enumerated() { body += group(standing, number) }
        body += "<p><button type=\"submit\">\(MarkupText.escaped(wording.saveButton))</button></p>\n</form>"
        return Page.whole(wording, title: wording.preferencesTitle, body: body)
    }

    private func group(_ standing: ListStanding, _ number: Int) -> String {
        let name = standing.list.isEmpty ? wording.allMail : wording.list.filled(standing.list)
        var out = "<fieldset>\n<legend>\(MarkupText.escaped(name))</legend>\n"
        if let state = state(standing) { out += "<p>\(MarkupText.escaped(state))</p>\n" }
        guard let chosen = PreferencesChoice(standing) else { return out + "</fieldset>\n" }
        out += "<input type=\"hidden\" name=\"list\(number)\" value=\"\(MarkupText.escaped(standing.list))\">\n"
        for choice in PreferencesChoice.allCases {
            let words =
                switch choice {
                case .keep: wording.keep
                case .pause: wording.pause
                case .leave: wording.leave
                }
            let id = "\(choice.rawValue)\(number)"
            out += "<label for=\"\(id)\"><input type=\"radio\" id=\"\(id)\" name=\"choice\(number)\" value=\"\(choice.rawValue)\""
            out += "\(choice == chosen ? " checked" : "")>\(MarkupText.escaped(words))</label>\n"
        }
        return out + "</fieldset>\n"
    }

    private func state(_ standing: ListStanding) -> String? {
        guard let suppression = standing.suppression else { return nil }
        guard PreferencesChoice(standing) != nil else { return wording.blocked }
        return suppression.expiresAt.map { wording.pausedUntil.filled(String(DateFormat.iso8601($0).prefix(10))) } ?? wording.left
    }

    /// `a…@example.org`: whose it is, told to whoever knows already.
    static func shortened(_ email: EmailAddress) -> String { "\(email.localPart.prefix(1))…@\(email.domain)" }
}
