/// The fields that a message or body part has at most once.
///
/// SeeAlso: RFC 5322 §3.6, RFC 2045 §3, RFC 2369 §2, RFC 2919 §2, RFC 8058 §3.1
enum SingletonField: String, CaseIterable {
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

    /// A bit of its own in a set of these.
    typealias Mask = UInt32

    /// The bit of the field of this name, in any case; 0 for a field that may come more than once.
    static func mask(of name: String) -> Mask {
        guard name.utf8.count < byLength.count else { return 0 }
        for field in byLength[name.utf8.count] where field.name.elementsEqual(name.utf8, by: { $0 == $1.asciiLowercased }) {
            return field.mask
        }
        return 0
    }

    /// The names by their length, because comparing with each would cost more than writing the field.
    private static let byLength: [[(name: [UInt8], mask: Mask)]] = {
        let longest = allCases.map(\.rawValue.utf8.count).max() ?? 0
        var table = [[(name: [UInt8], mask: Mask)]](repeating: [], count: longest + 1)
        for (index, field) in allCases.enumerated() { table[field.rawValue.utf8.count].append((Array(field.rawValue.utf8), 1 << index)) }
        return table
    }()
}
