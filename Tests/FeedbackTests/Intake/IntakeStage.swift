import Campaigns
import Feedback
import Foundation
import Ledger
import MailFormat
import MailshotTestSupport

/// A ledger whose campaigns were sent, and reports about their messages.
final class IntakeStage: Sendable {
    let clock = ManualClock()
    let ledger: LedgerFile
    let keyring = HandleKeyring(secret: Array(repeating: 7, count: 32))
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "/mailshot-intake-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        ledger = try LedgerFile(path: folder + "/ledger.db", create: true, now: clock.now)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A campaign to these addresses, each message accepted by a relay unless told otherwise.
    @discardableResult
    func campaign(
        _ name: String = "autumn", to emails: [String], list: String = "", _ ending: Settlement.Ending = .accepted,
        reply: SMTPReply? = nil
    ) async throws -> CampaignRecord {
        let record = try ledger.addCampaign(name: name, kind: .marketing, columns: ["email"], list: list)
        let enqueue = try ledger.enqueue(campaign: record.id)
        _ = try enqueue.add(try emails.enumerated().map { NewMessage(line: $0 + 2, email: try EmailAddress($1), fields: [$1]) })
        _ = try enqueue.seal()
        let run = try ledger.startRun(campaign: record.id)
        let relay = try ledger.relay(named: "relay")
        let writer = LedgerWriter(run: run) { _ in }
        for message in try run.lease(limit: emails.count) {
            let settlement = Settlement(
                key: message.key, ending, relay: relay, reply: reply, refusal: reply.map { Refusal($0) }, at: clock.now())
            writer.submit(LedgerOperation(mark: Mark(key: message.key, relay: relay, at: clock.now())))
            writer.submit(LedgerOperation(outcomes: [settlement]))
        }
        await writer.drain()
        try run.end()
        return try ledger.campaign(record.id)
    }

    /// The handle of a message.
    func handle(_ message: Int64, of campaign: Int64 = 1) -> String { keyring.handle(message: message, campaign: campaign).text }

    func intake(_ policy: BouncePolicy = BouncePolicy()) -> FeedbackIntake {
        FeedbackIntake(ledger: ledger, keyring: keyring, policy: policy)
    }

    func take(_ mails: [[UInt8]], policy: BouncePolicy = BouncePolicy()) throws -> [IntakeResult] {
        try intake(policy).take(mails.map { IncomingReport(mail: $0, source: "test") })
    }

    func suppressed(_ email: String) throws -> [Suppression] { try ledger.suppressions(of: try EmailAddress(email)) }
}

/// Reports in our own words.
enum Report {
    /// A delivery status notification (RFC 3464).
    static func notification(
        to address: String = "bounces@example.org", id: String = "r1@mx.example.net", date: String = "Tue, 24 Nov 2026 09:00:00 +0000",
        recipient: String = "ann@example.com", original: String? = nil, action: String = "failed", status: String = "5.1.1",
        diagnostic: String = "smtp; 550 5.1.1 no such user here", envelopeID: String? = nil, messageID: String = "<1@example.org>",
        others: String = ""
    ) -> [UInt8] {
        let lines = [
            "Return-Path: <>", "Delivered-To: \(address)", "From: MAILER-DAEMON@mx.example.net", "To: \(address)", "Date: \(date)",
            "Message-ID: <\(id)>", "Subject: Undelivered Mail Returned to Sender", "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"", "", "--b1", "Content-Type: text/plain", "",
            "It did not work.", "--b1", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example.net",
            envelopeID.map { "Original-Envelope-Id: \($0)" }, "", original.map { "Original-Recipient: rfc822; \($0)" },
            "Final-Recipient: rfc822; \(recipient)", "Action: \(action)", "Status: \(status)", "Remote-MTA: dns; mx.example.com",
            "Diagnostic-Code: \(diagnostic)", others, "", "--b1", "Content-Type: text/rfc822-headers", "", "From: news@example.org",
            "To: \(recipient)", "Subject: News", "Message-ID: \(messageID)", "", "--b1--", "",
        ]
        return Array(lines.compactMap(\.self).joined(separator: "\r\n").utf8)
    }

    /// A feedback report (RFC 5965).
    static func complaint(
        type: String = "abuse", recipient: String = "ann@example.com", mailFrom: String = "news@example.org",
        messageID: String = "<1@example.org>", id: String = "c1@fbl.example.net"
    ) -> [UInt8] {
        Array(
            """
            From: feedback@fbl.example.net
            To: abuse@example.org
            Message-ID: <\(id)>
            Date: Tue, 24 Nov 2026 10:00:00 +0000
            Subject: FW: News
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=feedback-report; boundary=b2

            --b2
            Content-Type: text/plain

            She pressed the button.
            --b2
            Content-Type: message/feedback-report

            Feedback-Type: \(type)
            User-Agent: Loop/1
            Version: 1
            Original-Mail-From: <\(mailFrom)>
            Original-Rcpt-To: <\(recipient)>

            --b2
            Content-Type: message/rfc822

            From: news@example.org
            To: \(recipient)
            Message-ID: \(messageID)
            Subject: News

            Hello.
            --b2--

            """.utf8)
    }

    /// What `List-Unsubscribe: <mailto:…>` makes a mail program send.
    static func unsubscribe(_ handle: String, from address: String = "ann@example.com", to: String = "leave@example.org") -> [UInt8] {
        Array(
            "From: \(address)\nTo: \(to)\nDate: Tue, 24 Nov 2026 11:00:00 +0000\nMessage-ID: <u.\(handle)@example.com>\nSubject: unsubscribe-\(handle)\n\n"
                .utf8)
    }
}
