/// The verbs a sandbox knows.
enum SandboxCommand: String {
    case ehlo = "EHLO"
    case helo = "HELO"
    case mail = "MAIL"
    case rcpt = "RCPT"
    case data = "DATA"
    case bdat = "BDAT"
    case rset = "RSET"
    case noop = "NOOP"
    case quit = "QUIT"
    case vrfy = "VRFY"
    case expn = "EXPN"
    case help = "HELP"
    case starttls = "STARTTLS"
    case auth = "AUTH"

    /// Octets of a command line with its CRLF. RFC 5321 §4.5.3.1.4 asks for 512, and RFC 1870, 3461, 6152 and 6531 add to MAIL
    /// and RCPT what their parameters need; 2048 holds the sum.
    static let maxLength = 2048

    /// Octets of a command line that has no parameters.
    static let maxPlainLength = 512

    /// The verb at the start of a line, followed by a blank or by nothing.
    init?(_ line: inout SandboxLine) {
        let word = line.take { SandboxLine.isAlphanumeric($0) }
        guard word.count == 4 || word.count == 8, line.isAtEnd || line.next == UInt8(ascii: " ") else { return nil }
        // Four capitals in one number: a switch on integers, not on strings.
        let code = word.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32(SandboxLine.upper($1)) }
        let command: SandboxCommand? =
            switch code {
            case 0x45_48_4C_4F: .ehlo
            case 0x48_45_4C_4F: .helo
            case 0x4D_41_49_4C: .mail
            case 0x52_43_50_54: .rcpt
            case 0x44_41_54_41: .data
            case 0x42_44_41_54: .bdat
            case 0x52_53_45_54: .rset
            case 0x4E_4F_4F_50: .noop
            case 0x51_55_49_54: .quit
            case 0x56_52_46_59: .vrfy
            case 0x45_58_50_4E: .expn
            case 0x48_45_4C_50: .help
            case 0x41_55_54_48: .auth
            case 0x53_54_41_52: .starttls
            default: nil
            }
        guard let command, command.rawValue.utf8.count == word.count else { return nil }
        if command == .starttls, SandboxEnvelope.capitals(word) != "STARTTLS" { return nil }
        self = command
    }

    /// Whether its reply must be waited for before anything more is sent (RFC 2920 §3.1).
    var mustBeLast: Bool {
        switch self {
        case .ehlo, .helo, .data, .vrfy, .expn, .quit, .noop, .help, .starttls, .auth: true
        case .mail, .rcpt, .bdat, .rset: false
        }
    }
}
