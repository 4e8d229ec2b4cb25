/// `type/subtype` of RFC 2045 §5.1, checked.
enum MediaType {
    /// Whether `text` is two tokens around a slash.
    static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 127 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(MIMEParameter.isToken) }
    }
}
