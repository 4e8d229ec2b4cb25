/// How a query reaches a server.
enum DNSTransport: Hashable, Sendable {
    case udp, tcp
}

/// Why there is no answer. An answer that says no is none of these.
public enum DNSFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// No server answered in time.
    case timedOut
    /// No server could be reached: what the last one said.
    case unreachable(String)
    /// What came back is no message of the DNS.
    case malformed
    /// The servers answered that they do not know, with this code.
    case server(ResponseCode)

    /// One phrase for a person.
    public var description: String {
        switch self {
        case .timedOut: "no name server answered in time"
        case .unreachable(let what): "no name server can be reached (\(what))"
        case .malformed: "the name server answers what is no DNS"
        case .server(.serverFailure): "the name server could not find out (SERVFAIL)"
        case .server(.refused): "the name server does not want to answer (REFUSED)"
        case .server(let code): "the name server answers with code \(code.number)"
        }
    }
}

/// Decides whom to ask next, until there is an answer or nobody is left: each server in turn, all of them again with twice the patience,
/// and over TCP where an answer did not fit (RFC 1035 §4.2.1, RFC 7766 §5).
struct QueryMachine {
    /// What to do.
    enum Step: Hashable {
        /// Ask a server (by its place in the configuration) and wait so long.
        case ask(server: Int, over: DNSTransport, timeout: Duration)
        /// This is the answer: with records, or a no.
        case done(DNSMessage)
        /// Nobody knows.
        case failed(DNSFailure)
    }

    private let servers: Int
    private let attempts: Int
    private let timeout: Duration
    private var asked = 0
    private var transport = DNSTransport.udp

    init(_ configuration: ResolverConfiguration) {
        servers = configuration.servers.count
        attempts = configuration.attempts
        timeout = configuration.timeout
    }

    /// Whom to ask first.
    mutating func start() -> Step { ask(orFail: .timedOut) }

    /// What follows from an answer to this question.
    mutating func received(_ message: DNSMessage) -> Step {
        if message.isTruncated, transport == .udp {
            transport = .tcp
            return ask(orFail: .timedOut)
        }
        switch message.code {
        case .noError, .nameError: return .done(message)
        default: return next(after: .server(message.code))
        }
    }

    /// What follows from no answer.
    mutating func failed(_ failure: DNSFailure) -> Step { next(after: failure) }

    private mutating func next(after failure: DNSFailure) -> Step {
        asked += 1
        transport = .udp
        return ask(orFail: failure)
    }

    private func ask(orFail failure: DNSFailure) -> Step {
        guard servers > 0, asked < servers * attempts else { return .failed(failure) }
        return .ask(server: asked % servers, over: transport, timeout: timeout * (1 << (asked / servers)))
    }
}
