/// The keyed hash of an address: all that is left of one that was erased and must still not be mailed.
///
/// The key is not in the ledger, so the ledger alone does not tell whose hash it is.
public struct AddressDigest: Sendable {
    private let hash: @Sendable (String) -> String

    /// - Parameter hash: a keyed hash, HMAC-SHA256 in hex for one, of an address whose ASCII letters are lower case.
    public init(_ hash: @escaping @Sendable (String) -> String) {
        self.hash = hash
    }

    /// The hash of an address, the same for every spelling that counts as one recipient.
    func text(of email: String) -> String {
        hash(String(decoding: email.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self))
    }
}
