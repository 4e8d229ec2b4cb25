import MailFormat

/// A report in words only: whom it names, and what it says of each.
struct ProseReport {
    /// A recipient and the lines that speak of her.
    struct Entry {
        var address: String
        var passage: String
    }

    private(set) var entries: [Entry] = []

    init(_ text: ReportText, header: ReadHeader, original: OriginalMessage?) {
        var excluded: Set<String> = []
        for name in ["to", "from", "return-path", "cc", "reply-to", "errors-to"] {
            for hit in AddressScanner.addresses(in: (header.value(name) ?? [])[...]) { excluded.insert(hit.address.lowercased()) }
        }
        for name in ["from", "return-path", "sender", "reply-to"] {
            for hit in AddressScanner.addresses(in: (original?.header.value(name) ?? [])[...]) { excluded.insert(hit.address.lowercased()) }
        }
        let lines = text.lines
        var strong: [(String, Int)] = []
        var own: [(String, Int)] = []
        var spokenOf: [(String, Int)] = []
        var named: [(String, Int)] = []
        var any: [(String, Int)] = []
        for (number, line) in lines.enumerated() where line.first != UInt8(ascii: ">") || line.dropFirst().first == UInt8(ascii: ">") {
            for hit in AddressScanner.addresses(in: line[...]) {
                let small = hit.address.lowercased()
                let before = FoldedText(String(decoding: line[..<hit.start], as: UTF8.self))
                any.append((hit.address, number))
                if Self.isOpening(line[..<hit.start]) {
                    if excluded.contains(small) { own.append((hit.address, number)) } else { strong.append((hit.address, number)) }
                } else if !excluded.contains(small), before.endsWithMessageTo {
                    spokenOf.append((hit.address, number))
                    named.append((hit.address, number))
                } else if Self.introduces(before) {
                    if !excluded.contains(small) || before.contains("rcpt to") { named.append((hit.address, number)) }
                }
            }
        }
        // `Your message to ann@example.com`: surer than an address that opens a line elsewhere.
        let opened = Set(strong.map { $0.0.lowercased() })
        if !spokenOf.isEmpty, spokenOf.allSatisfy({ !opened.contains($0.0.lowercased()) }) { strong = spokenOf }
        var chosen = strong.isEmpty ? named : strong
        let failed = (header.fields.filter { $0.name == "x-failed-recipients" }).flatMap { AddressScanner.addresses(in: $0.value[...]) }
            .map(\.address)
        if !failed.isEmpty {
            chosen = failed.map { address in (address, any.first { $0.0.lowercased() == address.lowercased() }?.1 ?? 0) }
        }
        let originals = Set((original?.recipients ?? []).map { $0.lowercased() })
        if !originals.isEmpty, failed.isEmpty {
            let both = chosen.filter { originals.contains($0.0.lowercased()) }
            let anywhere = any.filter { originals.contains($0.0.lowercased()) }
            if strong.isEmpty { chosen = !both.isEmpty ? both : !anywhere.isEmpty ? anywhere : chosen }
        }
        if chosen.isEmpty { chosen = any.filter { !excluded.contains($0.0.lowercased()) && !Self.isMailSystem($0.0) }.prefix(1).map { $0 } }
        if chosen.isEmpty { chosen = Array(own.prefix(1)) }
        if chosen.isEmpty { chosen = (original?.recipients ?? []).prefix(1).map { ($0, 0) } }
        var seen: Set<String> = []
        let unique = chosen.filter { seen.insert($0.0.lowercased()).inserted }.prefix(200)
        let starts = unique.map(\.1)
        for (address, start) in unique {
            let end = starts.filter { $0 > start }.min() ?? lines.count
            let passage = Self.paragraph(lines[start..<min(end, start + 40)])
            entries.append(Entry(address: address, passage: passage))
        }
    }

    /// The lines up to the first blank one after two with words.
    private static func paragraph(_ lines: ArraySlice<[UInt8]>) -> String {
        var kept: [String] = []
        for line in lines {
            if line.isEmpty {
                if kept.count >= 2 { break }
            } else {
                kept.append(String(decoding: line, as: UTF8.self))
            }
        }
        return kept.joined(separator: "\n")
    }

    /// Whether an address after these octets opens its line; a reply code may stand before it.
    private static func isOpening(_ before: ArraySlice<UInt8>) -> Bool {
        var rest = before
        if rest.count >= 4, rest.prefix(3).allSatisfy({ $0 &- 0x30 < 10 }), rest[rest.startIndex + 3] == 0x20 { rest = rest.dropFirst(4) }
        return rest.allSatisfy { $0 <= 0x20 || punctuation.contains($0) }
    }

    private static let punctuation = Array("<*-\"'([.".utf8)

    private static func introduces(_ before: FoldedText) -> Bool {
        var text = before.bytes
        while let last = text.last,
            last <= 0x20 || last == UInt8(ascii: "<") || last == UInt8(ascii: "\"") || last == UInt8(ascii: "(")
                || last == UInt8(ascii: "'") || last == UInt8(ascii: "[")
        { text.removeLast() }
        for end in [
            "to", "to:", "recipient", "recipient:", "recipients:", "address", "address:", "addresses:", "for", "user", "user:", "mailbox",
            "mailto:", "rfc822;", "rfc822", "account", "an", "à", "deliver to", "that", "recipient address:", "rcpt to:", "recipients",
            "name:", "delivered to:", "email", "e-mail:", "email:", "for:", "empfänger", "empfänger:", "adresse", "adresse:",
            "destinataire",
            "destinataire:", "destinatario", "destinatario:", "destinatário", "destinatário:", "ontvanger:", "вашего письма для",
            "получатель:", "адрес:", "宛先:", "收件人:", "收件人：", "宛先：", "550", "554", "553", "552", "smtp;", "failed:", "mail",
        ] where text.count >= end.utf8.count && text.suffix(end.utf8.count).elementsEqual(Array(end.utf8)) {
            let rest = text.dropLast(end.utf8.count)
            if rest.last.map({ !(($0 | 0x20) &- 0x61 < 26) }) ?? true { return true }
        }
        return false
    }

    private static func isMailSystem(_ address: String) -> Bool {
        let small = address.lowercased()
        return small.hasPrefix("postmaster@") || small.hasPrefix("mailer-daemon@") || small.hasPrefix("abuse@") || small.hasPrefix("help")
            || small.hasPrefix("support@")
    }
}

extension FoldedText {
    /// Whether the text is `… your message to ` so far.
    fileprivate var endsWithMessageTo: Bool {
        bytes.suffix(16).elementsEqual(Array("your message to ".utf8)) || bytes.suffix(17).elementsEqual(Array("your message to <".utf8))
    }
}
