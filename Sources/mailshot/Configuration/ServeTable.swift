import Tracking

/// `[serve]` of `mailshot.toml`: how `mailshot serve` listens. Flags of the command win.
///
/// ```toml
/// [serve]
/// listen = "127.0.0.1:8080"            # behind a reverse proxy, or "0.0.0.0:443" with a certificate
/// metrics_listen = "127.0.0.1:9464"    # Prometheus; "off" for none
/// trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]   # whose X-Forwarded-For is believed
/// certificate = "keys/chain.pem"       # read again when it changes
/// key = "keys/key.pem"
/// access_log = true                    # one line a request to standard error: no handle, no address
/// log_addresses = false                # the client's address in it
/// max_connections = 4096
/// ```
struct ServeTable: Decodable {
    var listen: String?
    var metricsListen: String?
    var trustedProxies: [String]?
    var certificate: String?
    var key: String?
    var accessLog: Bool?
    var logAddresses: Bool?
    var maxConnections: Int?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case listen, certificate, key
        case metricsListen = "metrics_listen"
        case trustedProxies = "trusted_proxies"
        case accessLog = "access_log"
        case logAddresses = "log_addresses"
        case maxConnections = "max_connections"
    }

    /// Where the public listens unless something else is said.
    static let defaultListen = "127.0.0.1:8080"
    /// Where metrics are read unless something else is said.
    static let defaultMetrics = "127.0.0.1:9464"

    /// Checks what can be checked without listening.
    ///
    /// - Throws: the key and what is wrong with it, by `fail`.
    func check(fail: (_ key: String, _ message: String) -> Failure) throws {
        for (name, text) in [("listen", listen), ("metrics_listen", metricsListen)] {
            guard let text, !(name == "metrics_listen" && text == "off") else { continue }
            guard ListenPlace(text) != nil else {
                throw fail(name, "'\(name)': \"\(text)\": write HOST:PORT, such as \(Self.defaultListen)")
            }
        }
        for text in trustedProxies ?? [] where AddressRanges([text]) == nil {
            throw fail("trusted_proxies", "'trusted_proxies': \"\(text)\" is no address and no range such as 10.0.0.0/8")
        }
        if (certificate == nil) != (key == nil) {
            throw fail(certificate == nil ? "key" : "certificate", "'certificate' and 'key' belong together; give both or neither")
        }
        if let maxConnections, !(1...100_000).contains(maxConnections) {
            throw fail("max_connections", "'max_connections' must be between 1 and 100000")
        }
    }
}

extension ListenPlace {
    /// `127.0.0.1:8080`, `[::1]:8080`, `:8080` (this machine only).
    init?(_ text: String) {
        guard let (host, port) = try? Mailshot.Sandbox.address(text) else { return nil }
        self = .address(host: host, port: port)
    }
}
