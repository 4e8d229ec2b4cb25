import Crypto
import MailFormat

/// The client's side of SCRAM: proves the password without showing it, and has the relay prove that it knows it too.
///
///     C: n,,n=user,r=rOprNGfwEbeRWgbNEkqO
///     S: r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096
///     C: c=biws,r=…,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=
///     S: v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=
///
/// ## Limits
/// Iterations from 4,096 (RFC 7677 §4; 1,000 for SHA-1 are let pass) to 1,000,000: they run on the session's event loop.
///
/// SeeAlso: RFC 5802, RFC 7677
struct SCRAMExchange: Hashable, Sendable {
    /// The hash function in the mechanism's name.
    enum Hash: Hashable, Sendable {
        case sha1, sha256
    }

    /// Why the relay's message does not do.
    enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
        case malformed
        case foreignNonce
        case iterations(Int)
        case wrongSignature
        case refused(String)

        var description: String {
            switch self {
            case .malformed: "the relay's SCRAM message is malformed"
            case .foreignNonce: "the relay's nonce does not begin with ours"
            case .iterations(let count): "the relay asks for \(count) iterations"
            case .wrongSignature: "the relay did not prove that it knows the password"
            case .refused(let reason): "the relay says: \(reason)"
            }
        }
    }

    private enum Step: Hashable, Sendable {
        case first
        case final(serverSignature: [UInt8])
        case proved
    }

    /// The initial response.
    let clientFirst: [UInt8]
    private let hash: Hash
    /// The header in front of the client's first message, and what the channel adds to it: said again, signed, in the last.
    private let binding: [UInt8]
    private let bare: String
    private let nonce: String
    private let password: Secret
    private var step = Step.first

    /// How the exchange stands to the channel it goes over (RFC 5802 §6).
    enum Channel: Hashable, Sendable {
        /// Nothing is known of it: `n`.
        case unbound
        /// We could bind to it, and the relay does not seem to be able to: `y`. A relay that is able, and whose offer somebody took out,
        /// ends the exchange.
        case unoffered
        /// `p=tls-server-end-point`
        case bound(ChannelBinding)
    }

    /// - Parameters:
    ///   - username: prepared (``SASLPrep``).
    ///   - password: prepared.
    init(_ hash: Hash, username: String, password: Secret, nonce: String, channel: Channel = .unbound) {
        let header: [UInt8]
        switch channel {
        case .unbound:
            header = Array("n,,".utf8)
            binding = header
        case .unoffered:
            header = Array("y,,".utf8)
            binding = header
        case .bound(let channel):
            header = Array("p=\(ChannelBinding.kind),,".utf8)
            binding = header + channel.data
        }
        self.hash = hash
        self.password = password
        self.nonce = nonce
        bare = "n=\(Self.escaped(username)),r=\(nonce)"
        clientFirst = header + Array(bare.utf8)
    }

    /// Whether the relay's signature was right.
    var isServerProved: Bool { step == .proved }

    /// The response to the relay's message; empty to its last.
    mutating func answer(_ message: [UInt8]) -> Result<[UInt8], Problem> {
        let text = String(decoding: message, as: UTF8.self)
        let attributes = Self.attributes(of: text)
        if let reason = attributes["e"] { return .failure(.refused(SMTPReply.sanitized(reason.utf8))) }
        switch step {
        case .first:
            guard let theirs = attributes["r"], let salt = attributes["s"].flatMap(StrictBase64.decode), !salt.isEmpty,
                let iterations = attributes["i"].flatMap(Int.init), attributes["m"] == nil
            else { return .failure(.malformed) }
            guard theirs.hasPrefix(nonce), theirs.utf8.count > nonce.utf8.count else { return .failure(.foreignNonce) }
            guard (1000...1_000_000).contains(iterations) else { return .failure(.iterations(iterations)) }
            let unproved = "c=\(String(decoding: Base64MIME.encodeUnbroken(binding), as: UTF8.self)),r=\(theirs)"
            let signed = Array("\(bare),\(text),\(unproved)".utf8)
            let (proof, signature) = proofs(salt: salt, iterations: iterations, signed: signed)
            step = .final(serverSignature: signature)
            return .success(Array("\(unproved),p=".utf8) + Base64MIME.encodeUnbroken(proof))
        case .final(let signature):
            guard let theirs = attributes["v"].flatMap(StrictBase64.decode) else { return .failure(.malformed) }
            guard Self.equal(theirs, signature) else { return .failure(.wrongSignature) }
            step = .proved
            return .success([])
        case .proved:
            return .failure(.malformed)
        }
    }

    /// RFC 5802 §5.1: `=` and `,` in names.
    static func escaped(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "=": text += "=3D"
            case ",": text += "=2C"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func attributes(of text: String) -> [String: String] {
        var found: [String: String] = [:]
        for part in text.split(separator: ",") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2, halves[0].utf8.count == 1, found[String(halves[0])] == nil {
                found[String(halves[0])] = String(halves[1])
            }
        }
        return found
    }

    private static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    // RFC 5802 §3

    private func proofs(salt: [UInt8], iterations: Int, signed: [UInt8]) -> (proof: [UInt8], serverSignature: [UInt8]) {
        switch hash {
        case .sha1: proofs(Insecure.SHA1.self, salt, iterations, signed)
        case .sha256: proofs(SHA256.self, salt, iterations, signed)
        }
    }

    private func proofs<H: HashFunction>(
        _: H.Type, _ salt: [UInt8], _ iterations: Int, _ signed: [UInt8]
    ) -> (proof: [UInt8], serverSignature: [UInt8]) {
        func code(_ key: [UInt8], _ data: [UInt8]) -> [UInt8] {
            Array(HMAC<H>.authenticationCode(for: data, using: SymmetricKey(data: key)))
        }
        let salted = stretched(H.self, salt, iterations)
        let clientKey = code(salted, Array("Client Key".utf8))
        let clientSignature = code(Array(H.hash(data: clientKey)), signed)
        let serverKey = code(salted, Array("Server Key".utf8))
        return (zip(clientKey, clientSignature).map { $0 ^ $1 }, code(serverKey, signed))
    }

    /// `Hi()`: PBKDF2 with one block (RFC 8018 §5.2).
    private func stretched<H: HashFunction>(_: H.Type, _ salt: [UInt8], _ iterations: Int) -> [UInt8] {
        let key = SymmetricKey(data: password.reveal())
        var code = Array(HMAC<H>.authenticationCode(for: salt + [0, 0, 0, 1], using: key))
        var result = code
        for _ in 1..<iterations {
            code = Array(HMAC<H>.authenticationCode(for: code, using: key))
            for index in result.indices { result[index] ^= code[index] }
        }
        return result
    }
}
