import Foundation
public import MailFormat

/// A line of Postfix's log that says what became of a message for one recipient.
///
/// ```
/// Nov 24 09:00:02 relay postfix/smtp[811]: 4F1A2B3C4D: to=<ann@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1.2,
///   delays=0/0/1/0.2, dsn=5.1.1, status=bounced (host mx.example.com[192.0.2.1] said: 550 5.1.1 unknown user)
/// ```
///
/// SeeAlso: Postfix `log_adhoc.c`; pflogsumm reads the same lines
public struct PostfixDelivery: Hashable, Sendable {
    /// What became of it.
    public enum Status: String, Hashable, Sendable {
        case sent, bounced, expired, deferred
    }

    /// Postfix's number of the message.
    public var queueID: String
    /// The recipient.
    public var recipient: String
    /// The recipient before aliases, where it was another.
    public var originalRecipient: String?
    /// `mx.example.com[192.0.2.1]:25`, `local`, `none`.
    public var relay: String
    /// RFC 3463 code.
    public var enhanced: EnhancedStatusCode?
    /// What became of it.
    public var status: Status
    /// What stands in the brackets at the end.
    public var text: String
    /// When; UTC where the line does not say the zone, the last such day where it does not say the year.
    public var at: Timestamp
    /// The line, which makes it one and the same entry whenever the log is read again.
    public var line: String

    /// The number under which the next system took it (`queued as …`).
    public var queuedAs: String? {
        guard let mark = text.range(of: "queued as ") else { return nil }
        let number = text[mark.upperBound...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return number.isEmpty ? nil : String(number)
    }

    /// Whether it only went through a filter on the same machine, and comes back under another number.
    public var isHandedToFilter: Bool {
        status == .sent && queuedAs != nil
            && ["127.", "[::1]", "::1", "localhost"].contains { relay.contains("[\($0)") || relay.hasPrefix($0) }
    }

    /// Reads a line; nil for one that tells no end of a delivery.
    ///
    /// - Parameter now: for lines without a year.
    public init?(_ bytes: ArraySlice<UInt8>, now: Timestamp) {
        guard bytes.count < 1 << 14 else { return nil }
        line = String(decoding: bytes, as: UTF8.self)
        guard let words = Self.afterProgram(line) else { return nil }
        let id = words.prefix { $0 != ":" }
        guard (6...20).contains(id.utf8.count), id.utf8.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }) else { return nil }
        queueID = String(id)
        var fields: [Substring: Substring] = [:]
        var rest = words.dropFirst(id.count + 1)
        while true {
            rest = rest.drop { $0 == " " || $0 == "," }
            guard let equals = rest.firstIndex(of: "=") else { break }
            let key = rest[..<equals]
            guard key.utf8.count < 20, !key.contains(" ") else { break }
            rest = rest[rest.index(after: equals)...]
            let end = key == "status" ? rest.firstIndex(of: " ") : rest.firstIndex(of: rest.first == "<" ? ">" : ",")
            let value = rest[..<(end ?? rest.endIndex)]
            fields[key] = value.first == "<" ? value.dropFirst() : value
            rest = end.map { rest[$0...].dropFirst() } ?? ""
            if key == "status" { break }
        }
        // The queue manager gives up in other words: `from=<…>, status=expired, returned to sender`.
        guard let named = fields["status"].flatMap({ Status(rawValue: String($0.prefix { $0.isLetter })) }), let to = fields["to"],
            !to.isEmpty,
            let moment = Self.moment(of: line, now: now)
        else { return nil }
        (recipient, status, at) = (String(to), named, moment)
        originalRecipient = fields["orig_to"].map(String.init)
        relay = String(fields["relay"] ?? "")
        enhanced = fields["dsn"].flatMap { EnhancedStatusCode(parsing: String($0)) }
        text = String(rest.drop { $0 == "(" })
        if text.hasSuffix(")") { text.removeLast() }
    }

    /// What stands behind `postfix/smtp[811]: `, whatever the instance is called.
    private static func afterProgram(_ line: String) -> Substring? {
        guard let mark = line.range(of: "]: "), let open = line[..<mark.lowerBound].lastIndex(of: "["),
            line[..<open].split(separator: " ").last?.contains("/") == true
        else { return nil }
        return line[mark.upperBound...]
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func moment(of line: String, now: Timestamp) -> Timestamp? {
        let first = line.prefix { $0 != " " }
        if first.contains("T") { return DateFormat.parse(iso8601: String(first)) }
        let words = line.split(separator: " ", maxSplits: 3)
        guard words.count == 4, let month = months.firstIndex(of: String(words[0])), let day = Int(words[1]), words[2].utf8.count == 8
        else {
            return nil
        }
        let year = Int(DateFormat.iso8601(now).prefix(4)) ?? 1970
        func at(_ year: Int) -> Timestamp? {
            func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
            return DateFormat.parse(iso8601: "\(year)-\(two(month + 1))-\(two(day))T\(words[2])Z")
        }
        // A line of December that is read in January.
        guard let moment = at(year), moment < now + .seconds(86400) else { return at(year - 1) }
        return moment
    }
}

extension PostfixDelivery {
    /// As a report: nil for a deferral, which is no end.
    var finding: Finding? {
        switch status {
        case .deferred: return nil
        case .sent:
            var finding = Finding(.delivered, recipient: recipient, reason: .delivered, rule: "log.sent")
            (finding.status, finding.action, finding.diagnostic) = (enhanced, "relayed", text.isEmpty ? nil : text)
            return finding
        case .bounced, .expired:
            var cause = ReplyClassifier.classify(text, status: enhanced, stage: nil)
            if status == .expired, !cause.isByWords { (cause.reason, cause.rule, cause.isHard) = (.expired, "log.expired", false) }
            return Finding(recipient: recipient, action: "failed", cause: cause, diagnostic: text)
        }
    }
}
