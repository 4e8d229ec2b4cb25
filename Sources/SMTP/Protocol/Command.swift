import MailFormat

/// Why an argument cannot go into a command.
enum CommandProblem: Error, Hashable, Sendable {
    /// It holds a control, a blank or another character that would end the argument or the line.
    case unsafeArgument(String)
    /// The line is above RFC 5321's 512 octets and what the extensions add.
    case tooLong
}

/// A command as a value; its wire form is ``encode(into:)``.
///
/// No argument is ever pasted: each goes through a gate of its own, and a value that could end an argument or the line
/// is an error and never a second command.
///
///     C: MAIL FROM:<bounces+aebag@example.com> SIZE=10240 BODY=8BITMIME
///
/// SeeAlso: RFC 5321 §4.1.1
enum Command: Hashable, Sendable {
    /// RFC 5321 §4.1.1.1; a domain or address literal.
    case ehlo(String)
    /// RFC 5321 §4.1.1.1; a domain.
    case helo(String)
    /// RFC 3207 §4
    case startTLS
    /// RFC 4954 §4; the initial response is base64 or `=`, nil where there is none.
    case auth(mechanism: String, initialResponse: Secret?)
    /// RFC 4954 §4: an answer to a 334, base64.
    case authResponse(Secret)
    /// RFC 4954 §4: `*`
    case authCancel
    /// RFC 5321 §4.1.1.2
    case mail(ReversePath, MailParameters)
    /// RFC 5321 §4.1.1.3
    case rcpt(EmailAddress, RcptParameters)
    /// RFC 5321 §4.1.1.4
    case data
    /// RFC 3030 §2: `BDAT 1000 LAST`, of so many octets, CRLF counted; the octets follow at once.
    case bdat(Int)
    /// RFC 5321 §4.1.1.5
    case rset
    /// RFC 5321 §4.1.1.10
    case quit

    /// What goes behind the reverse-path.
    struct MailParameters: Hashable, Sendable {
        /// RFC 1870: octets of the message, CRLF counted, dots not doubled.
        var size: Int?
        /// RFC 6152: `BODY=8BITMIME`
        var eightBitMIME = false
        /// RFC 6531 §3.4
        var smtpUTF8 = false
        /// RFC 8689 §4
        var requireTLS = false
        /// RFC 3461 §4.3: `RET=HDRS`
        var returnsHeaders = false
        /// RFC 3461 §4.4, before xtext.
        var envelopeID: String?
    }

    /// What goes behind the forward-path.
    struct RcptParameters: Hashable, Sendable {
        /// RFC 3461 §4.1: `NOTIFY=FAILURE,DELAY`
        var notifies = false
        /// RFC 3461 §4.2: `ORCPT=rfc822;…`, of the recipient itself.
        var originalRecipient = false
    }

    /// The stage its reply belongs to.
    var stage: Stage {
        switch self {
        case .ehlo, .helo: .ehlo
        case .startTLS: .startTLS
        case .auth, .authResponse, .authCancel: .auth
        case .mail: .mail
        case .rcpt: .rcpt
        case .data: .data
        case .bdat: .dot
        case .rset: .rset
        case .quit: .quit
        }
    }
}
