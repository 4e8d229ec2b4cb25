import COpenSSL

/// Sole owner of one libcrypto key. It cannot be copied, and it frees the key when it goes.
///
/// Failures are nil here; the callers know what they mean. The thread's libcrypto error queue is left empty.
struct EVPKey: ~Copyable {
    private let pointer: OpaquePointer

    private init?(_ pointer: OpaquePointer?) {
        guard let pointer else {
            ERR_clear_error()
            return nil
        }
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// The kind of key, or nil where DKIM has no use for it (elliptic curves, RSA-PSS).
    var type: KeyType? {
        switch EVP_PKEY_get_base_id(pointer) {
        case EVP_PKEY_RSA: .rsa
        case EVP_PKEY_ED25519: .ed25519
        default: nil
        }
    }

    /// The length of the modulus for RSA.
    var bits: Int { Int(EVP_PKEY_get_bits(pointer)) }
}

// MARK: - Making and reading

extension EVPKey {
    /// A new key. `rsaBits` matters to RSA only.
    init?(generating type: KeyType, rsaBits: Int) {
        guard let context = EVP_PKEY_CTX_new_id(type == .rsa ? EVP_PKEY_RSA : EVP_PKEY_ED25519, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1,
            type != .rsa || EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(clamping: rsaBits)) == 1,
            EVP_PKEY_keygen(context, &key) == 1
        else { return nil }
        self.init(key)
    }

    /// The first private key in a PEM text, PKCS#1 (`RSA PRIVATE KEY`) or PKCS#8 (`PRIVATE KEY`).
    init?(pem: [UInt8]) {
        guard let input = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else { return nil }
        defer { BIO_free(input) }
        // Without a callback libcrypto would ask for a passphrase on the terminal.
        self.init(PEM_read_bio_PrivateKey(input, nil, { _, _, _, _ in -1 }, nil))
    }

    /// A private key in the form `privateDER` gives.
    init?(privateDER der: [UInt8]) {
        self.init(
            der.withUnsafeBufferPointer { bytes in
                var next = bytes.baseAddress
                return d2i_AutoPrivateKey(nil, &next, bytes.count)
            })
    }

    /// A public key as SubjectPublicKeyInfo, or as the bare RSAPublicKey that RFC 6376 §3.6.1 speaks of.
    init?(rsaPublicDER der: [UInt8]) {
        self.init(
            der.withUnsafeBufferPointer { bytes in
                var next = bytes.baseAddress
                if let key = d2i_PUBKEY(nil, &next, bytes.count) { return key }
                next = bytes.baseAddress
                return d2i_PublicKey(EVP_PKEY_RSA, nil, &next, bytes.count)
            })
    }

    /// An Ed25519 public key from its 32 octets (RFC 8032 §5.1.5).
    init?(ed25519Public octets: [UInt8]) {
        self.init(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, octets, octets.count))
    }

    /// An Ed25519 private key from its 32 octets.
    init?(ed25519Private octets: [UInt8]) {
        self.init(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, octets, octets.count))
    }
}

// MARK: - Writing

extension EVPKey {
    /// The private key in DER, whatever form libcrypto prefers for the type.
    var privateDER: [UInt8]? { Self.der { i2d_PrivateKey(pointer, $0) } }

    /// SubjectPublicKeyInfo in DER.
    var publicDER: [UInt8]? { Self.der { i2d_PUBKEY(pointer, $0) } }

    /// The 32 octets of an Ed25519 public key.
    var ed25519Public: [UInt8]? {
        var octets = [UInt8](repeating: 0, count: 32)
        var count = octets.count
        guard EVP_PKEY_get_raw_public_key(pointer, &octets, &count) == 1, count == 32 else { return nil }
        return octets
    }

    /// The private key as unencrypted PKCS#8 PEM.
    var pem: [UInt8]? {
        guard let output = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(output) }
        guard PEM_write_bio_PrivateKey(output, pointer, nil, nil, 0, nil, nil) == 1 else { return nil }
        var text = [UInt8](repeating: 0, count: Int(BIO_ctrl_pending(output)))
        guard BIO_read(output, &text, Int32(text.count)) == Int32(text.count) else { return nil }
        return text
    }

    /// Runs an `i2d` function twice: for the length, then for the bytes.
    private static func der(_ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> [UInt8]? {
        let length = encode(nil)
        guard length > 0 else {
            ERR_clear_error()
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(length))
        let written = bytes.withUnsafeMutableBufferPointer { buffer in
            var next = buffer.baseAddress
            return encode(&next)
        }
        return written == length ? bytes : nil
    }
}

// MARK: - Signing

extension EVPKey {
    /// RSASSA-PKCS1-v1_5 with SHA-256 for RSA, PureEdDSA for Ed25519. Both are deterministic.
    func sign(_ message: [UInt8]) -> [UInt8]? {
        guard let context = EVP_MD_CTX_new() else { return nil }
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(pointer)))
        var count = signature.count
        guard EVP_DigestSignInit(context, nil, type == .rsa ? EVP_sha256() : nil, nil, pointer) == 1,
            EVP_DigestSign(context, &signature, &count, message, message.count) == 1
        else {
            ERR_clear_error()
            return nil
        }
        signature.removeLast(signature.count - count)
        return signature
    }

    /// Whether `signature` is this key's over `message`.
    func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        let good =
            EVP_DigestVerifyInit(context, nil, type == .rsa ? EVP_sha256() : nil, nil, pointer) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        if !good { ERR_clear_error() }
        return good
    }
}
