import MailFormat

/// One place where a value goes into a message.
struct ValueUse: Hashable, Sendable {
    var source: FieldSource
    /// The word of a value test; the value is then `true` or empty.
    var test: String?
    /// Outermost first.
    var transforms: [ValueTransform]
    var escaping: Escaping
    /// The name as the template writes it.
    var name: String
    var place: SourcePlace

    /// Whether an empty value is a mistake here.
    private var needsValue: Bool {
        if test != nil || transforms.contains(.optional) || transforms.contains(.empty) { return false }
        guard case .column(_, fallback: nil) = source else { return false }
        return true
    }

    /// Appends the value of one message.
    func append(_ record: MergeRecord, to out: inout [UInt8]) throws(ComposeProblem) {
        if transforms.isEmpty, test == nil, case .column(let index, let fallback) = source, index < record.fields.count {
            let value = record.fields[index]
            if !value.isEmpty {
                try check(value)
                escaping.append(value, to: &out)
                return
            }
            if fallback == nil { throw ComposeProblem(.noValue, name: name, usedAt: place.description) }
        }
        let value = try self.value(in: record)
        try check(value)
        escaping.append(value, to: &out)
    }

    /// The value of one message, transformed and not escaped.
    func value(in record: MergeRecord) throws(ComposeProblem) -> String {
        var value = record.value(of: source)
        if value.isEmpty, needsValue { throw ComposeProblem(.noValue, name: name, usedAt: place.description) }
        if let test { value = MergeFields.normalised(value) == test ? "true" : "" }
        for transform in transforms.reversed() { value = transform.apply(to: value) }
        return value
    }

    /// What no escape makes harmless: a line break in a header, and a scheme at the beginning of a link, which decides what the link does.
    private func check(_ value: String) throws(ComposeProblem) {
        switch escaping {
        case .header:
            guard let control = value.utf8.first(where: ControlCharacter.isRefused) else { return }
            throw ComposeProblem(.header(.control(UInt32(control))), name: name, usedAt: place.description)
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
