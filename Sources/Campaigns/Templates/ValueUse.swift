import MailFormat

/// One place where a value goes into a message, or decides whether a section does.
///
/// A class, because steps of a program are copied for every message and this is what they hold.
final class ValueUse: Sendable {
    let source: FieldSource
    /// The word of a value test; the value is then `true` or empty.
    let test: String?
    /// Outermost first.
    let transforms: [ValueTransform]
    /// How dates and numbers are written.
    let conventions: LanguageConventions
    let escaping: Escaping
    /// The name as the template writes it.
    let name: String
    let place: SourcePlace
    /// Whether an empty value is a mistake here.
    private let needsValue: Bool
    /// Whether the value is taken as it is.
    let isPlain: Bool

    init(
        source: FieldSource, test: String? = nil, transforms: [ValueTransform] = [], conventions: LanguageConventions = .english,
        escaping: Escaping, name: String, place: SourcePlace
    ) {
        self.source = source
        self.test = test
        self.transforms = transforms
        self.conventions = conventions
        self.escaping = escaping
        self.name = name
        self.place = place
        isPlain = transforms.isEmpty && test == nil
        let mayBeEmpty = test != nil || transforms.contains(.optional) || transforms.contains(.empty)
        if case .column(_, fallback: nil) = source { needsValue = !mayBeEmpty } else { needsValue = false }
    }

    /// Appends the value of one message.
    func append(_ record: MergeRecord, to out: inout [UInt8]) throws(ComposeProblem) {
        let value = try self.value(in: record)
        try check(value, escaping: escaping)
        escaping.append(value, to: &out)
    }

    /// The value of one message, transformed and not escaped.
    func value(in record: MergeRecord) throws(ComposeProblem) -> String {
        let value = record.value(of: source)
        if value.isEmpty, needsValue { throw ComposeProblem(.noValue, name: name, usedAt: place.description) }
        if isPlain { return value }
        guard let transformed = transformed(value) else { throw unfit(value) }
        return transformed
    }

    /// The value as a section's condition, where an empty one is no mistake, and one that is no date is still a value.
    func condition(in record: MergeRecord) -> String {
        let value = record.value(of: source)
        return isPlain ? value : transformed(value) ?? value
    }

    /// A value that a date or number was asked of, and is none.
    func unfit(_ value: String) -> ComposeProblem {
        let wantsNumber = transforms.contains(.number)
        return ComposeProblem(wantsNumber ? .noNumber(value) : .noDate(value), name: name, usedAt: place.description)
    }

    /// Whether a section on this value is shown: a test that holds, or a value that is not empty, `false` or `0`.
    func holds(in record: MergeRecord) -> Bool {
        let value = condition(in: record)
        return isTruth ? !value.isEmpty : Self.isTrue(value)
    }

    /// Whether it is true or false, and no value to look at.
    var isTruth: Bool { test != nil || transforms.first == .empty }

    /// Empty, `false` and `0` keep a section out.
    static func isTrue(_ value: String) -> Bool {
        !(value.isEmpty || value == "0" || (value.utf8.count == 5 && value.lowercased() == "false"))
    }

    private func transformed(_ value: String) -> String? {
        var value = value
        if let test { value = MergeFields.matches(value, word: test) ? "true" : "" }
        for transform in transforms.reversed() {
            guard let next = transform.apply(to: value, conventions: conventions) else { return nil }
            value = next
        }
        return value
    }

    /// What no escape makes harmless: a line break in a header, and a scheme at the beginning of a link, which decides what the link does.
    func check(_ value: String, escaping: Escaping) throws(ComposeProblem) {
        switch escaping {
        case .header:
            guard let control = value.utf8.first(where: ControlCharacter.isRefused) else { return }
            throw ComposeProblem(.header(.control(UInt32(control))), name: name, usedAt: place.description)
        case .calendar:
            let control = value.utf8.first { ControlCharacter.isRefused($0) && $0 != 0x0A && $0 != 0x0D }
            if let control { throw ComposeProblem(.header(.control(UInt32(control))), name: name, usedAt: place.description) }
        case .htmlURL(.whole), .url(.whole):
            guard let scheme = URLScheme.refused(in: value) else { return }
            throw ComposeProblem(.scheme(scheme), name: name, usedAt: place.description)
        default: return
        }
    }
}

/// What a header value may not hold.
enum ControlCharacter {
    /// C0 controls but the tab, and DEL.
    static func isRefused(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != 0x09) || byte == 0x7F }
}

/// What a link may begin with.
enum URLScheme {
    private static let allowed: Set<String> = ["http", "https", "mailto", "tel", "sms", "cid", "ftp", "geo", "webcal", "xmpp"]

    /// The scheme a browser would see in a value, where it is one that a message may not link to; nil for good ones and for relative URLs.
    ///
    /// Browsers ignore blanks and controls before and tabs and line breaks inside a scheme (WHATWG URL §4.4).
    static func refused(in value: String) -> String? {
        var scheme = ""
        for byte in value.utf8 where byte > 0x20 {
            switch byte {
            case UInt8(ascii: ":"): return scheme.isEmpty || allowed.contains(scheme) ? nil : scheme + ":"
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): scheme.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                scheme.unicodeScalars.append(Unicode.Scalar(byte))
            default: return nil
            }
            if scheme.utf8.count > 32 { return nil }
        }
        return nil
    }
}
