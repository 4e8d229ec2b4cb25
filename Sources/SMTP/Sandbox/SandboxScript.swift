public import MailFormat

/// What the sandbox plays for a recipient; the local part of the address says it.
///
/// `refuse-550-5.1.1@example.com` is refused at RCPT, `drop-after-dot@example.com` is taken and never answered, and so on:
/// `manual` lists them all.
///
/// Whatever follows a `+` or `.` is ignored, so that there are many addresses of a kind: `defer-451+17@example.com`,
/// `refuse-550-5.1.1.17@example.com`. Letters count in either case. Every other address is taken. A reply 421 always
/// closes the connection (RFC 5321 §3.8). A message has one reply to its dot: with several recipients the first script
/// about DATA or the dot plays for all.
public enum SandboxScript: Hashable, Sendable {
    /// A 4yz or 5yz reply to RCPT.
    case recipient(Reply)
    /// 451 to RCPT the first time.
    case greylist
    /// A malformed reply to RCPT.
    case garbledRecipient
    /// A reply other than 354 to DATA.
    case data(Reply)
    /// Closed in place of 354.
    case dropBeforeDot
    /// A 4yz or 5yz reply to the dot.
    case dot(Reply)
    /// Closed without a reply to the dot; the message taken or not.
    case dropAfterDot(taken: Bool)
    /// The message taken and closed without a reply to the dot, the first time the address is seen.
    case dropAfterDotOnce
    /// A malformed reply to the dot; the message is taken.
    case garbledDot
    /// A late reply to the dot, 0…60 s.
    case slow(Duration)
    /// A reply of many lines to the dot; the message is taken.
    case longDot

    /// A reply code with the enhanced code that goes with it.
    public struct Reply: Hashable, Sendable {
        /// 200…599
        public var code: Int
        /// Of the same class as `code`, but in `mismatch`.
        public var enhanced: EnhancedStatusCode
    }

    /// The longest delay that can be asked for.
    public static let longestDelay = Duration.seconds(60)

    /// The script a local part asks for; nil for an ordinary address.
    public init?(localPart: String) {
        self.init(localPart: Array(localPart.utf8)[...])
    }

    /// Whether the client hears of it no later than RCPT.
    var isAboutRecipient: Bool {
        switch self {
        case .recipient, .greylist, .garbledRecipient: true
        case .data, .dropBeforeDot, .dot, .dropAfterDot, .dropAfterDotOnce, .garbledDot, .slow, .longDot: false
        }
    }
}

extension SandboxScript {
    init?(localPart: ArraySlice<UInt8>) {
        // Ordinary addresses leave here: no script has another first letter.
        guard let first = localPart.first, "cdglmrsCDGLMRS".utf8.contains(first) else { return nil }
        var words = ScriptWords(localPart)
        if words.take("refuse") {
            guard let reply = words.reply(in: 500...599, default: Reply(code: 550)) else { return nil }
            self = .recipient(reply)
        } else if words.take("defer") {
            guard let reply = words.reply(in: 400...499, default: Reply(code: 451)) else { return nil }
            self = .recipient(reply)
        } else if words.take("greylist") {
            guard words.isAtSuffix || words.take("-") else { return nil }
            self = .greylist
        } else if words.take("close-421") {
            guard words.isAtSuffix else { return nil }
            self = .recipient(Reply(code: 421))
        } else if words.take("garbage-after-dot") {
            guard words.isAtSuffix else { return nil }
            self = .garbledDot
        } else if words.take("garbage") {
            guard words.isAtSuffix else { return nil }
            self = .garbledRecipient
        } else if words.take("data") {
            guard let reply = words.reply(in: 200...599, default: nil), reply.code != 354 else { return nil }
            self = .data(reply)
        } else if words.take("drop-before-dot") {
            guard words.isAtSuffix else { return nil }
            self = .dropBeforeDot
        } else if words.take("dot") {
            guard let reply = words.reply(in: 400...599, default: nil) else { return nil }
            self = .dot(reply)
        } else if words.take("drop-once") {
            guard words.isAtSuffix else { return nil }
            self = .dropAfterDotOnce
        } else if words.take("drop-after-dot") {
            guard words.isAtSuffix else { return nil }
            self = .dropAfterDot(taken: true)
        } else if words.take("lose-after-dot") {
            guard words.isAtSuffix else { return nil }
            self = .dropAfterDot(taken: false)
        } else if words.take("long-reply") {
            guard words.isAtSuffix else { return nil }
            self = .longDot
        } else if words.take("mismatch") {
            guard words.isAtSuffix else { return nil }
            var reply = Reply(code: 550)
            reply.enhanced = EnhancedStatusCode(2, 1, 5)
            self = .recipient(reply)
        } else if words.take("slow-") {
            guard let delay = words.delay() else { return nil }
            self = .slow(min(delay, Self.longestDelay))
        } else {
            return nil
        }
    }
}

extension SandboxScript.Reply {
    /// A reply with the enhanced code most often seen beside its code.
    init(code: Int) {
        self.code = code
        enhanced =
            switch code {
            case 421: EnhancedStatusCode(4, 3, 2)
            case 450: EnhancedStatusCode(4, 2, 1)
            case 451: EnhancedStatusCode(4, 3, 0)
            case 452: EnhancedStatusCode(4, 2, 2)
            case 550: EnhancedStatusCode(5, 1, 1)
            case 552: EnhancedStatusCode(5, 2, 2)
            case 553: EnhancedStatusCode(5, 1, 3)
            default: EnhancedStatusCode(code / 100, 0, 0)
            }
    }
}

/// Reads a local part word by word.
private struct ScriptWords {
    private let bytes: ArraySlice<UInt8>
    private var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// At the end, or at what is ignored.
    var isAtSuffix: Bool {
        index == bytes.endIndex || bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: ".")
    }

    /// Steps over a word in either case, if it stands here.
    mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.endIndex - index >= count else { return false }
        for offset in 0..<count {
            let byte = bytes[index + offset]
            let lower = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
            guard lower == word.utf8Start[offset] else { return false }
        }
        index += count
        return true
    }

    /// Steps over 1…6 digits.
    mutating func number() -> Int? {
        let start = index
        var value = 0
        while index < bytes.endIndex, index - start < 6, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 {
            value = value * 10 + Int(digit)
            index += 1
        }
        return index > start ? value : nil
    }

    /// `-451-4.7.1`, `-451`, or nothing where there is a default.
    mutating func reply(in range: ClosedRange<Int>, default standard: SandboxScript.Reply?) -> SandboxScript.Reply? {
        if isAtSuffix { return standard }
        guard take("-"), let code = number(), range.contains(code) else { return nil }
        var reply = SandboxScript.Reply(code: code)
        if take("-") {
            guard let statusClass = number(), statusClass == code / 100, take("."),
                let subject = number(), subject < 1000, take("."), let detail = number(), detail < 1000
            else { return nil }
            reply.enhanced = EnhancedStatusCode(statusClass, subject, detail)
        }
        return isAtSuffix ? reply : nil
    }

    /// `2s` or `250ms`.
    mutating func delay() -> Duration? {
        guard let value = number() else { return nil }
        if take("ms"), isAtSuffix { return .milliseconds(value) }
        if take("s"), isAtSuffix { return .seconds(value) }
        return nil
    }
}
