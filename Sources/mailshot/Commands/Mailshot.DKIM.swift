import ArgumentParser
import DKIM
import Foundation

extension Mailshot {
    /// Keys and signatures.
    struct DKIMCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dkim", abstract: "Make a DKIM key, print its DNS record, verify a message",
            discussion: """
                  mailshot dkim generate --domain example.com --selector s1 --key keys/s1.pem
                  mailshot dkim record --domain example.com --selector s1 --key keys/s1.pem
                  mailshot dkim verify message.eml --record s1._domainkey.example.com='v=DKIM1; k=rsa; p=…'
                """,
            subcommands: [DKIMGenerate.self, DKIMRecord.self, DKIMVerify.self])
    }
}

/// Whose key it is.
struct DKIMKeyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The signing domain.", valueName: "domain")) var domain: String
    @Option(help: ArgumentHelp("Which of the domain's keys.", valueName: "name")) var selector: String
    @Option(help: ArgumentHelp("The private key, a PEM file of mode 0600.", valueName: "file")) var key: String

    /// Stops at a domain or selector that no signature can name.
    func check(_ pair: DKIMKeyPair) throws {
        _ = try SigningIdentity(domain: domain, selector: selector, key: pair.privateKey)
    }

    /// The record as a person pastes it.
    func show(_ pair: DKIMKeyPair) {
        let record = pair.record(domain: domain, selector: selector)
        StandardOutput.write(
            "name   \(record.name)\ntype   TXT\nvalue  \(record.text)\n\nFor a zone file (strings of at most 255 octets):\n\(record.zoneFileLine)\n"
        )
    }
}

/// A new key.
struct DKIMGenerate: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "generate", abstract: "Make a key and print the DNS record to publish")

    @OptionGroup var identity: DKIMKeyOptions
    @Option(help: "rsa (2048 bits) or ed25519.") var type = "rsa"

    func run() throws {
        guard let type = KeyType(rawValue: type) else { throw Failure(.usage, "--type \(type): rsa and ed25519 are known") }
        let pair = try DKIMKeyPair.generate(type)
        try identity.check(pair)
        let folder = URL(fileURLWithPath: identity.key).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try pair.privateKey.save(to: identity.key)
        identity.show(pair)
        StandardError.line(
            "\(identity.key): keep it; add [[dkim]] with domain, selector and key = { file = \"\(identity.key)\" } to mailshot.toml")
    }
}

/// The record of a key that is there.
struct DKIMRecord: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "record", abstract: "Print the DNS record of a key")

    @OptionGroup var identity: DKIMKeyOptions

    func run() throws {
        let pair = DKIMKeyPair(try PrivateKey(contentsOf: identity.key))
        try identity.check(pair)
        identity.show(pair)
        if let weakness = pair.privateKey.weakness { StandardError.line("\(identity.key): \(weakness)") }
    }
}
