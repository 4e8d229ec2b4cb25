/// The talk with a SOCKS5 proxy up to an open tunnel, as a value.
///
///     C: 05 02 00 02                      no authentication, or a password
///     S: 05 00
///     C: 05 01 00 03 11 relay.example.com 02 4B
///     S: 05 00 00 01 00 00 00 00 00 00
///
/// SeeAlso: RFC 1928 §3, §4, §6; RFC 1929 §2
struct SOCKSExchange: Hashable, Sendable {
    /// Why there is no tunnel: completes "the proxy HOST:PORT …".
    struct Refusal: Error, Hashable, Sendable {
        var phrase: String
    }

    /// What to do.
    enum Step: Hashable, Sendable {
        /// Say this and wait.
        case send([UInt8])
        /// More must come.
        case wait
        /// The tunnel is open; what came behind is the relay's.
        case open(rest: [UInt8])
    }

    private enum State: Hashable, Sendable {
        /// May become: password, request.
        case method
        /// May become: request.
        case password
        /// May become: open.
        case request
        /// Final.
        case open
    }

    private let proxy: SOCKSProxy
    private let request: [UInt8]
    private let credentials: [UInt8]?
    private var state = State.method
    private var buffer: [UInt8] = []

    /// - Parameter address: the octets of the relay's address, 4 or 16, where its host is one; the proxy looks the name up otherwise.
    /// - Throws: what does not fit into the protocol: names and passwords of more than 255 octets.
    init(_ proxy: SOCKSProxy, host: String, address: [UInt8]?, port: Int) throws(Refusal) {
        self.proxy = proxy
        let name = Array(host.utf8)
        guard (1...255).contains(name.count), (1...65535).contains(port) else {
            throw Refusal(phrase: "takes no name of \(name.count) octets")
        }
        let target: [UInt8] =
            switch address?.count {
            case 4: [1] + (address ?? [])
            case 16: [4] + (address ?? [])
            default: [3, UInt8(name.count)] + name
            }
        request = [5, 1, 0] + target + [UInt8(port >> 8), UInt8(port & 255)]
        if let username = proxy.username, let password = proxy.password?.reveal() {
            let user = Array(username.utf8)
            guard (1...255).contains(user.count), (1...255).contains(password.count) else {
                throw Refusal(phrase: "takes user names and passwords of 1 to 255 octets")
            }
            credentials = [1, UInt8(user.count)] + user + [UInt8(password.count)] + password
        } else {
            credentials = nil
        }
    }

    /// What is said first: the ways of authentication that will do.
    var greeting: [UInt8] { credentials == nil ? [5, 1, 0] : [5, 2, 0, 2] }

    /// Bytes came from the proxy.
    mutating func receive(_ bytes: some Sequence<UInt8>) throws(Refusal) -> Step {
        buffer += bytes
        switch state {
        case .method:
            guard buffer.count >= 2 else { return .wait }
            guard buffer[0] == 5 else { throw Refusal(phrase: "speaks no SOCKS5") }
            let method = buffer[1]
            buffer.removeFirst(2)
            if method == 0 { return next(.request, request) }
            guard method == 2 else { throw Refusal(phrase: "accepts none of our ways of authentication") }
            guard let credentials else { throw Refusal(phrase: "wants a user name and a password") }
            return next(.password, credentials)
        case .password:
            guard buffer.count >= 2 else { return .wait }
            guard buffer[1] == 0 else { throw Refusal(phrase: "does not take the user name and password") }
            buffer.removeFirst(2)
            return next(.request, request)
        case .request:
            // Version, reply, reserved, type; then the address it connects from, and its port.
            guard buffer.count >= 5 else { return .wait }
            guard buffer[0] == 5 else { throw Refusal(phrase: "speaks no SOCKS5") }
            guard buffer[1] == 0 else { throw Refusal(phrase: "cannot reach the relay: \(Self.meaning(of: buffer[1]))") }
            let addressLength: Int
            switch buffer[3] {
            case 1: addressLength = 4
            case 3: addressLength = 1 + Int(buffer[4])
            case 4: addressLength = 16
            default: throw Refusal(phrase: "speaks no SOCKS5")
            }
            guard buffer.count >= 4 + addressLength + 2 else { return .wait }
            state = .open
            return .open(rest: Array(buffer.dropFirst(4 + addressLength + 2)))
        case .open:
            return .wait
        }
    }

    private mutating func next(_ state: State, _ bytes: [UInt8]) -> Step {
        self.state = state
        return .send(bytes)
    }

    private static func meaning(of reply: UInt8) -> String {
        switch reply {
        case 1: "general failure"
        case 2: "its rules do not allow it"
        case 3: "network unreachable"
        case 4: "host unreachable, or no such name"
        case 5: "connection refused"
        case 6: "time to live expired"
        case 7: "it does not know the command"
        case 8: "it does not know the type of address"
        default: "reply \(reply)"
        }
    }
}
