import Foundation
import MailFormat

@testable import Campaigns

/// A project in a temporary folder, gone with the value.
final class TestProject {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = NSTemporaryDirectory() + "mailshot-campaigns-" + String(UInt64.random(in: .min ... .max), radix: 36)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (file, content) in files { try write(Array(content.utf8), to: file) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ content: [UInt8], to file: String) throws {
        let url = URL(fileURLWithPath: path + "/" + file)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content).write(to: url)
    }
}

/// What the tests send, unless they say otherwise.
enum Fixture {
    static let key = HandleKeyring(secret: Array(1...32))
    static let moment = Timestamp(milliseconds: 1_795_510_800_000)

    static func sender(postalAddress: String? = "Acme GmbH, Hauptstr. 1, 10115 Berlin") throws -> Sender {
        Sender(
            from: Mailbox(name: "Acme News", address: try EmailAddress("news@example.com")), postalAddress: postalAddress,
            returnPath: try EmailAddress("bounces@bounces.example.com"))
    }

    static func campaign(
        subject: String = "Hello", preheader: String = "", kind: Campaign.Kind = .transactional, defaults: [String: String] = [:],
        attachments: [Campaigns.Attachment] = [], headers: [CustomHeader] = []
    ) throws -> Campaign {
        Campaign(
            name: "autumn", kind: kind, subject: subject, preheader: preheader, template: "t", recipients: "list.csv",
            from: try sender().from, defaults: defaults, attachments: attachments, headers: headers)
    }

    static func fields(_ columns: [String], defaults: [String: String] = [:]) throws -> MergeFields {
        MergeFields(
            campaign: try campaign(defaults: defaults), columns: columns, sender: try sender(),
            tracking: TrackingSettings(baseURL: "https://t.example.com"))
    }

    static func links() throws -> RecipientLinks {
        RecipientLinks(
            tracking: TrackingSettings(baseURL: "https://t.example.com"), sender: try sender(), from: try sender().from)
    }

    static func record(_ fields: [String]) throws -> MergeRecord {
        MergeRecord(
            fields: fields, email: "anna@example.org", handle: "abcdefghijklmnopqrstuvwxyz", queuedAt: moment, links: try links())
    }

    /// A Mustache source as a flat template, with partials.
    static func flat(_ source: String, partials: [String: String] = [:]) throws -> FlatTemplate {
        var flattening = TemplateFlattening(partialNames: partials.keys.sorted()) { name in
            partials[name].map { (name + ".html", Array($0.utf8)) }
        }
        return try flattening.flatten(Array(source.utf8), file: "body.html")
    }

    /// A Mustache source rendered for one row, its values escaped for HTML or not at all.
    static func render(
        _ source: String, _ row: KeyValuePairs<String, String>, partials: [String: String] = [:], defaults: [String: String] = [:],
        escaping: Escaping = .html
    ) throws -> String {
        let flat = try flat(source, partials: partials)
        var compiler = TemplateCompiler(fields: try fields(row.map(\.key), defaults: defaults), links: try links())
        let program = try compiler.compile(flat, escapings: Array(repeating: escaping, count: flat.tags.count))
        return try program.string(try record(row.map(\.value)))
    }

    static func recipient(_ fields: [String], key: Int64 = 42, email: String = "anna@example.org") throws -> Recipient {
        Recipient(key: key, email: try EmailAddress(email), fields: fields, queuedAt: moment, line: 7)
    }
}

/// The folder of test data that others made; nil where the tests run without it.
let corporaFolder = ProcessInfo.processInfo.environment["MAILSHOT_CORPORA"]
