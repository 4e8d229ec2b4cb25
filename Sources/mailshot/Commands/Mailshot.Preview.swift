import ArgumentParser
import Campaigns
import DKIM
import Foundation
import MailFormat

extension Mailshot {
    /// What recipients will see.
    struct Preview: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a message as a recipient gets it",
            discussion: """
                  mailshot preview autumn                                   the first row, as text
                  mailshot preview autumn --recipient anna@example.org --as html > anna.html
                  mailshot preview autumn --all --output previews           one .eml file a row
                """)

        /// Which part of the message.
        enum Part: String, ExpressibleByArgument, CaseIterable {
            case eml, html, text, headers
        }

        @Option(name: [.customShort("C"), .customLong("project")], help: ArgumentHelp("The project folder.", valueName: "dir"))
        var projectFolder: String?
        @Argument(help: "The campaign.") var campaign: String
        @Option(help: ArgumentHelp("Whose message; the first good row by default.", valueName: "address")) var recipient: String?
        @Option(name: [.customLong("format"), .customLong("as")], help: "eml (the whole message), html, text or headers.") var part: Part =
            .text
        @Option(name: .shortAndLong, help: ArgumentHelp("Folder that gets one .eml file a message.", valueName: "dir")) var output: String?
        @Flag(help: "Every row; with --output.") var all = false

        func validate() throws {
            if all, output == nil { throw ValidationError("--all writes files: say where with --output DIR") }
        }

        func run() throws {
            let desk = try CampaignDesk(campaign, in: try Project(at: projectFolder))
            var reader = try desk.openList()
            try desk.requireSound(columns: reader.columns)
            let composer = try desk.composer(campaignID: 0, columns: reader.columns, keyring: .preview)
            let signer = try desk.signer()
            let wanted = try recipient.map { try address($0) }
            if let output { try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true) }
            var count = 0
            while let row = try reader.next() {
                guard case .good(let line, let address, let fields) = row, wanted == nil || wanted?.uniquenessKey == address.uniquenessKey
                else { continue }
                let row = Recipient(key: Int64(line), email: address, fields: fields, queuedAt: WallClock.now(), line: line)
                let bytes = try Self.bytes(of: output == nil ? part : .eml, for: row, composer: composer, signer: signer)
                count += 1
                if let output {
                    try Data(bytes).write(to: URL(fileURLWithPath: output + "/\(line).eml"))
                } else {
                    StandardOutput.write(String(decoding: bytes, as: UTF8.self))
                }
                if !all { break }
            }
            guard count > 0 else {
                throw Failure(.noInput, "\(desk.campaign.recipients): \(recipient.map { "no good row for \($0)" } ?? "no good row")")
            }
            if let output {
                StandardError.line("\(output): \(NumberText.grouped(count)) messages; no link in them works, they are previews")
            }
        }

        private static func bytes(of part: Part, for row: Recipient, composer: Composer, signer: DKIMSigner?) throws -> [UInt8] {
            switch part {
            case .text: return try composer.alternatives(for: row).text
            case .html:
                guard let html = try composer.alternatives(for: row).html else {
                    throw Failure(.noInput, "the template has no body.html; --format text shows what is sent")
                }
                return html
            case .eml, .headers:
                var message = try composer.compose(row)
                if let signer { message = try signer.sign(message, at: row.queuedAt) }
                guard part == .headers else { return message.bytes }
                let end = message.bytes.firstRange(of: [13, 10, 13, 10])?.lowerBound ?? message.bytes.count
                return Array(message.bytes[..<end]) + [13, 10]
            }
        }

        private func address(_ text: String) throws -> EmailAddress {
            do { return try EmailAddress(text) } catch { throw Failure(.usage, "--recipient \(text): \(error)") }
        }
    }
}
