/// What a domain says about who may send in its name.
///
/// SeeAlso: RFC 7208 sections 4.6 and 5
struct SPFRecord: Hashable, Sendable {
    /// What a match means.
    enum Qualifier: Character, Hashable, Sendable {
        case pass = "+"
        case fail = "-"
        case softfail = "~"
        case neutral = "?"
    }

    /// Whom a term is about. Domains are macro strings; nil stands for the current domain.
    enum Mechanism: Hashable, Sendable {
        case all
        case include(String)
        case a(String?, prefix4: Int, prefix6: Int)
        case mx(String?, prefix4: Int, prefix6: Int)
        case ptr(String?)
        case network(NetworkAddress, prefix: Int)
        case exists(String)
    }

    struct Term: Hashable, Sendable {
        var qualifier: Qualifier
        var mechanism: Mechanism
    }

    /// The mechanisms in their order.
    private(set) var terms: [Term] = []
    /// Where to go on where nothing matches.
    private(set) var redirect: String?

    /// Whether a TXT record is one of these: `v=spf1` and nothing, or a blank, behind it (RFC 7208 section 4.5).
    static func isOne(_ text: String) -> Bool {
        let lower = text.lowercased()
        return lower == "v=spf1" || lower.hasPrefix("v=spf1 ")
    }

    /// Reads a record.
    ///
    /// - Throws: what is wrong with it: a receiver takes that for `permerror`.
    init(parsing text: String) throws(SPFProblem) {
        for word in text.split(separator: " ").dropFirst() { try add(String(word)) }
    }

    private mutating func add(_ word: String) throws(SPFProblem) {
        if let equals = word.firstIndex(of: "="), Self.isName(word[..<equals]) {
            let value = String(word[word.index(after: equals)...])
            switch word[..<equals].lowercased() {
            case "redirect":
                guard redirect == nil, !value.isEmpty else { throw SPFProblem("redirect= is there twice, or leads nowhere") }
                redirect = value
            default: return  // exp= and unknown modifiers say nothing about who may send.
            }
            return
        }
        var rest = word[...]
        var qualifier = Qualifier.pass
        if let first = rest.first, let given = Qualifier(rawValue: first) {
            qualifier = given
            rest = rest.dropFirst()
        }
        let name = rest.prefix { $0 != ":" && $0 != "/" }
        let argument = rest.dropFirst(name.count)
        terms.append(Term(qualifier: qualifier, mechanism: try Self.mechanism(name.lowercased(), String(argument), word: word)))
    }

    private static func mechanism(_ name: String, _ argument: String, word: String) throws(SPFProblem) -> Mechanism {
        let domain: String? = argument.hasPrefix(":") ? String(argument.dropFirst()) : nil
        switch name {
        case "all":
            guard argument.isEmpty else { throw SPFProblem("'\(word)': all has no argument") }
            return .all
        case "include", "exists":
            guard let domain, !domain.isEmpty else { throw SPFProblem("'\(word)' names no domain") }
            return name == "include" ? .include(domain) : .exists(domain)
        case "a", "mx":
            let (domain, prefix4, prefix6) = try prefixes(argument, word: word)
            return name == "a" ? .a(domain, prefix4: prefix4, prefix6: prefix6) : .mx(domain, prefix4: prefix4, prefix6: prefix6)
        case "ptr":
            guard argument.isEmpty || domain?.isEmpty == false else { throw SPFProblem("'\(word)' names no domain") }
            return .ptr(domain)
        case "ip4", "ip6":
            guard let domain else { throw SPFProblem("'\(word)' names no network") }
            let parts = domain.split(separator: "/", omittingEmptySubsequences: false)
            let width = name == "ip4" ? 32 : 128
            guard parts.count <= 2, let address = NetworkAddress(String(parts[0])), address.isIPv4 == (name == "ip4"),
                let prefix = parts.count == 2 ? number(parts[1], upTo: width) : width
            else { throw SPFProblem("'\(word)' is no \(name == "ip4" ? "IPv4" : "IPv6") network") }
            return .network(address, prefix: prefix)
        default: throw SPFProblem("'\(word)' is no mechanism of SPF")
        }
    }

    /// `:domain/24//64`, each part where wanted.
    private static func prefixes(_ argument: String, word: String) throws(SPFProblem) -> (String?, Int, Int) {
        var text = argument
        var prefix6 = 128, prefix4 = 32
        if let double = text.firstRange(of: "//") {
            guard let number = number(text[double.upperBound...], upTo: 128) else {
                throw SPFProblem("'\(word)' has no right prefix length")
            }
            prefix6 = number
            text = String(text[..<double.lowerBound])
        }
        // A slash inside of a macro's braces is a delimiter of the macro.
        if let slash = text.lastIndex(of: "/"), !text[slash...].contains("}") {
            guard let number = number(text[text.index(after: slash)...], upTo: 32) else {
                throw SPFProblem("'\(word)' has no right prefix length")
            }
            prefix4 = number
            text = String(text[..<slash])
        }
        guard text.isEmpty || text.hasPrefix(":") && text.count > 1 else { throw SPFProblem("'\(word)' names no domain") }
        return (text.isEmpty ? nil : String(text.dropFirst()), prefix4, prefix6)
    }

    private static func number(_ text: some StringProtocol, upTo limit: Int) -> Int? {
        guard !text.isEmpty, text.count <= 3, text.utf8.allSatisfy({ $0 &- 0x30 < 10 }), text == "0" || !text.hasPrefix("0"),
            let number = Int(text)
        else { return nil }
        return number <= limit ? number : nil
    }

    private static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, (first | 0x20) &- 0x61 < 26 else { return false }
        return text.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
    }
}

/// What makes a record none that can be followed.
public struct SPFProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// One phrase.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
