import ArgumentParser
import DKIM
import Foundation

/// Whether a message is signed as it says.
struct DKIMVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify the DKIM signatures of a message file",
        discussion: """
            Key records come from --record, or from a private key file with --key; nothing is looked up in the DNS.
            Line ends may be LF: they are read as CRLF. Exit status 65 where a signature does not verify or there is none.
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The message; - is standard input.") var file: String
    @Option(help: ArgumentHelp("A key record; may be given more than once.", valueName: "name=text")) var record: [String] = []
    @Option(help: ArgumentHelp("A private key whose public half answers for every name.", valueName: "file")) var key: String?

    func run() throws {
        let message = try Self.message(file)
        let records = Dictionary(record.compactMap(Self.pair), uniquingKeysWith: { first, _ in first })
        let own = try key.map { DKIMKeyPair(try PrivateKey(contentsOf: $0)) }
        let results = DKIMVerifier.verify(message, at: WallClock.now()) { name in
            if let text = records[name.lowercased()] { return .records([text]) }
            return own.map { .records([KeyRecord(publicKey: $0.publicKey).text]) } ?? .notFound
        }
        try options.show(DKIMVerifyResult(file: file, signatures: results.map(DKIMVerifyResult.Signature.init)))
        if results.isEmpty || results.contains(where: { $0.result != .pass }) { throw ExitCode(ExitStatus.badData.rawValue) }
    }

    private static func pair(_ text: String) -> (String, String)? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        return (text[..<equals].lowercased(), String(text[text.index(after: equals)...]))
    }

    /// The message with CRLF line ends.
    private static func message(_ file: String) throws -> [UInt8] {
        var source = try FileSourceReader.all(of: file)
        if !source.contains(0x0D) { source = source.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } }
        return source
    }
}

/// One result for each signature.
struct DKIMVerifyResult: CommandResult {
    struct Signature: Encodable, Sendable {
        var result: String
        var reason: String?
        var domain: String?
        var selector: String?
        var algorithm: String?

        init(_ verification: DKIMVerification) {
            domain = verification.domain
            selector = verification.selector
            algorithm = verification.algorithm?.rawValue
            switch verification.result {
            case .pass: result = "pass"
            case .fail(let problem): (result, reason) = ("fail", problem.description)
            case .temperror(let problem): (result, reason) = ("temperror", problem.description)
            case .permerror(let problem): (result, reason) = ("permerror", problem.description)
            }
        }
    }

    var schema = 1
    var file: String
    var signatures: [Signature]

    func text(_ style: TextStyle) -> String {
        guard !signatures.isEmpty else { return "\(file): not signed" }
        return signatures.map { signature in
            let verdict = signature.result == "pass" ? style.green("pass") : style.red(signature.result)
            return "\(verdict)  \(signature.domain ?? "?") (\(signature.selector ?? "?"), \(signature.algorithm ?? "?"))"
                + (signature.reason.map { ": " + $0 } ?? "")
        }.joined(separator: "\n")
    }
}
