public import MailFormat

/// What a look-up of a key record came to.
public enum KeyAnswer: Hashable, Sendable {
    /// The TXT records at the name, the strings of each joined.
    case records([String])
    /// There is no such name, or it has no TXT record.
    case notFound
    /// The DNS did not answer; the text says why.
    case unavailable(String)
}

/// Verifies the DKIM signatures of a message. It does no I/O: the caller brings the key records.
///
/// ## Limits
/// Lines of the message must end in CRLF. The first 10 signatures of a message are tried, the others are reported as such; a message of
/// more than 1,000 header fields is not looked at. SHA-1 and RSA keys below 1,024 bits are refused (RFC 8301).
/// Work is bounded by the length of the message.
///
/// SeeAlso: RFC 6376 §6
public enum DKIMVerifier {
    private static let mostSignatures = 10
    private static let mostFields = 1_000

    /// The names whose TXT records `verify` will ask for, for a caller who fetches them first.
    public static func keyNames(in message: [UInt8]) -> [String] {
        var names: [String] = []
        _ = verify(message, at: nil) { name in
            names.append(name)
            return .notFound
        }
        return names
    }

    /// One result for each DKIM-Signature field, from the top; none where the message is not signed.
    ///
    /// - Parameters:
    ///   - moment: the time now, to tell expired signatures (`x=`); nil accepts them.
    ///   - keyLookup: gives the TXT records at a name such as `s1._domainkey.example.com`.
    public static func verify(
        _ message: [UInt8], at moment: Timestamp?, keyLookup: (_ name: String) -> KeyAnswer
    ) -> [DKIMVerification] {
        let section = HeaderFields(message)
        let signatures = section.fields.filter { message.matches($0.name, Array("dkim-signature".utf8)) }
        return signatures.enumerated().map { index, field in
            var verification = DKIMVerification(result: .pass)
            do throws(Verdict) {
                guard section.fields.count <= mostFields else { throw .permerror(.tooManyFields) }
                guard index < mostSignatures else { throw .permerror(.tooManySignatures) }
                try verify(field, of: message, section, at: moment, keyLookup, &verification)
            } catch {
                verification.result = error.result
            }
            return verification
        }
    }

    private static func verify(
        _ field: HeaderFields.Field, of message: [UInt8], _ section: HeaderFields, at moment: Timestamp?,
        _ keyLookup: (String) -> KeyAnswer, _ verification: inout DKIMVerification
    ) throws(Verdict) {
        guard let tags = TagList(Array(message[field.value])) else { throw .permerror(.syntax) }
        let signature: SignatureField
        do throws(VerificationProblem) { signature = try SignatureField(tags) } catch { throw .permerror(error) }
        verification.domain = signature.domain
        verification.selector = signature.selector
        verification.algorithm = signature.algorithm
        verification.signedHeaders = signature.headers
        if let moment, let expiry = signature.expiry, moment.milliseconds / 1000 > expiry { throw .permerror(.expired) }

        let record = try keyRecord(for: signature, keyLookup)
        verification.isTesting = record.isTesting
        let key = try usableKey(record, for: signature)

        let canonical = signature.canonicalization
        if let length = signature.bodyLength {
            guard let body = canonical.body.bodyHash(of: message, from: section.bodyStart, length: length) else {
                throw .permerror(.bodyTooShort)
            }
            guard body.hash == signature.bodyHash else { throw .fail(.bodyHash) }
            verification.unsignedOctets = body.rest
        } else {
            guard canonical.body.bodyHash(of: message, from: section.bodyStart) == signature.bodyHash else { throw .fail(.bodyHash) }
        }

        let names = signature.headers.map { Array($0.utf8) }
        let fields = SignedData.fields(names, of: message, section, canonical.header)
        let data = SignedData.adding(SignedData.withoutSignature(field, of: message, tags), to: fields, canonical.header)
        guard key.verify(signature.signature, of: SignedData.input(data, for: key.type)) else { throw .fail(.signature) }
    }

    /// The first record at the name that is a key record.
    private static func keyRecord(
        for signature: SignatureField, _ keyLookup: (String) -> KeyAnswer
    ) throws(Verdict) -> KeyRecord {
        switch keyLookup(KeyRecord.name(domain: signature.domain, selector: signature.selector)) {
        case .unavailable(let reason): throw .temperror(.keyUnavailable(reason))
        case .notFound: throw .permerror(.noKey)
        case .records(let texts):
            var problem = VerificationProblem.noKey
            for text in texts.prefix(10) {
                do throws(KeyRecordProblem) { return try KeyRecord(parsing: text) } catch { problem = .keyRecord(error) }
            }
            throw .permerror(problem)
        }
    }

    /// The record's key, if it may be used for the signature (RFC 6376 §6.1.2).
    private static func usableKey(_ record: KeyRecord, for signature: SignatureField) throws(Verdict) -> PublicKey {
        guard let key = record.publicKey else { throw .permerror(.keyRevoked) }
        guard key.type == signature.algorithm.keyType,
            record.hashes?.contains("sha256") ?? true,
            record.services.contains("*") || record.services.contains("email"),
            !record.isStrict || signature.identityDomain.lowercased() == signature.domain.lowercased()
        else { throw .permerror(.keyUnsuitable) }
        guard key.type != .rsa || PublicKey.rsaBits.contains(key.bits) else { throw .permerror(.keyLength(bits: key.bits)) }
        return key
    }
}

/// How a verification ends early.
private enum Verdict: Error {
    case fail(VerificationProblem), temperror(VerificationProblem), permerror(VerificationProblem)

    var result: DKIMVerification.Result {
        switch self {
        case .fail(let problem): .fail(problem)
        case .temperror(let problem): .temperror(problem)
        case .permerror(let problem): .permerror(problem)
        }
    }
}
