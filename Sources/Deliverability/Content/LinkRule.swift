public import Campaigns

/// A link as the template has it.
struct SourceLink: Hashable, Sendable {
    /// The address without blanks at its ends.
    var address: String
    /// What readers click on; empty where it is an image, or nothing.
    var text: String
    /// Where the address stands, in octets of the file.
    var offset: Int

    /// Whether a value of the list or a built-in begins it.
    var beginsWithValue: Bool { address.hasPrefix("{{") }

    /// The scheme in lower case; nil where there is none.
    var scheme: String? {
        guard HTMLRule.hasScheme(address) else { return nil }
        return address.split(separator: ":", maxSplits: 1).first.map { $0.lowercased() }
    }

    /// The host of an http or https address, in lower case and without port; nil where there is none or a value is part of it.
    var host: String? {
        guard scheme == "http" || scheme == "https", let start = address.firstRange(of: "//")?.upperBound else { return nil }
        let authority = address[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.split(separator: "@").last ?? ""
        guard !host.contains("{{") else { return nil }
        if host.hasPrefix("[") { return String(host.prefix { $0 != "]" }) + "]" }
        return host.prefix { $0 != ":" }.lowercased()
    }
}

extension HTMLSource {
    /// The addresses of the file's links, in its order.
    public var linkAddresses: [String] { links.map(\.address) }

    /// The links of the file, in its order.
    var links: [SourceLink] {
        var found: [SourceLink] = []
        var open: Int?
        for part in parts {
            switch part {
            case .start(let element) where element.name == "a" || element.name == "area":
                open = nil
                guard let attribute = element.attributes.first(where: { $0.name == "href" }) else { continue }
                found.append(SourceLink(address: attribute.value.trimmed, text: "", offset: attribute.offset))
                if element.name == "a" { open = found.count - 1 }
            case .end("a", _): open = nil
            case .text(let text, _): if let open { found[open].text += text }
            default: continue
            }
        }
        return found
    }
}

/// A rule about the links of a file.
struct LinkRule: Sendable {
    let rule: Rule
    let look: @Sendable ([SourceLink]) -> [HTMLRule.Finding]

    /// A rule about single links.
    static func each(_ rule: Rule, _ judge: @escaping @Sendable (SourceLink) -> (message: String, hint: String?)?) -> LinkRule {
        LinkRule(rule: rule) { links in
            links.compactMap { link in judge(link).map { HTMLRule.Finding(link.offset, $0.message, hint: $0.hint) } }
        }
    }

    /// All of them.
    static let all: [LinkRule] = [
        each(
            Rule(
                "link.malformed", .error, "a link that leads nowhere: empty, relative, or without a host",
                why: "A mail has no page that it belongs to; only whole addresses work.", source: "RFC 3986 section 4.3")
        ) { link in
            if link.beginsWithValue || link.address.hasPrefix("#") && link.address.count > 1 { return nil }
            guard !link.address.isEmpty, link.address != "#" else { return ("a link without an address", "give it one, or take it out") }
            guard let scheme = link.scheme else {
                return ("the link \(HTMLRule.shown(link.address)) is no whole address", "begin it with https://")
            }
            guard scheme == "http" || scheme == "https" else { return nil }
            guard let start = link.address.firstRange(of: "//")?.upperBound, !link.address[start...].isEmpty,
                link.host?.isEmpty != true, !link.address.contains(where: { $0 == " " || $0.isNewline }) || link.address.contains("{{")
            else { return ("the link \(HTMLRule.shown(link.address)) cannot be followed", "write https://HOST/PATH without blanks") }
            return nil
        },
        each(
            Rule(
                "link.scheme", .error, "a link of a scheme that mail programs refuse",
                why: "javascript:, data: and file: links are taken out, and filters refuse messages that have them.",
                source: "RFC 3986 section 7")
        ) { link in
            guard let scheme = link.scheme, ["javascript", "data", "vbscript", "file", "blob"].contains(scheme) else { return nil }
            return ("a link to \(scheme):", "link to a page")
        },
        each(
            Rule(
                "link.insecure", .warning, "an http: link",
                why: "Browsers warn of it, and what the reader types behind it can be read on the way.", source: "RFC 8461; ours")
        ) { link in
            guard link.scheme == "http" else { return nil }
            return ("the link \(HTMLRule.shown(link.address)) is not encrypted", "use https://")
        },
        each(
            Rule(
                "link.address", .warning, "a link to a bare IP address",
                why: "People cannot tell whose it is, and neither can filters: phishing looks like this.", source: "ours")
        ) { link in
            guard let host = link.host, host.hasPrefix("[") || isIPv4(host) else { return nil }
            return ("the link leads to \(host)", "use the host's name")
        },
        each(
            Rule(
                "link.shortener", .warning, "a link through a public shortener",
                why: "It hides where it leads and is shared with spammers, so blocklists name it. Link to the page itself.",
                source: "ours; the hosts are the services' own pages")
        ) { link in
            guard let host = link.host, shorteners.contains(host) else { return nil }
            return ("\(host) hides where the link leads", "link to the page itself")
        },
        each(
            Rule(
                "link.mismatch", .warning, "a text that shows one host and leads to another",
                why: "Phishing looks like this; several programs warn the reader.", source: "ours")
        ) { link in
            guard let host = link.host, let shown = shownHost(link.text), !sameSite(host, shown) else { return nil }
            return ("the text says \(shown), the link leads to \(host)", "let the text say where it leads, or say what is there")
        },
        each(
            Rule(
                "link.placeholder", .warning, "a link to a place kept for examples",
                why: "The template was not finished.", source: "RFC 2606")
        ) { link in
            guard let host = link.host, isReserved(host) else { return nil }
            return ("the link leads to \(host), which is for examples", "put the real address in")
        },
        each(
            Rule(
                "link.untracked", .hint, "a link that is never counted",
                why:
                    "mailto:, tel: and sms: links open a program on the reader's machine; leading them through a web address would break them.",
                source: "RFC 6068, RFC 3966")
        ) { link in
            guard let scheme = link.scheme, ["mailto", "tel", "sms"].contains(scheme) else { return nil }
            return ("\(scheme): links are not counted as clicks", nil)
        },
        LinkRule(
            rule: Rule(
                "link.duplicate", .hint, "one address under several links",
                why: "It is counted as one link; to tell the places apart give each an own parameter or fragment.", source: "ours"),
            look: { links in
                var first: Set<String> = []
                var said: Set<String> = []
                return links.compactMap { link in
                    guard link.scheme == "http" || link.scheme == "https" else { return nil }
                    guard !first.insert(link.address).inserted, said.insert(link.address).inserted else { return nil }
                    return HTMLRule.Finding(link.offset, "\(HTMLRule.shown(link.address)) is linked more than once and counted together")
                }
            }),
    ]
}
