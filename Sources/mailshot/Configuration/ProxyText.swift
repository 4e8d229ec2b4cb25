import SMTP

/// A proxy as users write it: `socks5://proxy.example.com:1080`, or `socks5://tim@[2001:db8::1]:1080` with the password elsewhere.
struct ProxyText: Hashable {
    var host: String
    var port: Int
    var username: String?

    /// Why a text is no proxy, as a sentence that goes on behind `proxy:`.
    struct Problem: Error, Hashable {
        var sentence: String
    }

    /// The port of SOCKS where none is written (RFC 1928 §3).
    private static let standardPort = 1080

    init(_ text: String) throws(Problem) {
        let scheme = ["socks5://", "socks5h://"].first { text.hasPrefix($0) }
        guard let scheme else { throw Problem(sentence: "write \"socks5://host:port\"; no other kind of proxy is known") }
        var rest = text.dropFirst(scheme.count)
        if let at = rest.lastIndex(of: "@") {
            let user = rest[..<at]
            guard !user.contains(":") else {
                throw Problem(
                    sentence:
                        "a secret does not stand in this file; write \"socks5://user@host:port\" and proxy_password = { env = \"NAME\" }")
            }
            guard !user.isEmpty else { throw Problem(sentence: "the user name before @ is missing") }
            username = String(user)
            rest = rest[rest.index(after: at)...]
        }
        if rest.last == "/" { rest.removeLast() }
        var port = Self.standardPort
        if let colon = rest.lastIndex(of: ":"), rest[colon...].firstIndex(of: "]") == nil {
            guard let number = Int(rest[rest.index(after: colon)...]), (1...65535).contains(number) else {
                throw Problem(sentence: "the port must be a number of 1 to 65535")
            }
            port = number
            rest = rest[..<colon]
        }
        if rest.first == "[", rest.last == "]" { rest = rest.dropFirst().dropLast() }
        guard !rest.isEmpty, rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }) else {
            throw Problem(sentence: "the host is missing, or is no name")
        }
        self.port = port
        host = String(rest)
    }

    /// The proxy without its password.
    var proxy: SOCKSProxy { SOCKSProxy(host: host, port: port, username: username) }
}
