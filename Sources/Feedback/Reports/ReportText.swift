import MailFormat

/// The words of a report for people: up to where the returned message starts, in lines, bounded.
struct ReportText {
    /// Lines without trailing blanks, at most 1000 of at most 998 octets.
    private(set) var lines: [[UInt8]] = []

    /// The most that is read of a report's words.
    static let longest = 64 << 10

    init(_ message: ReadMessage) {
        let texts = message.parts.filter { $0.type.mediaType == "text/plain" }
        let chosen =
            texts.first { !$0.rawBody.allSatisfy { $0 <= 0x20 } } ?? message.parts.first { $0.type.mediaType.hasPrefix("text/") }
            ?? message.parts.first.flatMap { $0.type.mediaType.hasPrefix("message/") ? nil : $0 }
        guard let chosen else { return }
        var text = chosen.text
        if chosen.type.mediaType == "text/html" || Self.looksLikeHTML(text) { text = Self.withoutTags(text) }
        let bytes = Array(text.utf8.prefix(Self.longest))
        let end = Self.originalStart(in: bytes) ?? bytes.count
        var cursor = LineCursor(bytes[..<end])
        while let line = cursor.next(), lines.count < 1000 {
            var line = Array(line.prefix(998))
            while let last = line.last, last <= 0x20 { line.removeLast() }
            lines.append(line)
        }
    }

    /// All lines as one text.
    var whole: String { lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n") }

    /// Where a returned message starts in a text: at a line that announces it, or at a run of header fields.
    static func originalStart(in bytes: [UInt8]) -> Int? {
        var cursor = LineCursor(bytes[...])
        var start = cursor.position
        var count = 0
        while let line = cursor.next() {
            defer { start = cursor.position }
            count += 1
            guard count > 2 || announces(line), count < 3000 else { continue }
            if announces(line) {
                return cursor.position
            }
            if line.starts(with: Array("Received:".utf8)) || line.starts(with: Array("Return-Path:".utf8))
                || line.starts(with: Array("Message-ID:".utf8)) || line.starts(with: Array("Message-Id:".utf8))
                || line.starts(with: Array("DKIM-Signature:".utf8))
            {
                return start
            }
        }
        return nil
    }

    private static let announcements = [
        "below this line is a copy", "original message", "this is a copy of", "copy of your message", "copy of the message",
        "message header follow", "message headers follow", "unsent message", "undelivered message follow", "message follows",
        "original header",
        "returned message", "your message reads", "text of message", "included message", "the header of the original",
        "message text follows", "start of forwarded message", "first part of your message", "begin original",
        "rejected message", "headers of the message", "contents of the message", "received message headers", "original mail",
        "forwarded message",
        "message contained", "header of your message", "--- message", "original e-mail",
    ].map { Array($0.utf8) }

    private static func announces(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.count < 140, line.first.map({ $0 != UInt8(ascii: ">") }) ?? false else { return false }
        let folded = FoldedText(String(decoding: line, as: UTF8.self))
        guard
            folded.bytes.first.map({
                [UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: "+")].contains(
                    $0)
            }) == true || folded.bytes.last == UInt8(ascii: ":") || (folded.bytes.last == UInt8(ascii: ".") && folded.contains("follow"))
        else { return false }
        return announcements.contains { folded.contains([$0]) } && !folded.contains("was not") && !folded.contains("could not")
    }

    private static func looksLikeHTML(_ text: String) -> Bool {
        let start = text.utf8.prefix(400).drop { $0 <= 0x20 }
        let small = FoldedText(String(decoding: start, as: UTF8.self))
        return small.bytes.starts(with: Array("<html".utf8)) || small.bytes.starts(with: Array("<!doctype".utf8))
    }

    /// Text between tags; tags that end a line in a browser end one here. Addresses in angle brackets stay.
    private static func withoutTags(_ text: String) -> String {
        var out: [UInt8] = []
        let bytes = Array(text.utf8.prefix(4 * longest))
        var index = 0
        var close = -1
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "<"), index + 1 < bytes.count,
                bytes[index + 1] == UInt8(ascii: "/") || bytes[index + 1] == UInt8(ascii: "!") || (bytes[index + 1] | 0x20) &- 0x61 < 26
            {
                if close < index { close = bytes[index...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count }
                guard close < bytes.count, close - index < 2000 else {
                    out.append(bytes[index])
                    index += 1
                    continue
                }
                let tag = bytes[index...close]
                if tag.contains(UInt8(ascii: "@")), !tag.contains(0x20) {
                    out += tag
                } else {
                    let letters = String(
                        decoding: tag.dropFirst().drop { $0 == UInt8(ascii: "/") }.prefix { ($0 | 0x20) &- 0x61 < 26 }.map { $0 | 0x20 },
                        as: UTF8.self)
                    out.append(["br", "p", "div", "tr", "td", "li", "table", "h"].contains(letters) ? 0x0A : 0x20)
                }
                index = close + 1
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        var plain = String(decoding: out, as: UTF8.self)
        for (entity, character) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&#39;", "'"), ("&quot;", "\""), ("&#64;", "@"), ("&amp;", "&"),
        ] {
            plain = replace(plain, entity, character)
        }
        return plain
    }

    private static func replace(_ text: String, _ piece: String, _ other: String) -> String {
        text.split(separator: piece, omittingEmptySubsequences: false).joined(separator: other)
    }
}
