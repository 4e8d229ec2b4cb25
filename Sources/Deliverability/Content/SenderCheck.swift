public import Campaigns
public import MailFormat

/// Whether those who receive a campaign can tell that its sender is who it says.
public struct SenderCheck: Sendable {
    /// From of the campaign.
    public var from: Mailbox
    /// Where answers go; nil for From.
    public var replyTo: Mailbox?
    /// Domains of the `[[dkim]]` tables.
    public var signingDomains: [String]
    /// Whether everything stays on this machine.
    public var usesSandbox: Bool

    /// A check of these.
    public init(from: Mailbox, replyTo: Mailbox?, signingDomains: [String], usesSandbox: Bool) {
        self.from = from
        self.replyTo = replyTo
        self.signingDomains = signingDomains
        self.usesSandbox = usesSandbox
    }

    /// What there is to say.
    public var findings: [Diagnostic] {
        var found: [Diagnostic] = []
        func note(_ rule: String, _ message: String, hint: String) {
            guard let rule = Rules.named(rule) else { return }
            found.append(Diagnostic(rule.severity, rule: rule.id, file: "mailshot.toml", message: message, hint: hint))
        }
        let domain = from.address.domain.lowercased()
        if Self.freeMailDomains.contains(domain) {
            note(
                "sender.free_mail", "From is an address at \(domain), whose policy has everybody refuse it from here",
                hint: "use a domain of your own")
        }
        if signingDomains.isEmpty {
            if !usesSandbox {
                note(
                    "dkim.none", "nothing signs the messages",
                    hint: "mailshot dkim generate, or make sure that every relay signs as \(domain)")
            }
        } else if !signingDomains.contains(where: { Self.aligned($0.lowercased(), domain) }) {
            note(
                "relay.alignment", "no [[dkim]] domain belongs to \(domain), which From names: DMARC needs one",
                hint: "sign as \(domain) as well")
        }
        let answers = (replyTo ?? from).address.localPart.lowercased().filter { $0.isLetter }
        if ["noreply", "donotreply", "nichtantworten", "nepasrepondre"].contains(answers) {
            note(
                "sender.no_reply", "answers go to \((replyTo ?? from).address), where nobody reads them",
                hint: "give reply_to an address that is read")
        }
        return found
    }

    /// Relaxed alignment as far as it can be told without the public suffix list: one is the other or a subdomain of it, or they share
    /// everything but their first label.
    static func aligned(_ one: String, _ other: String) -> Bool {
        if one == other || one.hasSuffix("." + other) || other.hasSuffix("." + one) { return true }
        func parent(_ domain: String) -> Substring? {
            let rest = domain.drop { $0 != "." }.dropFirst()
            return rest.contains(".") ? rest : nil
        }
        return parent(one) != nil && parent(one) == parent(other)
    }

    /// Free mail providers that ask receivers to refuse their domain from elsewhere (DMARC p=quarantine or p=reject), or will.
    static let freeMailDomains: Set<String> = [
        "gmail.com", "googlemail.com", "yahoo.com", "ymail.com", "rocketmail.com", "aol.com", "hotmail.com", "outlook.com", "live.com",
        "msn.com", "icloud.com", "me.com", "mac.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "mail.ru", "yandex.ru", "proton.me",
        "protonmail.com", "t-online.de",
    ]
}
