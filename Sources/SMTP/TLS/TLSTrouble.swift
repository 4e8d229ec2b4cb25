import NIOSSL

/// What a person should read of TLS that failed: `the relay's certificate does not verify`, without the machinery around it.
enum TLSTrouble {
    static func describe(_ error: any Error, host: String) -> String {
        if error is TLSProblem { return "\(error)" }
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            return "the relay's certificate is not for \(host)"
        }
        let text = "\(error)"
        // OpenSSL's form: `error:CODE:SSL routines:OPENSSL_internal:REASON at FILE:LINE`, where the file is one of the build.
        guard let start = text.firstRange(of: "OPENSSL_internal:") else { return NetworkTrouble.describe(error) }
        let reason = String(text[start.upperBound...].prefix { $0 != " " && $0 != "]" })
        return switch reason {
        case "CERTIFICATE_VERIFY_FAILED": "the relay's certificate does not verify (\(reason))"
        case "WRONG_VERSION_NUMBER": "what the relay says is no TLS (\(reason))"
        default: "the handshake failed (\(reason))"
        }
    }
}
