import Foundation
import MailFormat
import Testing

@testable import DKIM

/// The bytes of a text with CRLF for its line ends.
func crlf(_ text: String) -> [UInt8] {
    Array(text.replacing("\n", with: "\r\n").utf8)
}

/// Bytes as control pictures, so that a difference can be seen.
func visible(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.reduce(into: "") { text, scalar in
        switch scalar {
        case "\r": text += "␍"
        case "\n": text += "␊"
        case "\t": text += "␉"
        case " ": text += "␠"
        default: text.unicodeScalars.append(scalar)
        }
    }
}

/// Bytes from control pictures; `␠` and a real space are the same.
func bytes(_ pictures: String) -> [UInt8] {
    Array(
        pictures.replacing("␍", with: "\r").replacing("␊", with: "\n").replacing("␉", with: "\t").replacing("␠", with: " ").utf8)
}

/// Keys made once for all tests.
enum Fixture {
    static let rsa = Result { try PrivateKey.generate(.rsa) }
    static let ed25519 = Result { try PrivateKey.generate(.ed25519) }

    static func identity(_ type: KeyType = .rsa) throws -> SigningIdentity {
        try SigningIdentity(domain: "example.com", selector: type.rawValue, key: (type == .rsa ? rsa : ed25519).get())
    }

    /// 2026-11-24T09:00:00Z
    static let moment = Timestamp(milliseconds: 1_795_510_800_000)

    static let message = crlf(
        """
        From: Acme News <news@example.com>
        To: Jo <jo@example.net>
        Subject: Apples are
          ripe
        Date: Tue, 24 Nov 2026 09:00:00 +0000
        Message-ID: <abc@example.com>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        List-Unsubscribe: <https://t.example.com/u/abc>
        List-Unsubscribe-Post: List-Unsubscribe=One-Click
        X-Unsigned: anything

        Dear Jo,

        the apples  are ripe.

        """)

    static func outgoing(_ bytes: [UInt8] = message) throws -> OutgoingMessage {
        let envelope = Envelope(reversePath: .null, recipient: try EmailAddress("jo@example.net"))
        return OutgoingMessage(envelope: envelope, bytes: bytes, is8Bit: false, needsSMTPUTF8: false)
    }

    /// The message signed by one identity.
    static func signed(
        _ bytes: [UInt8] = message, _ type: KeyType = .rsa, canonicalization: CanonicalizationPair = .init(),
        headers: [SignedHeader] = SignedHeader.standard
    ) throws -> [UInt8] {
        let signer = try DKIMSigner([identity(type)], canonicalization: canonicalization, headers: headers)
        return try signer.sign(outgoing(bytes), at: moment).bytes
    }

    /// Gives the records of the fixture's keys.
    static func lookup(_ name: String) -> KeyAnswer {
        for type in KeyType.allCases {
            guard let identity = try? identity(type), identity.recordName == name else { continue }
            return .records([KeyRecord(publicKey: identity.key.publicKey).text])
        }
        return .notFound
    }

    /// The verdicts on a message with the fixture's keys in the DNS.
    static func verdicts(_ message: [UInt8], at moment: Timestamp? = moment) -> [DKIMVerification.Result] {
        DKIMVerifier.verify(message, at: moment, keyLookup: lookup).map(\.result)
    }
}

/// A new RSA key of a length that `PrivateKey` may refuse.
func rsaKey(bits: Int) throws -> (privateDER: [UInt8], publicDER: [UInt8], pem: String) {
    guard let key = EVPKey(generating: .rsa, rsaBits: bits), let privateDER = key.privateDER, let publicDER = key.publicDER,
        let pem = key.pem
    else { throw KeyProblem.damaged }
    return (privateDER, publicDER, String(decoding: pem, as: UTF8.self))
}

/// A generator whose numbers are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// The folder of third-party samples, where there is one.
let corpora = ProcessInfo.processInfo.environment["MAILSHOT_CORPORA"]
