/// `type/subtype` of RFC 2045 §5.1, checked.
enum MediaType {
    /// Whether `text` is two tokens around a slash.
    static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= 127, let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return false }
        let (type, subtype) = (bytes[..<slash], bytes[bytes.index(after: slash)...])
        return !type.isEmpty && !subtype.isEmpty && type.allSatisfy(MIMEParameter.isToken) && subtype.allSatisfy(MIMEParameter.isToken)
    }
}
