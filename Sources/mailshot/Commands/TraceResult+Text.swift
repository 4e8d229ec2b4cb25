import Foundation
import MailFormat

extension TraceResult {
    /// One line of the story: when, of which campaign, what.
    private struct Line {
        var at: Timestamp
        var campaign: String
        var what: String
    }

    func text(_ style: TextStyle) -> String {
        guard !campaigns.isEmpty || !suppressions.isEmpty || !changes.isEmpty else {
            return "\(email): the ledger knows nothing of this address"
        }
        let lines = story().enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        let width = lines.map(\.campaign.count).max() ?? 0
        var text = [head(style)]
        for story in campaigns where story.state == nil { text += ["", "  \(story.campaign)  \(TerminalText.safe(story.decision))"] }
        if !lines.isEmpty { text.append("") }
        var last: String?
        for line in lines {
            // A campaign is named once as long as the next line is about it too.
            let name = line.campaign == last ? "" : line.campaign
            last = line.campaign
            text.append("  \(MomentText.long(line.at))  \(name.padding(toLength: width))  \(TerminalText.safe(line.what))")
        }
        if !notInAudience.isEmpty {
            let names = notInAudience.suffix(5).joined(separator: ", ")
            let rest = notInAudience.count > 5 ? " and \(notInAudience.count - 5) more" : ""
            text += ["", style.dim("Not in the audience of \(names)\(rest); why: mailshot why-not \(email) \(notInAudience.last ?? "")")]
        }
        return text.joined(separator: "\n")
    }

    private func head(_ style: TextStyle) -> String {
        let mailed = campaigns.filter { $0.state != nil }.count
        let standing = suppressions.map { entry in
            let since = entry["at"].flatMap { DateFormat.parse(iso8601: $0) }.map(MomentText.long) ?? ""
            let target = entry["target"].flatMap { $0.hasPrefix("@") ? $0 : nil }
            let reach = [target, entry["scope"].map { "list \($0)" }].compactMap(\.self)
            return "suppressed since \(since) ("
                + TerminalText.safe(([entry["reason"], entry["source"]].compactMap(\.self) + reach).joined(separator: ", ")) + ")"
        }
        return
            ([style.bold(email), campaign.map { "campaign \($0)" } ?? "in \(mailed) campaign\(mailed == 1 ? "" : "s")"]
            + (standing.isEmpty ? ["may be mailed"] : standing.map(style.red)) + [style.dim("times in UTC")]).joined(separator: " · ")
    }

    private func story() -> [Line] {
        var lines: [Line] = []
        func add(_ at: String?, _ campaign: String, _ what: String) {
            guard let moment = at.flatMap({ DateFormat.parse(iso8601: $0) }) else { return }
            lines.append(Line(at: moment, campaign: campaign, what: what))
        }
        for story in campaigns where story.state != nil {
            for attempt in story.attempts.dropLast(story.settledBy == nil ? 0 : 1) {
                add(attempt.at, story.campaign, attempt.words)
            }
            let row = story.line.map { "row \(NumberText.grouped($0)) of \(story.file ?? "the list")" }
            let attempt = story.settledBy.map { "attempt \($0)" }
            add(story.at, story.campaign, "\(story.decision) (\([attempt, row].compactMap(\.self).joined(separator: ", ")))")
            for event in story.events { add(event.at, story.campaign, event.words) }
        }
        for change in changes {
            let scope = change.scope.map { ", list \($0)" } ?? ""
            let target = change.target.hasPrefix("@") ? " \(change.target)" : ""
            add(change.at, "", "\(change.change)\(target): \(change.reason)\(scope), source \(change.source)")
        }
        return lines
    }
}

extension TraceResult.Story {
    /// The attempt the decision tells of; nil where no relay was asked.
    fileprivate var settledBy: Int? {
        guard let last = attempts.last, last.outcome == state else { return nil }
        return last.number
    }
}

extension TraceResult.Attempt {
    fileprivate var words: String {
        "attempt \(number): \(outcome)" + TraceDecision.answer(relay: relay, code, enhanced, reply, reason)
    }
}

extension TraceResult.Happening {
    /// `opened   machine: 2 s after acceptance, image proxy`; `bounce (hard), rule recipient.no_mailbox: 550 5.1.1 …`
    fileprivate var words: String {
        let what =
            switch kind {
            case "open": "opened"
            case "click": "clicked" + (url.map { " \($0)" } ?? "")
            case "unsubscribe": "unsubscribed"
            case "complaint": "complained"
            default: kind
            }
        let reasons = (facts?["reasons"] ?? facts?["why"])?.words
        let told = facts?["diagnostic"]?.words ?? facts?["status"]?.words
        return what + (detail.map { " (\($0))" } ?? "") + (verdict.map { "  \($0)" } ?? "") + (reasons.map { ": \($0)" } ?? "")
            + (facts?["rule"]?.words.map { ", rule \($0)" } ?? "") + (told.map { ": \($0)" } ?? "")
            + (facts?["remote_mta"]?.words.map { " (\($0))" } ?? "") + (facts?["named"]?.words.map { ", which names \($0)" } ?? "")
    }
}
