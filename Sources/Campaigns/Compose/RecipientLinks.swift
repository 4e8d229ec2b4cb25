import MailFormat

/// The links a message has back to the sender, for one recipient each: unsubscribe, preferences, view, click, open.
///
/// All of them are a constant text and the message's handle.
final class RecipientLinks: Sendable {
    /// `https://t.example.com`, without a trailing slash; nil without `[tracking]`.
    let base: String?
    /// `mailto:unsubscribe@example.com?subject=unsubscribe-`, RFC 6068; nil leaves that way out.
    private let mailPrefix: String?

    /// The links of a sender.
    ///
    /// Without a web address the unsubscribe link is a `mailto:`; requests then go to the unsubscribe mailbox, or to the return path, or to
    /// From: the mailbox whose mail `bounces process` reads should be the one.
    init(tracking: TrackingSettings?, sender: Sender, from: Mailbox) {
        var base = tracking?.baseURL
        while base?.last == "/" { base?.removeLast() }
        self.base = base
        let mailbox = sender.unsubscribeMailbox ?? (base == nil ? sender.returnPath ?? from.address : nil)
        mailPrefix = mailbox.map { "mailto:\(PercentEncoding.encode($0.localPart))@\($0.domain)?subject=unsubscribe-" }
    }

    /// Links to a place on the web only.
    init(base: String?) {
        self.base = base
        mailPrefix = nil
    }

    /// Whether one POST to the unsubscribe link is enough (RFC 8058 §3.1 wants https).
    var isOneClick: Bool { base?.lowercased().hasPrefix("https://") ?? false }

    /// The link of `{{unsubscribe_url}}`: the web page, or a mail to send.
    func unsubscribe(_ handle: String) -> String {
        base.map { $0 + "/u/" + handle } ?? unsubscribeMail(handle) ?? ""
    }

    /// A mail that unsubscribes; nil where there is no mailbox for it.
    func unsubscribeMail(_ handle: String) -> String? { mailPrefix.map { $0 + handle } }

    /// The link of `{{preferences_url}}`; empty without a web address.
    func preferences(_ handle: String) -> String { base.map { $0 + "/p/" + handle } ?? "" }

    /// The link of `{{view_url}}`; empty without a web address.
    func view(_ handle: String) -> String { base.map { $0 + "/v/" + handle } ?? "" }

    /// What stands before the handle in a built-in link; nil for built-ins that are no link.
    func pattern(of computed: FieldSource.Computed) -> String? {
        switch computed {
        case .unsubscribeURL: unsubscribe("")
        case .preferencesURL: preferences("")
        case .viewURL: view("")
        case .email, .preheader, .today: nil
        }
    }
}
