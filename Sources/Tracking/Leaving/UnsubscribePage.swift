import Ledger
import MailFormat

/// What `/u/HANDLE` shows.
struct UnsubscribePage {
    let wording: PageWording
    let message: VisitedMessage
    let sender: String
    let handle: String

    /// One question, one button.
    var question: String {
        guard message.email != nil else { return Page.whole(wording, title: wording.unsubscribeTitle, body: paragraph(wording.erased)) }
        return Page.whole(
            wording, title: wording.unsubscribeTitle,
            body: paragraph(wording.unsubscribeQuestion.filled(sender)) + button(wording.unsubscribeButton, name: "leave", style: "")
                + preferences)
    }

    /// What has been done, and the way back.
    func done(_ departure: Departure) -> String {
        guard departure.email != nil else { return Page.whole(wording, title: wording.doneTitle, body: paragraph(wording.erased)) }
        let what = departure.scope.isEmpty ? wording.done.filled(sender) : wording.doneList.filled(departure.scope)
        return Page.whole(
            wording, title: wording.doneTitle,
            body: paragraph(what) + paragraph(wording.mistake) + button(wording.undoButton, name: "undo", style: " class=\"quiet\"")
                + preferences)
    }

    /// What became of the way back.
    func undone(_ isBack: Bool) -> String {
        Page.whole(
            wording, title: wording.unsubscribeTitle, body: paragraph(isBack ? wording.undone : wording.notUndone) + preferences)
    }

    private var preferences: String { "<p><a href=\"../p/\(handle)\">\(MarkupText.escaped(wording.preferencesLink))</a></p>" }

    private func paragraph(_ text: String) -> String { "<p>\(MarkupText.escaped(text))</p>\n" }

    private func button(_ text: String, name: String, style: String) -> String {
        "<form method=\"post\"><p><button\(style) type=\"submit\" name=\"\(name)\" value=\"1\">\(MarkupText.escaped(text))</button></p></form>\n"
    }
}
