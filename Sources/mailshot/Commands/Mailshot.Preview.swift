import ArgumentParser
import Campaigns
import DKIM
import Foundation
import MailFormat

extension Mailshot {
    /// What recipients will see.
    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a message as a recipient gets it",
            discussion: """
                  mailshot preview autumn                                   the rows that show most, as text
                  mailshot preview autumn --open                            the same rows on a page: phone, desktop, dark, without images
                  mailshot preview autumn --recipient anna@example.org --as html > anna.html
                  mailshot preview autumn --output previews                 the same rows, one .eml file each
                  mailshot preview autumn --all --output previews           one .eml file for every row
                  mailshot preview autumn --verify                          whether the signatures hold, with the project's keys

                The rows that show most: the first, the shortest, the longest, one beyond ASCII, one without each value the template
                uses, one of each language. HTML and whole messages are one document: of those it is the first row.
                """)

        /// Which part of the message.
        enum Part: String, ExpressibleByArgument, CaseIterable {
            case eml, html, text, headers
        }

        @Option(name: [.customShort("C"), .customLong("project")], help: ArgumentHelp("The project folder.", valueName: "dir"))
        var projectFolder: String?
        @Argument(help: "The campaign.") var campaign: String
        @Option(help: ArgumentHelp("Whose message; the rows that show most by default.", valueName: "address")) var recipient: String?
        @Option(name: [.customLong("format"), .customLong("as")], help: "eml (the whole message), html, text or headers.") var part: Part =
            .text
        @Option(name: .shortAndLong, help: ArgumentHelp("Folder that gets one .eml file a message.", valueName: "dir")) var output: String?
        @Flag(help: "Every row; with --output or --verify.") var all = false
        @Flag(help: "Show them on a page of this machine, which is gone with Ctrl-C.") var open = false
        @Flag(inversion: .prefixedNo, help: "With --open: also open the page in the browser, where there is a screen.") var browser = true
        @Flag(help: "Sign, verify, and say which DKIM signatures hold, instead of showing the message; 65 where one does not.")
        var verify = false

        func validate() throws {
            if open, verify || output != nil || all {
                throw ValidationError("--open shows the rows that show most, or --recipient's: leave out --verify, --output and --all")
            }
            if verify, output != nil { throw ValidationError("--verify shows what holds and writes no files: leave out --output") }
            if all, output == nil, !verify { throw ValidationError("--all writes files: say where with --output DIR") }
        }

        func run() async throws {
            let desk = try CampaignDesk(campaign, in: try Project(at: projectFolder))
            var reader = try desk.openList()
            try desk.requireSound(columns: reader.columns)
            let composer = try desk.composer(campaignID: 0, columns: reader.columns, keyring: .preview)
            let signer = try desk.signer()
            var proof = verify ? try SignatureProof(desk) : nil
            let wanted = try recipient.map { try address($0) }
            if let output { try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true) }
            var edges = EdgeRows(
                columns: reader.columns, names: Set(desk.template.names.map(\.name)), languageColumn: desk.campaign.languageColumn)
            var page = open ? try PreviewFolder() : nil
            defer { page?.remove() }
            var count = 0
            func show(line: Int, _ email: EmailAddress, _ fields: [String], why: String? = nil) throws {
                let row = Recipient(key: Int64(line), email: email, fields: fields, queuedAt: WallClock.now(), line: line)
                if verify {
                    let lines = try proof?.lines(for: try composer.compose(row), at: row.queuedAt, style: TextStyle.detected())
                    count += 1
                    return StandardOutput.write(lines ?? "")
                }
                let bytes = try Self.bytes(of: output == nil && !open ? part : .eml, for: row, composer: composer, signer: signer)
                count += 1
                if open {
                    let place = "\(desk.campaign.recipients):\(line)"
                    try page?.add(bytes, why: why.map { "\($0), \(place)" } ?? place)
                } else if let output {
                    try Data(bytes).write(to: URL(fileURLWithPath: output + "/\(line).eml"))
                } else {
                    StandardOutput.write(String(decoding: bytes, as: UTF8.self))
                }
            }
            while let row = try reader.next() {
                guard case .good(let line, let email, let fields) = row else { continue }
                if let wanted {
                    guard wanted.uniquenessKey == email.uniquenessKey else { continue }
                    try show(line: line, email, fields)
                    break
                }
                if all { try show(line: line, email, fields) } else { edges.look(line: line, email: email, fields: fields) }
            }
            let isOneDocument = output == nil && !verify && !open && (part == .html || part == .eml)
            let shown = Array(edges.edges.prefix(isOneDocument ? 1 : .max))
            let isText = shown.count > 1 && output == nil && !verify && !open
            for edge in shown {
                if isText {
                    StandardOutput.write("── \(edge.why) · \(desk.campaign.recipients):\(edge.line) · \(edge.email) ──\n")
                }
                do {
                    try show(line: edge.line, edge.email, edge.fields, why: edge.why)
                } catch let problem as ComposeProblem {
                    // One row that cannot be made hides none of the others.
                    StandardError.line(problem.diagnostic(file: desk.campaign.recipients).description)
                    guard shown.count > 1 else { throw ExitCode(ExitStatus.badData.rawValue) }
                }
                if isText { StandardOutput.write("\n") }
            }
            if let proof, proof.failed > 0 {
                throw Failure(.badData, "\(proof.failed) of \(proof.messages) messages would not verify; see mailshot dkim record")
            }
            guard count > 0 else {
                throw Failure(.noInput, "\(desk.campaign.recipients): \(recipient.map { "no good row for \($0)" } ?? "no good row")")
            }
            if let page {
                StandardError.line("\(NumberText.grouped(count)) messages; no link in them works, they are previews. Ctrl-C ends the page")
                try await InboxPage(folder: page.path, project: desk.project, captions: page.captions)
                    .show(at: "127.0.0.1:0", browser: browser)
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
