import Campaigns
import DKIM
import MailFormat

/// Whether the project's own keys verify what the project signs: each message signed as a send would, then looked at as a stranger would,
/// with the records that `dkim record` says to publish. The DNS is not asked.
struct SignatureProof {
    private let signer: DKIMSigner
    private let records: [String: String]
    /// Messages with a signature that does not hold, or with none.
    private(set) var failed = 0
    private(set) var messages = 0

    init(_ desk: CampaignDesk) throws {
        guard let signer = try desk.signer() else {
            throw Failure(.configuration, "mailshot.toml has no [[dkim]]: messages leave unsigned; mailshot dkim generate makes a key")
        }
        self.signer = signer
        var records: [String: String] = [:]
        for key in try desk.project.dkimKeys() {
            let record = DKIMKeyPair(try PrivateKey(contentsOf: key.path)).record(domain: key.domain, selector: key.selector)
            records[record.name.lowercased()] = record.text
        }
        self.records = records
    }

    /// One line a signature: `pass  example.com (s1, rsa-sha256)  anna@example.org`.
    mutating func lines(for message: OutgoingMessage, at moment: Timestamp, style: TextStyle) throws -> String {
        let signed = try signer.sign(message, at: moment)
        let found = DKIMVerifier.verify(signed.bytes, at: moment) { name in
            records[name.lowercased()].map { .records([$0]) } ?? .notFound
        }
        messages += 1
        if found.isEmpty || found.contains(where: { $0.result != .pass }) { failed += 1 }
        let verdict = DKIMVerifyResult(file: message.envelope.recipient.description, signatures: found.map(DKIMVerifyResult.Signature.init))
        return verdict.text(style).split(separator: "\n").map { "\($0)  \(message.envelope.recipient)\n" }.joined()
    }
}
