import FuzzTarget

@testable import MailFormat

/// Any octets as a mail: within the bounds, parts lie inside the mail and in its order, and every part can be decoded.
@main enum MIMEReaderFuzz: FuzzTarget {
    static func test(_ input: [UInt8]) {
        let message = ReadMessage(input[...])
        precondition(message.parts.count <= ReadMessage.mostParts && !message.parts.isEmpty)
        precondition(message.header.fields.count <= ReadHeader.mostFields)
        var end = 0
        for part in message.parts {
            precondition(part.rawBody.startIndex >= end && part.rawBody.endIndex <= input.count)
            end = part.rawBody.endIndex
            precondition(part.body.count <= input.count)
            _ = part.text
            for field in part.header.fields { precondition(field.value.count <= ReadHeader.longestField) }
        }
        _ = message.header.text("subject")
    }
}
