/// A header field name that signatures cover.
///
/// SeeAlso: RFC 6376 §5.4
public struct SignedHeader: Hashable, Sendable {
    /// The field name as it is written in `h=`.
    public var name: String
    /// Whether it is listed once more than it occurs, so that nobody can add another one (RFC 6376 §5.4.2, §8.15).
    public var isOversigned: Bool

    /// A name to sign wherever it occurs.
    public init(_ name: String, oversigned: Bool = false) {
        self.name = name
        isOversigned = oversigned
    }

    /// What a reader sees or a mail program acts upon is oversigned; the rest is signed where it occurs.
    ///
    /// Left out are the fields that relays add or change: Received, Return-Path, Authentication-Results and other traces.
    public static let standard: [SignedHeader] =
        [
            "From", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
            "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id",
        ].map { SignedHeader($0, oversigned: true) }
        + [
            "Sender", "Content-Transfer-Encoding", "Content-Language", "In-Reply-To", "References", "List-Help", "List-Subscribe",
            "List-Post",
            "List-Owner", "List-Archive", "Feedback-ID",
        ].map { SignedHeader($0) }
}
