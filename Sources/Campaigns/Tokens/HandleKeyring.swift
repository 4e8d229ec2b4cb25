import Crypto

/// The keys that make and check handles. The newest makes; all of them check, so that mail sent before a rotation stays valid.
///
/// A key has an id of two bits, so a ring holds at most four keys; the fifth rotation drops the oldest, and with it the links of mail
/// that old.
public struct HandleKeyring: Sendable {
    /// One key.
    struct Key: Sendable {
        var id: UInt8
        var secret: [UInt8]
        var keyed: HMAC<SHA256>

        init(id: UInt8, secret: [UInt8]) {
            self.id = id
            self.secret = secret
            keyed = HMAC(key: SymmetricKey(data: secret))
            keyed.update(data: HandleKeyring.purpose)
            keyed.update(data: [id])
        }
    }

    /// Octets of a key.
    public static let secretLength = 32
    /// Keys a ring can hold.
    public static let capacity = 4

    /// Bound into every code, so that a code made for something else is no handle.
    static let purpose = Array("mailshot handle 1\0".utf8)

    /// Oldest first; never empty.
    let keys: [Key]

    init(keys: [Key]) {
        precondition(!keys.isEmpty && keys.count <= Self.capacity, "a keyring holds one to four keys")
        self.keys = keys
    }

    /// A ring of one key.
    ///
    /// - Parameter secret: 32 octets from a cryptographic source.
    public init(secret: [UInt8]) {
        precondition(secret.count == Self.secretLength, "a handle key has 32 octets")
        self.init(keys: [Key(id: 0, secret: secret)])
    }

    /// The ring with a new key in front; the oldest of four goes.
    public func rotated(secret: [UInt8]) -> HandleKeyring {
        precondition(secret.count == Self.secretLength, "a handle key has 32 octets")
        let next = Key(id: (keys[keys.count - 1].id + 1) % UInt8(Self.capacity), secret: secret)
        return HandleKeyring(keys: keys.suffix(Self.capacity - 1) + [next])
    }

    /// The handle of a message.
    ///
    /// - Parameters:
    ///   - message: the ledger's key of the message, 0 ..< 2⁴⁸.
    ///   - campaign: the ledger's key of its campaign.
    public func handle(message: Int64, campaign: Int64) -> Handle {
        precondition(message >= 0 && message < Handle.messageLimit, "a message key has 48 bits")
        let key = keys[keys.count - 1]
        return Handle(HandleClaim(keyID: key.id, message: message, code: Self.code(key, message: message, campaign: campaign)))
    }

    /// Whether we made this handle, and for what.
    ///
    /// Takes the same time for every wrong code (comparison does not stop at the first difference).
    ///
    /// - Parameters:
    ///   - text: 26 characters; mail systems may have changed their case.
    ///   - campaign: looks up the campaign of a message key; nil where there is no such message.
    public func verify(_ text: some StringProtocol, campaign: (Int64) -> Int64?) -> VerifiedHandle? {
        guard let claim = HandleClaim(text), let key = keys.first(where: { $0.id == claim.keyID }) else { return nil }
        // A message that does not exist costs the same HMAC as one that does, so time does not tell which keys are in use.
        let known = campaign(claim.message)
        let expected = Self.code(key, message: claim.message, campaign: known ?? -1)
        let matches = zip(expected, claim.code).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
        guard matches, let known else { return nil }
        return VerifiedHandle(message: claim.message, campaign: known)
    }

    private static func code(_ key: Key, message: Int64, campaign: Int64) -> [UInt8] {
        var hmac = key.keyed
        withUnsafeBytes(of: (campaign.bigEndian, message.bigEndian)) { hmac.update(data: $0) }
        return Array(hmac.finalize().prefix(HandleClaim.codeLength))
    }
}

/// A handle that proved to be ours.
public struct VerifiedHandle: Hashable, Sendable {
    /// The ledger's key of the message.
    public let message: Int64
    /// The ledger's key of its campaign.
    public let campaign: Int64
}
