/// An addr-spec a bulk sender accepts: `local-part@domain`, checked and normalised once, so that everything behind it can trust it.
///
/// - The domain is in A-labels and lower case: `user@MÜNCHEN.de` becomes `user@xn--mnchen-3ya.de`.
/// - The local part is kept as given, but in Unicode form NFC, and quoted only where it must be: `"joe"@example.com` becomes
///   `joe@example.com`.
/// - No CR, LF, NUL or other control can be in it, so it can be written into an SMTP command or a header as it is.
///
/// ## Limits
/// Comments, folding white space, obsolete forms, address literals and angle brackets are refused: they are legal in headers and a mistake in
/// a list. Of RFC 5892's rules for labels the Bidi rule (RFC 5893) is not checked.
///
/// SeeAlso: RFC 5321 §4.1.2, RFC 5322 §3.4.1, RFC 6531 §3.3
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The part before the `@`, as it goes on the wire.
    public let localPart: String
    /// The domain in A-labels, lower case, without a trailing dot.
    public let domain: String

    /// Parses and normalises one address; blanks around it are dropped.
    ///
    /// - Parameter allowsBareHost: whether a domain without a dot, such as `localhost`, will do.
    /// - Throws: the first thing that is wrong with it.
    public init(_ text: String, allowsBareHost: Bool = false) throws(AddressProblem) {
        var text = text
        let result = text.withUTF8 { Self.parse($0, allowsBareHost: allowsBareHost) }
        self = try result.get()
    }

    /// Parses and normalises one address from its octets in UTF-8; blanks around it are dropped.
    ///
    /// - Throws: the first thing that is wrong with it.
    public init(utf8 bytes: UnsafeBufferPointer<UInt8>, allowsBareHost: Bool = false) throws(AddressProblem) {
        self = try Self.parse(bytes, allowsBareHost: allowsBareHost).get()
    }

    /// An address from parts that have been checked.
    init(checkedLocalPart localPart: String, checkedDomain domain: String) {
        self.localPart = localPart
        self.domain = domain
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, allowsBareHost: Bool) -> Result<EmailAddress, AddressProblem> {
        if let address = plain(bytes) { return .success(address) }
        do throws(AddressProblem) {
            return .success(try AddressParser.parse(bytes, allowsBareHost: allowsBareHost))
        } catch {
            return .failure(error)
        }
    }

    /// The addr-spec.
    public var description: String { "\(localPart)@\(domain)" }

    /// Whether the local part holds a character that only SMTPUTF8 can carry (RFC 6531 §3.2).
    public var needsSMTPUTF8: Bool { !localPart.utf8.allSatisfy { $0 < 0x80 } }

    /// What makes two entries of a list the same recipient: the local part with ASCII letters in lower case, `@`, and the domain.
    ///
    /// RFC 5321 §2.4 lets a host tell `Joe` from `joe`; none that matters does, and mailing a person twice is the worse mistake. The address
    /// itself keeps its case.
    public var uniquenessKey: String {
        String(unsafeUninitializedCapacity: localPart.utf8.count + 1 + domain.utf8.count) { key in
            var length = 0
            for byte in localPart.utf8 {
                key[length] = byte.asciiLowercased
                length += 1
            }
            key[length] = ASCII.at
            return key[(length + 1)...].initialize(fromContentsOf: domain.utf8)
        }
    }
}
