/// A body as a tree of parts that writes itself: header, empty line, content, in CRLF lines of at most 998 octets.
///
/// ```
/// let body = MIMEEntity.multipart("alternative", boundary: "=_a1b2", [.text("plain", plain), .text("html", html)])
/// try body.write(into: &bytes, allow8Bit: false)
/// ```
///
/// The top of a tree is written behind the message's own fields (From, To, Subject, MIME-Version …), whose header section it completes.
///
/// SeeAlso: RFC 2045, RFC 2046
public indirect enum MIMEEntity: Hashable, Sendable {
    /// `text/SUBTYPE; charset=utf-8`; line breaks of any kind leave as CRLF, and the last line is ended.
    case text(_ subtype: String, _ utf8: [UInt8], parameters: [MIMEParameter] = [])
    /// A file, shown inline or offered.
    case attachment(Attachment)
    /// `multipart/SUBTYPE`: `alternative` (plainest first), `mixed`, `related` (root first). The boundary is the caller's, so that composing
    /// again gives the same octets; one that holds `=_` cannot occur in quoted-printable or base64.
    case multipart(_ subtype: String, boundary: String, _ parts: [MIMEEntity])

    /// Appends header, empty line and content.
    ///
    /// - Parameter allow8Bit: whether text may travel as 8bit, for relays with 8BITMIME.
    /// - Returns: whether any text did.
    /// - Throws: `MIMEProblem`; what was appended before is then of no use.
    @discardableResult
    public func write(into out: inout [UInt8], allow8Bit: Bool) throws(MIMEProblem) -> Bool {
        try writeParts(into: &out, allow8Bit: allow8Bit).contains(.eightBit)
    }

    /// Writes the tree and says which encodings were used in it.
    private func writeParts(into out: inout [UInt8], allow8Bit: Bool) throws(MIMEProblem) -> Set<TransferEncoding> {
        switch self {
        case .text(let subtype, let utf8, let parameters):
            let encoding = TransferEncoding.choose(for: utf8, allow8Bit: allow8Bit)
            try writeTextHeader(subtype, parameters, encoding, into: &out)
            utf8.withUnsafeBufferPointer { encoding.write($0, into: &out) }
            return [encoding]
        case .attachment(let attachment):
            out.append(contentsOf: attachment.encoded)
            return [.base64]
        case .multipart(let subtype, let boundary, let parts):
            return try writeMultipart(subtype, boundary, parts, into: &out, allow8Bit: allow8Bit)
        }
    }

    private func writeMultipart(
        _ subtype: String, _ boundary: String, _ parts: [MIMEEntity], into out: inout [UInt8], allow8Bit: Bool
    ) throws(MIMEProblem) -> Set<TransferEncoding> {
        guard Boundary.isValid(boundary) else { throw .boundary(boundary) }
        guard let root = parts.first else { throw .noParts }
        var parameters = [MIMEParameter("boundary", boundary)]
        // RFC 2387 §3.1: the type of the root is required.
        if subtype.lowercased() == "related" { parameters.insert(MIMEParameter("type", root.mediaType), at: 0) }
        let holds8Bit = allow8Bit && parts.contains(where: \.holds8Bit)
        var encodings: Set<TransferEncoding> = [holds8Bit ? .eightBit : .sevenBit]
        try writeHeader("multipart/\(subtype)", parameters, holds8Bit ? .eightBit : .sevenBit, into: &out)
        for part in parts {
            Boundary.writeDelimiter(boundary, isLast: false, into: &out)
            let start = out.count
            let used = try part.writeParts(into: &out, allow8Bit: allow8Bit)
            let cannotOccur = Boundary.isForeignToEncodings(boundary) && used.isSubset(of: [.quotedPrintable, .base64])
            if !cannotOccur, Boundary.occurs(boundary, in: out, from: start) { throw .boundaryOccurs(boundary) }
            encodings.formUnion(used)
        }
        Boundary.writeDelimiter(boundary, isLast: true, into: &out)
        return encodings
    }

    /// The usual case without a detour: composing thousands of messages a second writes little else.
    private func writeTextHeader(
        _ subtype: String, _ parameters: [MIMEParameter], _ encoding: TransferEncoding, into out: inout [UInt8]
    ) throws(MIMEProblem) {
        guard parameters.isEmpty, subtype == "plain" || subtype == "html" else {
            return try writeHeader("text/\(subtype)", [MIMEParameter("charset", "utf-8")] + parameters, encoding, into: &out)
        }
        out.append(contentsOf: "Content-Type: text/".utf8)
        out.append(contentsOf: subtype.utf8)
        out.append(contentsOf: "; charset=utf-8\r\nContent-Transfer-Encoding: ".utf8)
        out.append(contentsOf: encoding.rawValue.utf8)
        out.append(contentsOf: "\r\n\r\n".utf8)
    }

    private func writeHeader(
        _ mediaType: String, _ parameters: [MIMEParameter], _ encoding: TransferEncoding, into out: inout [UInt8]
    ) throws(MIMEProblem) {
        guard MediaType.isValid(mediaType) else { throw .mediaType(mediaType) }
        var header = HeaderSection()
        do throws(HeaderProblem) {
            try header.append("Content-Type", value: mediaType, parameters: parameters)
            try header.append("Content-Transfer-Encoding", raw: encoding.rawValue)
        } catch {
            throw .header(error)
        }
        header.write(into: &out)
        out.append(ASCII.cr)
        out.append(ASCII.lf)
    }

    /// `type/subtype`
    private var mediaType: String {
        switch self {
        case .text(let subtype, _, _): "text/\(subtype)"
        case .attachment(let attachment): attachment.mediaType
        case .multipart(let subtype, _, _): "multipart/\(subtype)"
        }
    }

    /// Whether a text in it would travel as 8bit, were that allowed.
    private var holds8Bit: Bool {
        switch self {
        case .text(_, let utf8, _): TransferEncoding.choose(for: utf8, allow8Bit: true) == .eightBit
        case .attachment: false
        case .multipart(_, _, let parts): parts.contains(where: \.holds8Bit)
        }
    }
}
