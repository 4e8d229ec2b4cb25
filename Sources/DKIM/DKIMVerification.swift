/// What came of verifying one DKIM-Signature field.
///
/// SeeAlso: RFC 6376 §3.9, RFC 8601 §2.7.1
public struct DKIMVerification: Hashable, Sendable {
    /// The word for Authentication-Results, and why.
    public enum Result: Hashable, Sendable {
        /// The message is as the domain signed it.
        case pass
        /// The signature is well-formed, but the message or the key is another one.
        case fail(VerificationProblem)
        /// The key could not be fetched; try again later.
        case temperror(VerificationProblem)
        /// The signature or the key record can never verify.
        case permerror(VerificationProblem)

        /// The word for Authentication-Results (RFC 8601 §2.7.1): pass, fail, temperror or permerror.
        public var word: String {
            switch self {
            case .pass: "pass"
            case .fail: "fail"
            case .temperror: "temperror"
            case .permerror: "permerror"
            }
        }

        /// Why it is no pass.
        public var problem: VerificationProblem? {
            switch self {
            case .pass: nil
            case .fail(let problem), .temperror(let problem), .permerror(let problem): problem
            }
        }
    }

    /// The verdict.
    public var result: Result
    /// `d=`, where the field could be read.
    public var domain: String?
    /// `s=`, where the field could be read.
    public var selector: String?
    /// `a=`, where the field could be read.
    public var algorithm: SignatureAlgorithm?
    /// `h=`, as written.
    public var signedHeaders: [String] = []
    /// How many octets of the canonical body `l=` leaves unsigned; 0 where all of it is signed. Anything may stand there.
    public var unsignedOctets = 0
    /// The key record says `t=y`: the domain asks not to be taken at its word yet.
    public var isTesting = false
}

/// Why a signature does not verify.
public enum VerificationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    // The signature field
    case syntax
    case missingTag(String)
    case badTag(String)
    case version
    case algorithm
    case canonicalization
    case queryMethod
    case fromNotSigned
    case identityOutsideDomain
    case expired
    case tooManySignatures
    case tooManyFields
    // The key record
    case keyUnavailable(String)
    case noKey
    case keyRecord(KeyRecordProblem)
    case keyRevoked
    case keyUnsuitable
    case keyLength(bits: Int)
    // The message
    case bodyTooShort
    case bodyHash
    case signature

    /// A phrase: `body hash did not verify`.
    public var description: String {
        switch self {
        case .syntax: "the signature is no tag=value list"
        case .missingTag(let name): "the signature has no \(name)= tag"
        case .badTag(let name): "the signature's \(name)= tag is invalid"
        case .version: "the signature's version is not 1"
        case .algorithm: "the signature's algorithm is not accepted"
        case .canonicalization: "the signature's canonicalisation is unknown"
        case .queryMethod: "the signature's key is not in the DNS"
        case .fromNotSigned: "From is not signed"
        case .identityOutsideDomain: "i= is not below d="
        case .expired: "the signature has expired"
        case .tooManySignatures: "too many signatures"
        case .tooManyFields: "too many header fields"
        case .keyUnavailable(let reason): "the key could not be fetched: \(reason)"
        case .noKey: "there is no key record"
        case .keyRecord(let problem): "the key record \(problem)"
        case .keyRevoked: "the key was revoked"
        case .keyUnsuitable: "the key may not be used for this signature"
        case .keyLength(let bits): "the key has \(bits) bits, and 1024 to 8192 are accepted"
        case .bodyTooShort: "the body is shorter than l= says"
        case .bodyHash: "body hash did not verify"
        case .signature: "signature did not verify"
        }
    }
}
