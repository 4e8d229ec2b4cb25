/// The fields that a message or body part has at most once.
///
/// SeeAlso: RFC 5322 §3.6, RFC 2045 §3, RFC 2369 §2, RFC 2919 §2, RFC 8058 §3.1
enum SingletonField: String, Hashable {
    case from, sender, to, cc, bcc, subject, date
    case replyTo = "reply-to"
    case messageID = "message-id"
    case inReplyTo = "in-reply-to"
    case references
    case mimeVersion = "mime-version"
    case contentType = "content-type"
    case contentTransferEncoding = "content-transfer-encoding"
    case contentDisposition = "content-disposition"
    case contentID = "content-id"
    case listUnsubscribe = "list-unsubscribe"
    case listUnsubscribePost = "list-unsubscribe-post"
    case listID = "list-id"
    case listHelp = "list-help"
    case listOwner = "list-owner"
    case listArchive = "list-archive"
    case listPost = "list-post"
    case listSubscribe = "list-subscribe"

    /// The field of this name in any case, if it is one of them.
    init?(name: String) { self.init(rawValue: name.lowercased()) }
}
