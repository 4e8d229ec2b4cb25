/// Header fields a campaign may not set itself: they are written by mailshot, or by relays, or decide how a body is read.
///
/// SeeAlso: RFC 5322 §3.6, RFC 6376 §8.15
enum ReservedHeaders {
    /// Why a name is refused; nil for one that may be used.
    static func reason(against name: String) -> String? {
        let name = name.lowercased()
        if let reason = reasons[name] { return reason }
        if name.hasPrefix("content-") { return "belongs to the body" }
        if name.hasPrefix("resent-") || name.hasPrefix("arc-") { return "is for those who forward mail" }
        if name.hasPrefix("list-") && name != "list-help" && name != "list-owner" && name != "list-archive" && name != "list-post" {
            return "is written by mailshot"
        }
        return nil
    }

    private static let reasons: [String: String] = {
        let ours = ["from", "to", "subject", "date", "message-id", "reply-to", "mime-version", "feedback-id", "auto-submitted", "sender"]
        let relays = ["received", "return-path", "dkim-signature", "authentication-results", "delivered-to", "received-spf"]
        let people = ["cc", "bcc", "in-reply-to", "references"]
        return Dictionary(
            uniqueKeysWithValues: ours.map { ($0, "is written by mailshot") } + relays.map { ($0, "is written by mail servers") }
                + people.map { ($0, "does not go with a message to one person") })
    }()
}
