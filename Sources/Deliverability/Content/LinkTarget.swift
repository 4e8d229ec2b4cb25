/// Where a web address leads: what a connection needs.
public struct LinkTarget: Hashable, Sendable {
    /// In lower case; an IPv6 address without its brackets.
    public let host: String
    /// The scheme's own where the address names none.
    public let port: Int

    /// The target of an http or https address; nil where it is none.
    public init?(_ address: String) {
        let link = SourceLink(address: address, text: "", offset: 0)
        guard let scheme = link.scheme, let found = link.host, !found.isEmpty, let start = address.firstRange(of: "//")?.upperBound else {
            return nil
        }
        let authority = address[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }.split(separator: "@").last ?? ""
        let behindHost = authority.dropFirst(found.count)
        host = found.hasPrefix("[") ? String(found.dropFirst().dropLast()) : found
        if behindHost.isEmpty {
            port = scheme == "https" ? 443 : 80
        } else {
            guard behindHost.first == ":", let number = Int(behindHost.dropFirst()), (1...65535).contains(number) else { return nil }
            port = number
        }
    }
}
