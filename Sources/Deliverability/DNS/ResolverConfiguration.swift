/// Which name servers are asked, how often and how long, as resolv.conf(5) says it.
///
/// `nameserver`, and of `options` only `timeout:n` and `attempts:n`, are read; what is asked for is always a whole name, so `search` and
/// `domain` mean nothing here.
public struct ResolverConfiguration: Hashable, Sendable {
    /// A server by its IP address and port.
    public struct Server: Hashable, Sendable {
        /// An IPv4 or IPv6 address in text.
        public var address: String
        /// 1…65535, 53 by default.
        public var port: Int

        /// A server from its parts.
        public init(address: String, port: Int = 53) {
            self.address = address
            self.port = port
        }

        /// `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`; nil where a port is no port.
        public init?(_ text: String) {
            var host = Substring(text)
            var number: Substring?
            if host.first == "[", let close = host.firstIndex(of: "]") {
                let rest = host[host.index(after: close)...]
                guard rest.isEmpty || rest.first == ":" else { return nil }
                number = rest.isEmpty ? nil : rest.dropFirst()
                host = host[host.index(after: host.startIndex)..<close]
            } else if host.count(where: { $0 == ":" }) == 1, let colon = host.firstIndex(of: ":") {
                number = host[host.index(after: colon)...]
                host = host[..<colon]
            }
            let port = number.map { Int($0) ?? 0 } ?? 53
            guard !host.isEmpty, (1...65535).contains(port) else { return nil }
            self.init(address: String(host), port: port)
        }
    }

    /// In the order they are asked; at most three, as the resolver of the C library has it.
    public var servers: [Server]
    /// How long one server is waited for the first time; doubled with each round.
    public var timeout: Duration
    /// Rounds over all servers.
    public var attempts: Int

    /// A configuration from its parts; a server on this machine, 5 seconds and 2 rounds by default, as resolv.conf(5) has it.
    public init(servers: [Server] = [Server(address: "127.0.0.1")], timeout: Duration = .seconds(5), attempts: Int = 2) {
        self.servers = servers
        self.timeout = timeout
        self.attempts = attempts
    }

    /// What the text of `/etc/resolv.conf` says; what it leaves open is the default.
    public init(resolvConf text: String) {
        self.init()
        var found: [Server] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split { $0 == " " || $0 == "\t" }
            switch words.first {
            case "nameserver":
                if words.count > 1, found.count < 3 { found.append(Server(address: String(words[1]))) }
            case "options":
                for option in words.dropFirst() {
                    let parts = option.split(separator: ":", maxSplits: 1)
                    guard parts.count == 2, let number = Int(parts[1]), number > 0 else { continue }
                    if parts[0] == "timeout" { timeout = .seconds(min(number, 30)) }
                    if parts[0] == "attempts" { attempts = min(number, 5) }
                }
            default: break
            }
        }
        if !found.isEmpty { servers = found }
    }
}
