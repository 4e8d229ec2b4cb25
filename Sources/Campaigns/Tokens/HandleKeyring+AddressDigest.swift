import Crypto

extension HandleKeyring {
    /// A keyed hash of an address: what stays of one that was erased and must still not be mailed. 32 hexadecimal digits.
    ///
    /// The oldest key of the ring makes it. A rotation that drops that key makes erased addresses unknown: export the suppressions before.
    public func digest(ofAddress address: String) -> String {
        var hmac = HMAC<SHA256>(key: SymmetricKey(data: keys[0].secret))
        hmac.update(data: Array("mailshot address 1\0".utf8))
        hmac.update(data: Array(address.utf8))
        return hmac.finalize().prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
