import MailFormat
import NIOSSL

/// What a person should read of TLS that failed: what is wrong, in a sentence for each cause, and what to do.
///
/// The library says of a bad certificate only that it does not verify; which of the reasons it was is read off the certificate.
struct TLSTrouble: Hashable, Sendable {
    /// What is wrong: `the relay's certificate expired on 2026-01-31`.
    var detail: String
    /// What to do about it.
    var hint: String?

    init(_ detail: String, hint: String? = nil) {
        self.detail = detail
        self.hint = hint
    }

    /// - Parameters:
    ///   - certificate: what the relay showed; nil where it came to nothing before.
    ///   - now: seconds since 1970.
    init(_ error: any Error, certificate: PeerCertificate?, now: Int, relay: Relay) {
        if error is TLSProblem {
            self.init("\(error)")
        } else if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            self = Self.wrongName(certificate, relay)
        } else if let reason = Self.reason(of: error) {
            self = reason == "CERTIFICATE_VERIFY_FAILED" ? Self.unverified(certificate, now) : Self.handshake(reason, relay)
        } else {
            self.init(NetworkTrouble.describe(error))
        }
    }

    /// OpenSSL's form: `error:CODE:SSL routines:OPENSSL_internal:REASON at FILE:LINE`, where the file is one of the build.
    private static func reason(of error: any Error) -> String? {
        let text = "\(error)"
        guard let start = text.firstRange(of: "OPENSSL_internal:") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != " " && $0 != "]" })
    }

    private static func wrongName(_ certificate: PeerCertificate?, _ relay: Relay) -> TLSTrouble {
        let hosts = certificate?.hosts.prefix(4).map { SMTPReply.sanitized($0.utf8) } ?? []
        let names = hosts.isEmpty ? "" : " but for \(hosts.joined(separator: ", "))"
        return TLSTrouble(
            "the relay's certificate is not for \(relay.host)\(names)",
            hint: hosts.isEmpty ? "its operator must give it a certificate for its name" : "set host to the name that is in the certificate"
        )
    }

    private static func unverified(_ certificate: PeerCertificate?, _ now: Int) -> TLSTrouble {
        guard let certificate else { return TLSTrouble("the relay's certificate does not verify") }
        if now > certificate.notAfter {
            return TLSTrouble(
                "the relay's certificate expired on \(day(certificate.notAfter))",
                hint: "its operator must renew it; or this machine's clock is wrong")
        }
        if now < certificate.notBefore {
            return TLSTrouble(
                "the relay's certificate is not valid before \(day(certificate.notBefore))",
                hint: "this machine's clock may be wrong: it says \(day(now))")
        }
        if certificate.names?.isSelfIssued == true {
            return TLSTrouble(
                "the relay's certificate is self-signed, so nobody vouches for it", hint: "if it is your own, name it with ca_file")
        }
        let issuer = (certificate.names?.issuerName).map { "\"\(SMTPReply.sanitized($0.utf8))\"" } ?? "an authority without a name"
        return TLSTrouble(
            "the relay's certificate is vouched for by \(issuer), which this machine does not trust",
            hint: "if that authority is your own, name its certificate with ca_file; a public one may lack its chain")
    }

    private static func handshake(_ reason: String, _ relay: Relay) -> TLSTrouble {
        switch reason {
        case "WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL":
            return TLSTrouble(
                "what the relay says is no TLS (\(reason))",
                hint: relay.tls.mode == .implicit ? "this port speaks plain SMTP first; set tls = \"starttls\"" : nil)
        case "UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_SSL_VERSION":
            return TLSTrouble(
                "the relay speaks no TLS of 1.2 or later (\(reason))",
                hint: "its operator must turn TLS 1.2 on: older versions are broken and are not spoken")
        case "SSLV3_ALERT_HANDSHAKE_FAILURE", "NO_SHARED_CIPHER", "TLSV1_ALERT_INSUFFICIENT_SECURITY":
            return TLSTrouble(
                "the relay turned the handshake down (\(reason))",
                hint: "it may want a client certificate (client_certificate, client_key), or know none of our ciphers")
        case "TLSV1_CERTIFICATE_REQUIRED", "TLSV1_ALERT_UNKNOWN_CA", "SSLV3_ALERT_BAD_CERTIFICATE", "SSLV3_ALERT_CERTIFICATE_EXPIRED",
            "SSLV3_ALERT_CERTIFICATE_UNKNOWN":
            return TLSTrouble(
                "the relay does not take our certificate (\(reason))", hint: "check client_certificate and client_key with its operator")
        default:
            return TLSTrouble("the handshake failed (\(reason))")
        }
    }

    private static func day(_ seconds: Int) -> String {
        String(DateFormat.iso8601(Timestamp(milliseconds: Int64(seconds) * 1000)).prefix(10))
    }
}
