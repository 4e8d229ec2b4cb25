import Campaigns
import DKIM
import Deliverability
import Inbox
import MailFormat

/// What the inbox page says of a message besides what is in it: whether its signatures hold, and what `check` would find.
struct InboxJudge: Sendable {
    /// Public keys of the project by the name of their record.
    private let keys: [String: PublicKey]

    /// - Parameter project: whose keys are known; nil knows none.
    init(project: Project?) {
        var keys: [String: PublicKey] = [:]
        for key in (try? project?.dkimKeys()) ?? [] {
            // A key that cannot be read is told by check and doctor.
            keys[KeyRecord.name(domain: key.domain, selector: key.selector)] = try? PrivateKey(contentsOf: key.path).publicKey
        }
        self.keys = keys
    }

    func judgement(_ octets: [UInt8]) -> InboxServer.Judgement {
        let message = Self.withoutTrace(octets)
        let read = ReadMessage(message[...])
        let html = read.parts.first { $0.type.mediaType == "text/html" }?.text
        let text = read.parts.first { $0.type.mediaType == "text/plain" }?.text ?? ""
        let specimen = MessageSpecimen(
            line: 0, bytes: message, text: text, html: html, isMarketing: read.header.value("list-unsubscribe") != nil, hasPreheader: true,
            textIsMade: false)
        var findings = specimen.findings(list: "")
        if let html { findings += HTMLSource(file: "HTML", bytes: Array(html.utf8)).findings() }
        return InboxServer.Judgement(
            signatures: signatures(of: message),
            findings: findings.map { "\($0.severity.rawValue): \($0.line == 0 ? "" : $0.place + " ")\($0.message)" })
    }

    private func signatures(of message: [UInt8]) -> [String] {
        let verifications = DKIMVerifier.verify(message, at: WallClock.now()) { name in
            keys[name].map { KeyAnswer.records([KeyRecord(publicKey: $0).text]) } ?? .notFound
        }
        return verifications.map { verification in
            "\(verification.result.word) \(verification.domain ?? "?") \(verification.selector ?? "")"
                + (verification.result.problem.map { ": \($0)" } ?? "")
        }
    }

    /// The message as it was sent: without the fields that the sandbox put before it.
    private static func withoutTrace(_ octets: [UInt8]) -> [UInt8] {
        var rest = octets[...]
        while rest.starts(with: Array("Return-Path:".utf8)) || rest.starts(with: Array("X-Original-To:".utf8)) {
            guard let end = rest.firstIndex(of: 0x0A) else { break }
            rest = rest[(end + 1)...]
        }
        return Array(rest)
    }
}
