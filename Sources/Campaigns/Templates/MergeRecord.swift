import MailFormat

/// The values of one message.
struct MergeRecord: Sendable {
    /// The row, in the order of the columns.
    var fields: [String]
    var email: String
    var handle: String
    var queuedAt: Timestamp
    /// The rendered preview line.
    var preheader = ""
    var links: RecipientLinks

    /// The value of a source; a column's default where it is empty.
    func value(of source: FieldSource) -> String {
        switch source {
        case .column(let index, let fallback):
            let value = index < fields.count ? fields[index] : ""
            return value.isEmpty ? fallback ?? "" : value
        case .constant(let value): return value
        case .computed(let computed):
            switch computed {
            case .email: return email
            case .unsubscribeURL: return links.unsubscribe(handle)
            case .preferencesURL: return links.preferences(handle)
            case .viewURL: return links.view(handle)
            case .preheader: return preheader
            case .today: return String(DateFormat.iso8601(queuedAt).prefix(10))
            }
        }
    }
}
