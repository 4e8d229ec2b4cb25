import Campaigns
import MailFormat

extension MessageRule {
    /// Octets of HTML at which Gmail cuts.
    static let clippedSize = 102 * 1024
    /// Octets of a message that small mail servers still take.
    static let comfortableSize = 10 << 20

    /// What a message is made of.
    static let form: [MessageRule] = [
        MessageRule(
            rule: Rule(
                "size.clipped", .warning, "more HTML than Gmail shows",
                why:
                    "Gmail cuts a message at about 102 kB of HTML, after links are rewritten, and with its end go the unsubscribe link and the pixel.",
                source:
                    "measured by senders, Google does not say: https://www.spamresource.com/2022/01/what-is-gmail-clipping-and-what-to-do.html, read 2026-11-25"
            )
        ) { reading in
            guard let size = reading.specimen.html?.utf8.count, size > clippedSize else { return nil }
            return ("\(size / 1024) kB of HTML after links are rewritten: Gmail cuts at about 102 kB", "shorten the message")
        },
        MessageRule(
            rule: Rule(
                "size.large", .warning, "a message of more than 10 MiB",
                why: "Many servers take 10 MiB and no more, and every recipient gets a copy. Link to large files.",
                source: "Postfix's default message_size_limit, https://www.postfix.org/postconf.5.html, read 2026-11-24")
        ) { reading in
            let size = reading.specimen.bytes.count
            return size > comfortableSize ? ("the message has \(size >> 20) MiB", "link to large files instead of attaching them") : nil
        },
        MessageRule(
            rule: Rule(
                "message.line_length", .error, "a line of more than 998 octets",
                why: "Relays cut or refuse it, and the signature breaks.", source: "RFC 5322 section 2.1.1")
        ) { reading in
            var length = 0
            for byte in reading.specimen.bytes {
                length = byte == 0x0A ? 0 : length + 1
                // The CR before the LF is not part of the line's 998.
                if length > 999 { return ("a line of the message is longer than 998 octets", nil) }
            }
            return nil
        },
        MessageRule(
            rule: Rule(
                "header.duplicate", .error, "a header field twice that may be there once",
                why: "Gmail and Yahoo refuse such messages, and filters see what readers do not.", source: "RFC 5322 section 3.6")
        ) { reading in
            let once: Set<String> = [
                "date", "from", "sender", "reply-to", "to", "cc", "message-id", "in-reply-to", "references", "subject", "mime-version",
                "content-type", "content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post", "list-id",
            ]
            var seen: Set<String> = []
            let twice = reading.header.fields.map { $0.name.lowercased() }.first { once.contains($0) && !seen.insert($0).inserted }
            return twice.map { ("the field \($0) is there twice", "take it out of [headers]") }
        },
        MessageRule(
            rule: Rule(
                "header.one_click", .warning, "marketing mail without one-click unsubscribe over https",
                why: "Gmail asks bulk senders for it, and a mailto: does not count there. It needs [tracking] base_url and mailshot serve.",
                source: "RFC 8058; https://support.google.com/a/answer/81126, read 2026-11-24")
        ) { reading in
            guard reading.specimen.isMarketing, reading.header.value("list-unsubscribe-post") == nil else { return nil }
            return ("no List-Unsubscribe-Post field: Gmail asks bulk senders for one-click unsubscribe", "set base_url under [tracking]")
        },
    ]
}
