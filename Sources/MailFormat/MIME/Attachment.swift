/// A file that goes with a message, encoded once: every recipient's message copies the same octets.
///
/// SeeAlso: RFC 2183, RFC 2392
public struct Attachment: Hashable, Sendable {
    /// What a reader does with it.
    public enum Disposition: Hashable, Sendable {
        /// Offers it as a file.
        case attachment
        /// Shows it where HTML refers to it as `cid:` and this identifier, `left@right` without angle brackets.
        case inline(contentID: String)
    }

    /// The whole body part: header, empty line, base64.
    let encoded: [UInt8]
    /// `image/png`
    public let mediaType: String

    /// Encodes a file.
    ///
    /// - Parameters:
    ///   - filename: the name a reader sees, in Unicode; no path.
    ///   - mediaType: `type/subtype`.
    /// - Throws: `MIMEProblem` where name, type or identifier cannot stand in a header.
    public init(
        filename: String, mediaType: String, disposition: Disposition = .attachment, content: [UInt8]
    ) throws(MIMEProblem) {
        guard MediaType.isValid(mediaType) else { throw .mediaType(mediaType) }
        var header = HeaderSection()
        do throws(HeaderProblem) {
            try header.append("Content-Type", value: mediaType, parameters: Self.fallbackName(for: filename))
            try header.append("Content-Transfer-Encoding", raw: TransferEncoding.base64.rawValue)
            let parameters = filename.isEmpty ? [] : [MIMEParameter("filename", filename)]
            switch disposition {
            case .attachment:
                try header.append("Content-Disposition", value: "attachment", parameters: parameters)
            case .inline(let identifier):
                try header.append("Content-Disposition", value: "inline", parameters: parameters)
                try header.append("Content-ID", raw: "<\(identifier)>")
            }
        } catch {
            throw .header(error)
        }
        if case .inline(let identifier) = disposition, !Self.isContentID(identifier) { throw .contentID(identifier) }
        var out: [UInt8] = []
        out.reserveCapacity(header.byteCount + 2 + content.count / 57 * 78 + 78)
        header.write(into: &out)
        out.append(ASCII.cr)
        out.append(ASCII.lf)
        Base64MIME.encode(content, into: &out)
        encoded = out
        self.mediaType = mediaType
    }

    /// `name=`, for readers that do not know RFC 2231: what of the file name is ASCII, or the end of that; none where `filename=` says it all.
    private static func fallbackName(for filename: String) -> [MIMEParameter] {
        if filename.utf8.count <= 64, filename.utf8.allSatisfy({ $0 < 0x80 }) { return [] }
        let ascii = filename.unicodeScalars.map { $0.isASCII ? $0 : "_" }
        return [MIMEParameter("name", String(String.UnicodeScalarView(ascii.suffix(longestPlainName))))]
    }

    /// Short enough for one line even if every character has to be escaped.
    private static let longestPlainName = 32

    private static func isContentID(_ text: String) -> Bool {
        let sides = text.split(separator: "@", omittingEmptySubsequences: false)
        return sides.count == 2 && text.utf8.count <= 255
            && sides.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0.isAtext || $0 == ASCII.dot } }
    }
}
