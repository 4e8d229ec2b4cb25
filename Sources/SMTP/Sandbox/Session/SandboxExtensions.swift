/// The service extensions a sandbox offers in its reply to EHLO.
public struct SandboxExtensions: OptionSet, Hashable, Sendable {
    /// One bit an extension.
    public let rawValue: Int

    /// From bits.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Commands in groups. RFC 2920
    public static let pipelining = SandboxExtensions(rawValue: 1 << 0)
    /// `SIZE n`, and `SIZE=` at MAIL. RFC 1870
    public static let size = SandboxExtensions(rawValue: 1 << 1)
    /// `BODY=8BITMIME` at MAIL. RFC 6152
    public static let eightBitMIME = SandboxExtensions(rawValue: 1 << 2)
    /// Codes of RFC 3463 in the replies; they are sent anyway, this only says so. RFC 2034
    public static let enhancedStatusCodes = SandboxExtensions(rawValue: 1 << 3)
    /// UTF-8 in addresses and headers. RFC 6531
    public static let smtpUTF8 = SandboxExtensions(rawValue: 1 << 4)
    /// `RET=`, `ENVID=`, `NOTIFY=`, `ORCPT=`. RFC 3461
    public static let dsn = SandboxExtensions(rawValue: 1 << 5)
    /// `BDAT`. RFC 3030
    public static let chunking = SandboxExtensions(rawValue: 1 << 6)
    /// Everything the sandbox can do.
    public static let all: SandboxExtensions = [.pipelining, .size, .eightBitMIME, .enhancedStatusCodes, .smtpUTF8, .dsn, .chunking]

    /// EHLO keywords in the order they are sent.
    func keywords(maxMessageSize: Int) -> [String] {
        let all: [(SandboxExtensions, String)] = [
            (.pipelining, "PIPELINING"), (.size, "SIZE \(maxMessageSize)"), (.eightBitMIME, "8BITMIME"),
            (.enhancedStatusCodes, "ENHANCEDSTATUSCODES"), (.smtpUTF8, "SMTPUTF8"), (.dsn, "DSN"), (.chunking, "CHUNKING"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}
