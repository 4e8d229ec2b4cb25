import Crypto
import MailFormat

/// One authentication under way: a value that is asked for the next response to a challenge.
///
/// The strongest mechanism both sides know is used, in this order: SCRAM-SHA-256, SCRAM-SHA-1 (each bound to the TLS session, -PLUS, where
/// that can be had), PLAIN, LOGIN, CRAM-MD5 for a password; OAUTHBEARER, XOAUTH2 for a token. PLAIN stands before CRAM-MD5 because nothing is said in the clear anyway, and
/// CRAM-MD5 makes the relay keep the password itself.
///
///     C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
///     S: 235 2.7.0 welcome
///
/// ## Limits
/// Outside SCRAM, names and passwords go as they are given, in UTF-8. SCRAM is not used where they cannot be prepared (RFC 4013).
///
/// SeeAlso: RFC 4954, RFC 4422
struct SASLExchange: Hashable, Sendable {
    /// What to say to a challenge.
    enum Answer: Hashable, Sendable {
        /// Base64.
        case response(Secret)
        /// `*`: the challenge made no sense, or shows that the relay does not know the password.
        case cancel
    }

    private enum Step: Hashable, Sendable {
        /// Everything is in the initial response.
        case oneShot
        case loginName
        case loginPassword
        case cramMD5
        case scram(SCRAMExchange)
        /// A challenge behind a token is the relay's account of a failure; the answer asks for its reply.
        case token(failureAnswer: [UInt8])
        case over
    }

    /// The name AUTH says.
    let mechanism: String
    /// What goes behind it, base64; nil where the relay speaks first.
    let initialResponse: Secret?
    /// What the relay's account of a failure says, beside its reply.
    private(set) var failureDetail: String?
    private let credentials: Credentials
    private var step: Step

    /// The exchange of the strongest mechanism both sides know; nil where there is none.
    ///
    /// - Parameters:
    ///   - offered: Mechanisms in capitals.
    ///   - binding: What binds to the TLS session; nil where nothing does.
    ///   - nonce: Random, printable, without a comma.
    init?(
        _ credentials: Credentials, offered: [String], binding: ChannelBinding? = nil, nonce: String, host: String, port: Int
    ) {
        let prepared = Self.prepared(credentials)
        let scram = prepared == nil ? [] : ["SCRAM-SHA-256", "SCRAM-SHA-1"]
        let known: [String] =
            switch credentials.proof {
            case .password: (binding == nil ? [] : scram.map { "\($0)-PLUS" }) + scram + ["PLAIN", "LOGIN", "CRAM-MD5"]
            case .token: ["OAUTHBEARER", "XOAUTH2"]
            }
        let wanted = credentials.mechanism.map { [$0.uppercased()] } ?? known
        guard let mechanism = wanted.first(where: { known.contains($0) && offered.contains($0) }) else { return nil }
        self.credentials = credentials
        self.mechanism = mechanism
        let name = Array(credentials.username.utf8)
        let secret = credentials.secret.reveal()
        // RFC 4616 §2: NUL separates; RFC 7628 §3.1: so does 0x01.
        guard !name.contains(0), !secret.contains(0), !name.contains(1), !secret.contains(1) else { return nil }
        let first: [UInt8]?
        switch mechanism {
        case "SCRAM-SHA-256", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS":
            guard let prepared else { return nil }
            let channel: SCRAMExchange.Channel =
                if let binding, mechanism.hasSuffix("-PLUS") {
                    .bound(binding)
                } else {
                    binding == nil || offered.contains("\(mechanism)-PLUS") ? .unbound : .unoffered
                }
            let scram = SCRAMExchange(
                mechanism.hasPrefix("SCRAM-SHA-256") ? .sha256 : .sha1, username: prepared.username, password: prepared.password,
                nonce: nonce, channel: channel)
            step = .scram(scram)
            first = scram.clientFirst
        case "PLAIN":
            step = .oneShot
            first = [0] + name + [0] + secret
        case "LOGIN":
            step = .loginName
            first = nil
        case "CRAM-MD5":
            step = .cramMD5
            first = nil
        case "OAUTHBEARER":
            step = .token(failureAnswer: [1])
            first =
                Array("n,a=\(SCRAMExchange.escaped(credentials.username)),\u{1}host=\(host)\u{1}port=\(port)\u{1}auth=Bearer ".utf8)
                + secret + [1, 1]
        default:
            step = .token(failureAnswer: [])
            first = Array("user=".utf8) + name + Array("\u{1}auth=Bearer ".utf8) + secret + [1, 1]
        }
        initialResponse = first.map { Secret(bytes: Base64MIME.encodeUnbroken($0)) }
    }

    /// Name and password as SCRAM wants them.
    private static func prepared(_ credentials: Credentials) -> (username: String, password: Secret)? {
        guard let username = SASLPrep.prepared(credentials.username),
            let password = String(validating: credentials.secret.reveal(), as: UTF8.self).flatMap(SASLPrep.prepared)
        else { return nil }
        return (username, Secret(password))
    }

    /// Whether the relay has proved what the mechanism lets it prove; a 235 before that is not believed (RFC 5802 §3).
    var isSatisfied: Bool {
        if case .scram(let scram) = step { return scram.isServerProved }
        return true
    }

    /// The response to a 334 and its base64 text.
    mutating func answer(_ challenge: String) -> Answer {
        guard let bytes = StrictBase64.decode(challenge) else { return cancel("the relay's challenge is no base64") }
        switch step {
        case .loginName:
            step = .loginPassword
            return response(Array(credentials.username.utf8))
        case .loginPassword:
            step = .over
            return response(credentials.secret.reveal())
        case .cramMD5:
            step = .over
            // RFC 2195 §2
            let digest = HMAC<Insecure.MD5>.authenticationCode(
                for: bytes, using: SymmetricKey(data: credentials.secret.reveal()))
            return response(Array("\(credentials.username) \(Self.hexadecimal(digest))".utf8))
        case .scram(var scram):
            let answer = scram.answer(bytes)
            step = .scram(scram)
            switch answer {
            case .success(let bytes): return response(bytes)
            case .failure(let problem): return cancel(problem.description)
            }
        case .token(let failureAnswer):
            step = .over
            failureDetail = SMTPReply.sanitized(bytes)
            return response(failureAnswer)
        case .oneShot, .over:
            return cancel("the relay went on asking")
        }
    }

    private mutating func cancel(_ detail: String) -> Answer {
        failureDetail = detail
        step = .over
        return .cancel
    }

    private func response(_ bytes: [UInt8]) -> Answer { .response(Secret(bytes: Base64MIME.encodeUnbroken(bytes))) }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

extension Credentials {
    var secret: Secret {
        switch proof {
        case .password(let secret), .token(let secret): secret
        }
    }
}
