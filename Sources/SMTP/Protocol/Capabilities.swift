import MailFormat

/// What a relay offers, read from its reply to EHLO.
///
///     S: 250-relay.example.com
///     S: 250-PIPELINING
///     S: 250-SIZE 10485760
///     S: 250 AUTH PLAIN LOGIN
///
/// Forgotten and read again after STARTTLS (RFC 3207 §4.2). What mailshot does not know is ignored; a SIZE that is no
/// number is ignored too.
///
/// SeeAlso: RFC 5321 §4.1.1.1
struct Capabilities: Hashable, Sendable {
    /// RFC 2920
    var pipelining = false
    /// RFC 1870: the biggest message in octets; nil where none was given or 0 was, which both mean "no fixed limit".
    var sizeLimit: Int?
    /// RFC 1870: whether MAIL may carry SIZE.
    var size = false
    /// RFC 6152
    var eightBitMIME = false
    /// RFC 6531
    var smtpUTF8 = false
    /// RFC 3461
    var dsn = false
    /// RFC 3030
    var chunking = false
    /// RFC 8689
    var requireTLS = false
    /// RFC 3207
    var startTLS = false
    /// RFC 4954: SASL mechanisms, in capitals, in the relay's order.
    var authMechanisms: [String] = []

    /// No extension: what HELO gives.
    init() {}

    /// The extensions of an EHLO reply. The first line is the relay's name and greeting.
    init(ehlo reply: SMTPReply) {
        for line in reply.lines.dropFirst() {
            // AUTH= is what servers said before RFC 2554 and some still say beside it.
            let words = line.uppercased().split { $0 == " " || $0 == "=" }.map(String.init)
            guard let keyword = words.first else { continue }
            switch keyword {
            case "PIPELINING": pipelining = true
            case "SIZE":
                size = true
                if words.count > 1, let limit = Int(words[1]), limit > 0 { sizeLimit = limit }
            case "8BITMIME": eightBitMIME = true
            case "SMTPUTF8": smtpUTF8 = true
            case "DSN": dsn = true
            case "CHUNKING": chunking = true
            case "REQUIRETLS": requireTLS = true
            case "STARTTLS": startTLS = true
            case "AUTH":
                for mechanism in words.dropFirst() where !authMechanisms.contains(mechanism) { authMechanisms.append(mechanism) }
            default: break
            }
        }
    }
}
