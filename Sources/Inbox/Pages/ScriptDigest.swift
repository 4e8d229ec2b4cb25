import Crypto
import MailFormat

/// How a Content-Security-Policy names a script: the base64 of its SHA-256 (CSP Level 3, section 2.3.1).
enum ScriptDigest {
    static func base64(of script: String) -> String {
        String(decoding: Base64MIME.encodeUnbroken(Array(SHA256.hash(data: Array(script.utf8)))), as: UTF8.self)
    }
}
