import MailFormat

/// A message taken apart for a reader: what a mail program would show, and what it would offer to save.
struct ShownMessage: Sendable {
    /// A part that is neither the text nor the HTML.
    struct Attachment: Sendable {
        /// Its place among the parts of the message.
        var number: Int
        var name: String
        var mediaType: String
        var size: Int
        /// Content-ID without its angle brackets, where it has one.
        var contentID: String?
    }

    let header: ReadHeader
    let source: [UInt8]
    /// nil where there is none.
    private(set) var html: String?
    private(set) var text: String?
    private(set) var attachments: [Attachment] = []
    private let parts: [ReadMessage.Part]

    init(_ octets: [UInt8]) {
        let message = ReadMessage(octets[...])
        source = octets
        header = message.header
        parts = message.parts
        for (number, part) in parts.enumerated() {
            let disposition = String(decoding: part.header.value("content-disposition") ?? [], as: UTF8.self).lowercased()
            let isFile = disposition.hasPrefix("attachment") || part.type.parameters["name"] != nil
            switch part.type.mediaType {
            case "text/html" where html == nil && !isFile: html = part.text
            case "text/plain" where text == nil && !isFile: text = part.text
            default: attachments.append(Self.attachment(part, number))
            }
        }
    }

    /// The octets of an attachment behind its transfer encoding.
    func octets(of attachment: Attachment) -> [UInt8] { parts[attachment.number].body }

    private static func attachment(_ part: ReadMessage.Part, _ number: Int) -> Attachment {
        let disposition = ReadContentType(
            Array("x/x; ".utf8) + (part.header.value("content-disposition") ?? []).drop { $0 != UInt8(ascii: ";") }.dropFirst())
        let name = disposition.parameters["filename"] ?? part.type.parameters["name"] ?? "part \(number + 1)"
        let identifier = part.header.value("content-id").map {
            String(decoding: $0.filter { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }, as: UTF8.self)
        }
        return Attachment(number: number, name: name, mediaType: part.type.mediaType, size: part.body.count, contentID: identifier)
    }
}
