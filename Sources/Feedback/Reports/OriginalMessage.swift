import MailFormat

/// What is left of the message that came back: its header, attached or below the report's words.
struct OriginalMessage {
    let header: ReadHeader

    init?(in message: ReadMessage) {
        let part = message.parts.last {
            [
                "message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers",
                "message/partial",
            ].contains($0.type.mediaType)
        }
        if let part {
            header = ReadHeader(part.body.drop { $0 <= 0x20 })
            return
        }
        guard let text = message.parts.first(where: { $0.type.mediaType.hasPrefix("text/") }) ?? message.parts.first else { return nil }
        let body = text.body
        guard let start = ReportText.originalStart(in: body) else { return nil }
        header = ReadHeader(body[start...])
    }

    /// Whom it was for.
    var recipients: [String] {
        for name in ["x-envelope-to", "x-original-to", "delivered-to", "to"] {
            let found = header.fields.filter { $0.name == name }.flatMap { AddressScanner.addresses(in: $0.value[...]) }.map(\.address)
            if !found.isEmpty { return found }
        }
        return []
    }
}
