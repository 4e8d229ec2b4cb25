public import MailFormat

/// A header field by which a relay knows a message again: within a window it takes the same value once, however often it is sent.
///
/// The value is the message's handle, the same for every try. It closes the one gap SMTP has, a reply to the final dot that got lost
/// (RFC 1047), at relays that promise it: Resend takes `Resend-Idempotency-Key` and keeps it for 24 hours.
public struct IdempotencyHeader: Hashable, Sendable {
    /// The field's name as the relay documents it.
    public var name: String
    /// How long the relay remembers a value; more than 0.
    public var window: Duration

    /// - Returns: nil where the name is no field name (RFC 5322 §2.2) or longer than 76 octets.
    public init?(name: String, window: Duration) {
        guard (1...76).contains(name.utf8.count), name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }) else { return nil }
        self.name = name
        self.window = window
    }

    /// The message with the field in front, where no signature covers it; as it was where it has no handle.
    public func applied(to message: OutgoingMessage) -> OutgoingMessage {
        guard let handle = message.envelope.envelopeID else { return message }
        var marked = message
        marked.bytes = Array("\(name): \(handle)\r\n".utf8) + message.bytes
        return marked
    }
}
