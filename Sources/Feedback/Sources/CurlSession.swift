import Foundation
import Subprocess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One run of curl: a login and some transfers over one connection.
///
/// Everything curl is told, the secret too, goes to its standard input: a command line can be read by everybody on the machine. What it
/// fetches goes to files of a folder that only we can read, and which is removed at the end.
///
/// ## Limits
/// 10 MiB a transfer, 30 s to connect, 10 minutes in all.
struct CurlSession: Sendable {
    /// One thing to ask for.
    struct Transfer: Sendable {
        /// What stands behind `scheme://host/`.
        var path: String
        /// A command instead of the usual one for that path.
        var request: String?
    }

    /// What came.
    struct Answer: Sendable {
        /// One for each transfer, in order; nil from the first that failed.
        var bodies: [[UInt8]?]
        /// curl's exit status.
        var status: Int
        /// curl's last words.
        var words: String
    }

    /// curl: "the resource referenced in the URL does not exist": here, a message that is gone.
    static let gone = 78
    /// curl: larger than allowed.
    static let tooLarge = 63

    let server: MailServer

    /// Runs the transfers until one fails.
    ///
    /// - Throws: ``SourceError`` `noCurl`, and `server` where the login or the connection failed.
    func run(_ transfers: [Transfer]) async throws -> Answer {
        var template = Array((NSTemporaryDirectory() + "/mailshot-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SourceError.unreadable(NSTemporaryDirectory(), reason: String(cString: strerror(errno)))
        }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let configuration = Self.configuration(server, transfers, folder: folder)
        let (status, said) = try await Self.curl(configuration)
        let bodies = transfers.indices.map { index in
            (try? Data(contentsOf: URL(filePath: "\(folder)/\(index)"))).map { [UInt8]($0) }
        }
        let words = said.split(separator: "\n").first { $0.hasPrefix("curl: ") }.map(String.init) ?? "curl ended with status \(status)"
        guard status == 0 || bodies.contains(where: { $0 != nil }) || [Self.gone, Self.tooLarge].contains(status) else {
            throw SourceError.server(server.description, reason: words)
        }
        return Answer(bodies: bodies, status: status, words: words)
    }

    private static func curl(_ configuration: String) async throws -> (status: Int, said: String) {
        do {
            let run = try await Subprocess.run(
                .name("curl"), arguments: ["-q", "--config", "-"], input: .string(configuration), output: .discarded,
                error: .string(limit: 1 << 14))
            if case .exited(let code) = run.terminationStatus { return (Int(code), run.standardError) }
            return (-1, run.standardError)
        } catch {
            throw SourceError.noCurl
        }
    }

    /// What curl reads: one section a transfer, the connection shared by all.
    static func configuration(_ server: MailServer, _ transfers: [Transfer], folder: String) -> String {
        var lines: [String] = []
        for (index, transfer) in transfers.enumerated() {
            if index > 0 { lines.append("next") }
            lines += [
                option("url", "\(server.scheme.rawValue)://\(server.host)/\(transfer.path)"), option("output", "\(folder)/\(index)"),
                option("proto", "=imap,imaps,pop3,pop3s"), "silent", "show-error", "globoff", "fail-early", "max-filesize = 10485760",
                "connect-timeout = 30", "max-time = 600",
            ]
            if !server.scheme.isImplicit, !server.isInsecure { lines.append("ssl-reqd") }
            if let file = server.caFile { lines.append(option("cacert", file)) }
            switch server.proof {
            case .password(let password): lines.append(option("user", "\(server.username):\(password)"))
            case .token(let token): lines += [option("user", "\(server.username):"), option("oauth2-bearer", token)]
            }
            if let request = transfer.request { lines.append(option("request", request)) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// `name = "value"`, quoted as curl reads it.
    static func option(_ name: String, _ value: String) -> String {
        var quoted = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": quoted += "\\\\"
            case "\"": quoted += "\\\""
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(character)
            }
        }
        return "\(name) = \"\(quoted)\""
    }
}
