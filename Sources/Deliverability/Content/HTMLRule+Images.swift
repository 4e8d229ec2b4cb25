import Campaigns

extension HTMLRule {
    /// What readers without images, or with slow ones, get.
    static let images: [HTMLRule] = [
        elements(
            Rule(
                "image.alt", .warning, "an image without a text for those who do not see it",
                why: "Many programs hide images until asked, and screen readers read the text. Decoration has alt=\"\".",
                source: "WCAG 2.2, success criterion 1.1.1")
        ) { element in
            guard element.name == "img", !isPixel(element), element["alt"] == nil else { return nil }
            return ("the image \(shown(element["src"])) has no alt text", "say what it shows: alt=\"…\"; for decoration alt=\"\"")
        },
        elements(
            Rule(
                "image.size", .hint, "an image without a width",
                why: "Outlook shows it in its own size, and everything jumps while images load.",
                source: "ours")
        ) { element in
            guard element.name == "img", element["width"] == nil, !declares("width", in: element), element["src"] != nil else { return nil }
            return ("the image \(shown(element["src"])) has no width", "give it a width attribute in pixels")
        },
        elements(
            Rule(
                "image.data", .warning, "an image inside the HTML as data:",
                why:
                    "Outlook for Windows and Gmail on iOS do not show it, and it counts towards Gmail's limit. Attach it inline and show it by cid:.",
                source: "https://www.caniemail.com/features/image-base64, read 2026-11-25")
        ) { element in
            guard element.name == "img", let source = element["src"], source.lowercased().hasPrefix("data:") else { return nil }
            return ("an image of \(source.utf8.count) octets stands in the HTML", "attach it under [attachments] inline and show cid:NAME")
        },
        elements(
            Rule(
                "image.relative", .error, "an image or background whose address is not absolute",
                why: "A mail has no page it belongs to: a relative address leads nowhere.", source: "RFC 2557 section 5")
        ) { element in
            guard element.name == "img" || element.name == "source", let source = element["src"]?.trimmed, !source.isEmpty,
                !hasScheme(source), !source.hasPrefix("{{")
            else { return nil }
            return ("the image \(shown(source)) has no absolute address", "write https://… or attach it and show cid:NAME")
        },
    ]

    /// Whether an image is one pixel, to count by: not meant to be seen.
    private static func isPixel(_ element: HTMLSource.Element) -> Bool { element["width"] == "1" && element["height"] == "1" }

    /// Whether the element's own style sets a property.
    static func declares(_ property: String, in element: HTMLSource.Element) -> Bool {
        (element["style"] ?? "").split(separator: ";").contains { $0.split(separator: ":").first.map(String.init)?.trimmed == property }
    }

    /// An address as diagnostics show it: its beginning.
    static func shown(_ address: String?) -> String {
        guard let address = address?.trimmed, !address.isEmpty else { return "without an address" }
        return address.count > 60 ? "\(address.prefix(57))…" : address
    }

    /// Whether an address begins with a scheme (RFC 3986 section 3.1).
    static func hasScheme(_ address: String) -> Bool {
        guard let colon = address.utf8.firstIndex(of: UInt8(ascii: ":")), let first = address.utf8.first else { return false }
        let name = address.utf8[..<colon]
        return isLetter(first) && name.allSatisfy { isLetter($0) || isDigit($0) || [0x2B, 0x2D, 0x2E].contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}

extension String {
    /// Without blanks at its ends.
    var trimmed: String {
        let blanks: Set<Character> = [" ", "\t", "\n", "\r", "\r\n", "\u{0C}"]
        var text = self[...]
        while let first = text.first, blanks.contains(first) { text.removeFirst() }
        while let last = text.last, blanks.contains(last) { text.removeLast() }
        return String(text)
    }
}
