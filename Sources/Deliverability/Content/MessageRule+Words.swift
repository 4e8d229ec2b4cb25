import Campaigns
import MailFormat

extension MessageRule {
    /// What a message says.
    static let words: [MessageRule] = [
        MessageRule(
            rule: Rule(
                "text.differs", .warning, "a text part that says something else than the HTML",
                why: "The two are alternatives of one message; filters compare them, and some people read only the text.",
                source: "RFC 2046 section 5.1.4")
        ) { reading in
            guard !reading.specimen.textIsMade, reading.htmlWords.count >= 20 else { return nil }
            let shared = reading.htmlWords.intersection(reading.textWords).count
            guard shared * 5 < reading.htmlWords.count else { return nil }
            return (
                "the text part has \(shared * 100 / reading.htmlWords.count) % of the words of the HTML",
                "write the same message in body.txt, or leave it to mailshot"
            )
        },
        MessageRule(
            rule: Rule(
                "text.images_only", .warning, "HTML that says nearly everything in images",
                why: "Readers without images see nothing, and filters cannot tell it from junk.", source: "ours")
        ) { reading in
            guard let html = reading.specimen.html, html.lowercased().contains("<img"), reading.htmlWords.count < 15 else { return nil }
            return ("the HTML has \(reading.htmlWords.count) words besides its images", "say in words what the images say")
        },
        MessageRule(
            rule: Rule(
                "merge.gap", .warning, "a gap where a value should be: \"Hi ,\"",
                why: "An empty value left its punctuation behind. Give it a default, or put a section around the place.", source: "ours")
        ) { reading in
            for line in reading.specimen.text.split(whereSeparator: \.isNewline).prefix(200) {
                guard let gap = line.firstRange(of: " ,") else { continue }
                let before = line[..<gap.lowerBound]
                guard before.last?.isLetter == true else { continue }
                return ("\"\(line.prefix(40))\" has a gap before its comma", "give the value a default")
            }
            return nil
        },
        MessageRule(
            rule: Rule(
                "subject.long", .hint, "a subject that phones cut",
                why: "About 40 characters are seen on a phone and 70 on a desktop; put what matters first.", source: "ours")
        ) { reading in
            reading.subject.count > 70 ? ("the subject has \(reading.subject.count) characters", "say what matters in the first 40") : nil
        },
        MessageRule(
            rule: Rule(
                "subject.shouting", .warning, "a subject in capitals or with rows of marks",
                why: "People and filters take it for junk.", source: "SpamAssassin rules SUBJ_ALL_CAPS and PLING_PLING")
        ) { reading in
            let letters = reading.subject.filter(\.isLetter)
            if letters.count >= 10, letters.allSatisfy({ $0.isUppercase && $0.lowercased() != String($0) }) {
                return ("the subject is all capitals", "write it as a sentence")
            }
            guard reading.subject.contains("!!") || reading.subject.contains("??") else { return nil }
            return ("the subject has rows of exclamation or question marks", "one is enough")
        },
        MessageRule(
            rule: Rule(
                "subject.false_reply", .error, "a subject that pretends to be an answer",
                why: "Nobody wrote before: a subject must not mislead.", source: "CAN-SPAM 15 U.S.C. 7704(a)(2)")
        ) { reading in
            let subject = reading.subject.lowercased().trimmed
            guard reading.specimen.isMarketing,
                ["re:", "fw:", "fwd:", "aw:", "wg:", "antw:", "sv:", "vs:", "tr:"].contains(where: subject.hasPrefix)
            else { return nil }
            return ("the subject pretends to be an answer or a forwarded message", "take the prefix out")
        },
        MessageRule(
            rule: Rule(
                "preheader.missing", .hint, "no preview line",
                why: "Inboxes show the beginning of the message behind the subject, often \"View in browser\". Say something there.",
                source: "ours")
        ) { reading in
            guard reading.specimen.isMarketing, reading.specimen.html != nil, !reading.specimen.hasPreheader else { return nil }
            return ("the campaign has no preheader", "add preheader = \"…\" to the campaign file")
        },
    ]
}
