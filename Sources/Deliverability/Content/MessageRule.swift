public import Campaigns
import MailFormat

/// One composed message, to be looked at as its recipient gets it.
public struct MessageSpecimen: Sendable {
    /// The line of the list it was made for.
    public var line: Int
    /// The message.
    public var bytes: [UInt8]
    /// The plain text a recipient reads, before any transfer encoding.
    public var text: String
    /// The HTML a recipient reads; nil where there is none.
    public var html: String?
    /// Whether the campaign is marketing.
    public var isMarketing: Bool
    /// Whether the campaign has a preview line.
    public var hasPreheader: Bool
    /// Whether the text was made from the HTML.
    public var textIsMade: Bool

    /// A specimen from its parts.
    public init(
        line: Int, bytes: [UInt8], text: String, html: String?, isMarketing: Bool, hasPreheader: Bool, textIsMade: Bool
    ) {
        self.line = line
        self.bytes = bytes
        self.text = text
        self.html = html
        self.isMarketing = isMarketing
        self.hasPreheader = hasPreheader
        self.textIsMade = textIsMade
    }

    /// What the rules about messages find, each at the list's line.
    ///
    /// - Parameter file: the list, as the user knows it.
    public func findings(list file: String) -> [Diagnostic] {
        let reading = MessageReading(self)
        return MessageRule.all.compactMap { rule in
            rule.judge(reading).map { found in
                Diagnostic(
                    rule.rule.severity, rule: rule.rule.id, file: file, line: line, message: found.message, hint: found.hint)
            }
        }
    }
}

/// A specimen taken apart once, for all rules.
struct MessageReading {
    let specimen: MessageSpecimen
    let header: ReadHeader
    let subject: String
    /// Words of the HTML as text, and of the text part, in lower case, of four letters and more.
    let htmlWords: Set<String>
    let textWords: Set<String>

    init(_ specimen: MessageSpecimen) {
        self.specimen = specimen
        let end = specimen.bytes.firstRange(of: [13, 10, 13, 10])?.lowerBound ?? specimen.bytes.count
        header = ReadHeader(specimen.bytes[..<end])
        subject = header.text("subject")
        htmlWords = specimen.html.map { Self.words(HTMLSource(file: "", bytes: Array($0.utf8)).visibleText) } ?? []
        textWords = Self.words(specimen.text)
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.lowercased().split { !$0.isLetter }.filter { $0.count >= 4 }.map(String.init))
    }
}

extension HTMLSource {
    /// All character data outside of head.
    var visibleText: String {
        var text = ""
        var inHead = false
        for part in parts {
            switch part {
            case .start(let element) where element.name == "head": inHead = true
            case .end("head", _): inHead = false
            case .start(let element) where element.name == "body": inHead = false
            case .text(let data, _): if !inHead { text += data + " " }
            default: continue
            }
        }
        return text
    }
}

/// A rule about a message as it will leave.
struct MessageRule: Sendable {
    let rule: Rule
    let judge: @Sendable (MessageReading) -> (message: String, hint: String?)?

    /// All of them.
    static let all: [MessageRule] = form + words
}
