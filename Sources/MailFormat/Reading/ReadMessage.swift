/// A message from outside, taken apart: its header and its leaves, in the order of the message.
///
/// Nothing is refused: a boundary that never ends takes the rest, a broken header is a short one. One pass over the lines with a stack of
/// the open boundaries; `message/rfc822` is a leaf, which `ReadMessage` reads in turn where somebody wants it.
///
/// ## Limits
/// 10 multiparts inside each other, 200 parts; deeper or later ones stay text of the part they stand in.
///
/// SeeAlso: RFC 2046 §5.1
public struct ReadMessage: Sendable {
    /// A leaf of the tree.
    public struct Part: Sendable {
        /// The part's own header; the message's where there is only one part.
        public var header: ReadHeader
        /// What it says it is.
        public var type: ReadContentType
        /// As it stands in the message, transfer encoding and all.
        public var rawBody: ArraySlice<UInt8>

        /// The octets behind the transfer encoding (RFC 2045 §6).
        public var body: [UInt8] {
            let encoding = String(decoding: (header.value("content-transfer-encoding") ?? []).map(\.asciiLowercased), as: UTF8.self)
            if encoding.hasPrefix("quoted-printable") { return QuotedPrintable.decode(rawBody) }
            return encoding.hasPrefix("base64") ? Base64MIME.decode(rawBody) : Array(rawBody)
        }

        /// The text behind transfer encoding and charset.
        public var text: String { Charset.text(body, charset: type.parameters["charset"] ?? "utf-8") }
    }

    /// The message's own header.
    public let header: ReadHeader
    /// The message's own type.
    public let type: ReadContentType
    /// The leaves.
    public private(set) var parts: [Part] = []
    /// Everything behind the header.
    public let rawBody: ArraySlice<UInt8>

    static let deepest = 10
    static let mostParts = 200

    /// The message that is `bytes`.
    public init(_ bytes: ArraySlice<UInt8>) {
        var start = bytes.startIndex
        header = ReadHeader(bytes, end: &start)
        type = ReadContentType(header.value("content-type"))
        rawBody = bytes[start...]
        guard type.mediaType.hasPrefix("multipart/"), let boundary = Self.boundary(of: type) else {
            parts = [Part(header: header, type: type, rawBody: rawBody)]
            return
        }
        read(from: start, in: bytes, boundary: boundary)
        if parts.isEmpty { parts = [Part(header: header, type: ReadContentType(nil), rawBody: rawBody)] }
    }

    private mutating func read(from start: Int, in bytes: ArraySlice<UInt8>, boundary: [UInt8]) {
        var open = [boundary]
        var leaf: Part?
        var lines = LineCursor(bytes[start...])
        var lineStart = lines.position
        while let line = lines.next() {
            defer { lineStart = lines.position }
            guard line.starts(with: [ASCII.hyphen, ASCII.hyphen]), let level = open.lastIndex(where: { Self.delimits(line, $0) }) else {
                continue
            }
            finish(&leaf, at: lineStart, in: bytes)
            let closes = line.dropFirst(2 + open[level].count).starts(with: [ASCII.hyphen, ASCII.hyphen])
            open.removeSubrange((closes ? level : level + 1)...)
            if closes {
                if open.isEmpty { return }
                continue
            }
            guard parts.count < Self.mostParts else { return }
            var bodyStart = lines.position
            let header = ReadHeader(bytes[bodyStart...], end: &bodyStart)
            let type = ReadContentType(header.value("content-type"))
            if type.mediaType.hasPrefix("multipart/"), open.count < Self.deepest, let inner = Self.boundary(of: type) {
                open.append(inner)
            } else {
                leaf = Part(header: header, type: type, rawBody: bytes[bodyStart...])
            }
            lines = LineCursor(bytes[bodyStart...])
        }
        finish(&leaf, at: bytes.endIndex, in: bytes)
    }

    private mutating func finish(_ leaf: inout Part?, at end: Int, in bytes: ArraySlice<UInt8>) {
        guard var part = leaf else { return }
        part.rawBody = bytes[part.rawBody.startIndex..<max(end, part.rawBody.startIndex)]
        parts.append(part)
        leaf = nil
    }

    private static func boundary(of type: ReadContentType) -> [UInt8]? {
        guard let text = type.parameters["boundary"], !text.isEmpty, text.utf8.count <= 256 else { return nil }
        return Array(text.utf8)
    }

    private static func delimits(_ line: ArraySlice<UInt8>, _ boundary: [UInt8]) -> Bool {
        let rest = line.dropFirst(2)
        guard rest.starts(with: boundary) else { return false }
        let tail = rest.dropFirst(boundary.count)
        return tail.isEmpty || tail.allSatisfy(\.isBlank) || tail.starts(with: [ASCII.hyphen, ASCII.hyphen])
    }
}
