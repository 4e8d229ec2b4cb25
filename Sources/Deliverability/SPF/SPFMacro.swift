/// The macro language of SPF records: `%{i}._spf.%{d2}`.
///
/// SeeAlso: RFC 7208 section 7
struct SPFMacro {
    /// What the letters stand for.
    struct Values {
        var sender: String
        var domain: String
        var address: NetworkAddress
        var helo: String
    }

    let values: Values

    /// The domain a macro string names.
    ///
    /// - Throws: where it is none.
    func expand(_ text: String) throws(SPFProblem) -> String {
        guard text.contains("%") else { return text }
        var out = ""
        var rest = text[...]
        while let first = rest.first {
            rest = rest.dropFirst()
            guard first == "%" else {
                out.append(first)
                continue
            }
            switch rest.first {
            case "%": out.append("%")
            case "_": out.append(" ")
            case "-": out += "%20"
            case "{":
                guard let end = rest.firstIndex(of: "}") else { throw SPFProblem("'\(text)' has a macro that is not closed") }
                out += try value(of: rest[rest.index(after: rest.startIndex)..<end], in: text)
                rest = rest[end...]
            default: throw SPFProblem("'\(text)' has a % that begins no macro")
            }
            rest = rest.dropFirst()
        }
        // RFC 7208 section 7.3: too long a name loses labels from the left.
        while out.utf8.count > 253, let dot = out.firstIndex(of: ".") { out = String(out[out.index(after: dot)...]) }
        return out
    }

    private func value(of macro: Substring, in text: String) throws(SPFProblem) -> String {
        guard let letter = macro.first?.lowercased(), let whole = value(of: letter) else {
            throw SPFProblem("'\(text)' has a macro that does not exist: %{\(macro)}")
        }
        var rest = macro.dropFirst()
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        let isReversed = rest.first?.lowercased() == "r"
        if isReversed { rest = rest.dropFirst() }
        let delimiters: Set<Character> = rest.isEmpty ? ["."] : Set(rest)
        guard delimiters.isSubset(of: [".", "-", "+", ",", "/", "_", "="]) else {
            throw SPFProblem("'\(text)' has a macro with a wrong delimiter: %{\(macro)}")
        }
        var parts = whole.split(omittingEmptySubsequences: false) { delimiters.contains($0) }
        if isReversed { parts.reverse() }
        if !digits.isEmpty {
            guard let count = Int(digits), count > 0 else { throw SPFProblem("'\(text)' asks for no part of a value: %{\(macro)}") }
            parts = Array(parts.suffix(count))
        }
        return parts.joined(separator: ".")
    }

    private func value(of letter: String) -> String? {
        let at = values.sender.lastIndex(of: "@")
        switch letter {
        case "s": return values.sender
        case "l": return at.map { String(values.sender[..<$0]) } ?? "postmaster"
        case "o": return at.map { String(values.sender[values.sender.index(after: $0)...]) } ?? values.sender
        case "d": return values.domain
        case "i": return values.address.isIPv4 ? values.address.description : values.address.nibbles.joined(separator: ".")
        // Asking for the name is discouraged (section 7.3); `unknown` is allowed.
        case "p": return "unknown"
        case "v": return values.address.isIPv4 ? "in-addr" : "ip6"
        case "h": return values.helo
        default: return nil
        }
    }
}
