/// `mailshot.toml` as it is written; `Project` holds what it means.
struct ProjectFile: Decodable {
    var sender: SenderTable
    var relay: [RelayTable]?
    var dkim: [DKIMTable]?
    var tracking: TrackingTable?
    var serve: ServeTable?
    var retry: RetryTable?
    var bounces: BouncesTable?
    var guarding: GuardTable?
    var throttle: [ThrottleTable]?
    var domains: DomainsTable?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case sender, relay, dkim, tracking, serve, retry, bounces, throttle, domains
        case guarding = "guard"
    }

    /// `[sender]`
    struct SenderTable: Decodable {
        var from: String
        var replyTo: String?
        var postalAddress: String?
        var returnPath: String?
        var unsubscribeMailbox: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case from
            case replyTo = "reply_to"
            case postalAddress = "postal_address"
            case returnPath = "return_path"
            case unsubscribeMailbox = "unsubscribe_mailbox"
        }
    }

    /// `[[relay]]`
    struct RelayTable: Decodable {
        var name: String
        var host: String
        var port: Int?
        var tls: String?
        var insecure: Bool?
        var caFile: String?
        var clientCertificate: String?
        var clientKey: String?
        var fingerprint: String?
        var helo: String?
        var username: String?
        var password: SecretSource?
        var token: SecretSource?
        var auth: String?
        var dsn: Bool?
        var pipelining: Bool?
        var chunking: Bool?
        var idempotencyHeader: String?
        var idempotencyWindow: DurationText?
        var requireTLSOnward: Bool?
        var sourceAddress: String?
        var proxy: String?
        var proxyPassword: SecretSource?
        var timeouts: RelayTimeoutsTable?
        var maxConnections: Int?
        var messagesPerConnection: Int?
        var idleTimeout: DurationText?
        var weight: Int?
        var priority: Int?
        var fromDomains: [String]?
        var rate: String?
        var burst: Int?
        var domainRate: String?
        var quota: OneOrMany?
        var timeZone: String?
        var warmup: WarmupTable?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name, host, port, tls, insecure, fingerprint, helo, username, password, token, auth, dsn, pipelining
            case chunking, proxy, timeouts
            case idempotencyHeader = "idempotency_header"
            case idempotencyWindow = "idempotency_window"
            case requireTLSOnward = "require_tls_onward"
            case sourceAddress = "source_address"
            case proxyPassword = "proxy_password"
            case weight, priority, rate, burst, quota, warmup
            case fromDomains = "from_domains"
            case domainRate = "domain_rate"
            case timeZone = "time_zone"
            case caFile = "ca_file"
            case clientCertificate = "client_certificate"
            case clientKey = "client_key"
            case maxConnections = "max_connections"
            case messagesPerConnection = "messages_per_connection"
            case idleTimeout = "idle_timeout"
        }
    }

    /// `[[dkim]]`
    struct DKIMTable: Decodable {
        var domain: String
        var selector: String
        var key: KeyFile

        enum CodingKeys: String, CodingKey, CaseIterable {
            case domain, selector, key
        }

        /// `{ file = "keys/s1.pem" }`
        struct KeyFile: Decodable {
            var file: String

            enum CodingKeys: String, CodingKey, CaseIterable {
                case file
            }
        }
    }

    /// Every key of every table, for suggestions.
    static let knownKeys: [String] =
        CodingKeys.allCases.map(\.rawValue) + SenderTable.CodingKeys.allCases.map(\.rawValue)
        + RelayTable.CodingKeys.allCases.map(\.rawValue) + RelayTimeoutsTable.CodingKeys.allCases.map(\.rawValue)
        + DKIMTable.CodingKeys.allCases.map(\.rawValue)
        + TrackingTable.CodingKeys.allCases.map(\.rawValue) + ServeTable.CodingKeys.allCases.map(\.rawValue)
        + RetryTable.CodingKeys.allCases.map(\.rawValue)
        + BouncesTable.CodingKeys.allCases.map(\.rawValue) + BounceSourceTable.CodingKeys.allCases.map(\.rawValue)
        + SecretSource.CodingKeys.allCases.map(\.rawValue) + ThrottleTable.CodingKeys.allCases.map(\.rawValue)
        + GuardTable.CodingKeys.allCases.map(\.rawValue)
        + DomainsTable.CodingKeys.allCases.map(\.rawValue) + WarmupTable.CodingKeys.allCases.map(\.rawValue)
}

/// `[retry]`, in `mailshot.toml` or in a campaign file.
struct RetryTable: Decodable {
    var schedule: [DurationText]?
    var maxAge: DurationText?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case schedule
        case maxAge = "max_age"
    }
}
