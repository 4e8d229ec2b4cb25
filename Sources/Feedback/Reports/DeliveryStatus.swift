import MailFormat

/// The machine-readable part of a delivery status notification: a group of fields for the message, then one for each recipient.
///
/// SeeAlso: RFC 3464 §2
struct DeliveryStatus {
    /// One recipient's fields.
    struct Recipient {
        var address: String
        var action: String?
        var status: EnhancedStatusCode?
        var diagnostic: String
        var original: String?
        var remoteMTA: String?
    }

    private(set) var recipients: [Recipient] = []

    /// The most recipients that are read from one notification.
    static let mostRecipients = 1000

    init(_ body: [UInt8]) {
        var lines = LineCursor(body[...])
        var group: [UInt8] = []
        while let line = lines.next() {
            if line.allSatisfy({ $0 <= 0x20 }) {
                take(&group)
            } else {
                // A second recipient without a blank line between.
                if Self.names(line, "final-recipient"), Self.has(group, "final-recipient") { take(&group) }
                group += line
                group.append(0x0A)
            }
        }
        take(&group)
    }

    private mutating func take(_ group: inout [UInt8]) {
        defer { group = [] }
        guard !group.isEmpty, recipients.count < Self.mostRecipients else { return }
        let fields = ReadHeader(group[...])
        let names = ["final-recipient", "x-actual-recipient", "original-recipient"].compactMap { Self.address(fields.text($0)) }
        guard let name = names.first(where: { $0.contains("@") }) ?? names.first else { return }
        let action = fields.value("action").map { String(decoding: $0.map(Self.lowercased).prefix { $0 &- 0x61 < 26 }, as: UTF8.self) }
        let status = fields.value("status").flatMap { value in
            EnhancedStatusCode(parsing: String(decoding: value.prefix { $0 == UInt8(ascii: ".") || $0 &- 0x30 < 10 }, as: UTF8.self))
        }
        var diagnostic = fields.fields.filter { $0.name == "diagnostic-code" || $0.name == "x-display-diagnostic" }.map {
            String(decoding: $0.value, as: UTF8.self)
        }.joined(separator: " ")
        if let semicolon = diagnostic.firstIndex(of: ";"), diagnostic[..<semicolon].utf8.count < 12, !diagnostic[..<semicolon].contains(" ")
        {
            let type = diagnostic[..<semicolon].lowercased()
            diagnostic = (type == "smtp" ? "" : type + "; ") + diagnostic[diagnostic.index(after: semicolon)...].drop { $0 == " " }
        }
        recipients.append(
            Recipient(
                address: name, action: action.flatMap { $0.isEmpty ? nil : $0 }, status: status, diagnostic: diagnostic,
                original: Self.address(fields.text("original-recipient")), remoteMTA: Self.host(fields.text("remote-mta"))))
    }

    /// `dns; mx.example.com`
    private static func host(_ value: String) -> String? {
        let name = value.firstIndex(of: ";").map { value[value.index(after: $0)...] } ?? value[...]
        let host = SMTPReply.sanitized(name.utf8.prefix(255))
        return host.isEmpty ? nil : host
    }

    /// `rfc822; ann@example.com`, `<ann@example.com>` and what else is made of it.
    static func address(_ value: String) -> String? {
        let rest = value.firstIndex(of: ";").map { value[value.index(after: $0)...] } ?? value[...]
        let bytes = Array(rest.utf8)
        if let hit = AddressScanner.addresses(in: bytes[...]).first { return hit.address }
        // A system without Internet addresses; `Final-Recipient: unknown; ann`.
        let local = rest.drop { $0 == " " }.prefix { $0 != " " && $0 != "<" }
        return local.isEmpty || rest.startIndex == value.startIndex || rest.contains("|") ? nil : String(local)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    private static func names(_ line: ArraySlice<UInt8>, _ name: String) -> Bool {
        line.prefix(name.utf8.count).map(lowercased) == Array(name.utf8)
    }

    private static func has(_ group: [UInt8], _ name: String) -> Bool {
        var lines = LineCursor(group[...])
        while let line = lines.next() { if names(line, name) { return true } }
        return false
    }
}
