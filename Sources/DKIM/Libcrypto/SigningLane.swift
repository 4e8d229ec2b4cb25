import Synchronization

/// One thread's worth of a private key: a libcrypto key of its own, so that threads which sign at once share nothing.
///
/// The lock is never contended, because `SigningLanes` lends a lane to one caller at a time. It is what makes a C pointer
/// safe to hold in a `Sendable` type without asking the compiler to look away.
final class SigningLane: Sendable {
    private let key: Mutex<EVPKey>

    init?(privateDER: [UInt8]) {
        guard let key = EVPKey(privateDER: privateDER) else { return nil }
        self.key = Mutex(key)
    }

    func sign(_ message: [UInt8]) -> [UInt8]? {
        key.withLock { key in key.sign(message) }
    }
}

/// A private key that signs on any number of threads at once. It makes as many lanes as ever signed at the same moment.
final class SigningLanes: Sendable {
    private let privateDER: [UInt8]
    private let idle = Mutex<[SigningLane]>([])

    init(privateDER: [UInt8]) {
        self.privateDER = privateDER
    }

    /// The signature over `message`, or nil where libcrypto cannot make one (no memory).
    func sign(_ message: [UInt8]) -> [UInt8]? {
        guard let lane = idle.withLock({ $0.popLast() }) ?? SigningLane(privateDER: privateDER) else { return nil }
        defer { idle.withLock { $0.append(lane) } }
        return lane.sign(message)
    }

    /// The key as unencrypted PKCS#8 PEM.
    var pem: [UInt8]? {
        guard let key = EVPKey(privateDER: privateDER) else { return nil }
        return key.pem
    }
}
