import Crypto
import Foundation
import MailFormat
import Testing

@testable import SMTP

@Suite struct `Sandbox storage` {
    static let message = SandboxMessage(
        envelope: SandboxEnvelope(reversePath: "b+1@example.org", recipients: [.init(address: "ada@example.com")]),
        content: Array("Message-ID: <1@example.org>\r\n\r\n.body\r\n".utf8), size: 38, verdict: .accepted, violations: [])

    private static func maildir(_ folder: String, isSynced: Bool = false) throws -> Maildir {
        try Maildir(folder: folder, isSynced: isSynced) { Timestamp(milliseconds: 1_795_514_400_123) }
    }

    // MARK: Maildir

    @Test(arguments: [false, true])
    func `a file is envelope lines and the content byte for byte`(isSynced: Bool) async throws {
        try await withTemporaryFolder { folder in
            let path = try Self.maildir(folder + "/m", isSynced: isSynced).store(Self.message)
            #expect(path.hasPrefix(folder + "/m/new/1795514400.M123000P"))
            let text = "Return-Path: <b+1@example.org>\r\nX-Original-To: ada@example.com\r\nMessage-ID: <1@example.org>\r\n\r\n.body\r\n"
            #expect(try bytes(of: path) == Array(text.utf8))
            #expect(try names(in: folder + "/m/tmp") == [])
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func `names are unique at one instant and over openings`() async throws {
        try await withTemporaryFolder { folder in
            for _ in 0..<3 {
                let maildir = try Self.maildir(folder)
                for _ in 0..<5 { try maildir.store(Self.message) }
            }
            #expect(try names(in: folder + "/new").count == 15)
        }
    }

    @Test func `a bounce has the null reverse-path`() {
        var message = Self.message
        message.envelope.reversePath = ""
        message.envelope.recipients.append(.init(address: "bob@example.com"))
        let text = String(decoding: Maildir.fileContents(of: message), as: UTF8.self)
        #expect(text.hasPrefix("Return-Path: <>\r\nX-Original-To: ada@example.com\r\nX-Original-To: bob@example.com\r\nMessage-ID:"))
    }

    @Test func `a folder that cannot be made is named`() throws {
        let error = #expect(throws: SandboxError.self) { try Self.maildir("/nonexistent/mail") }
        #expect(error?.description == "/nonexistent/mail: No such file or directory")
    }

    // MARK: RecordingLog

    @Test func `a record is one JSON line a recipient`() async throws {
        try await withTemporaryFolder { folder in
            var message = Self.message
            message.envelope.recipients.append(.init(address: "\"b\\\"ob\"@example.com"))
            message.verdict = .unanswered
            let log = try RecordingLog(path: folder + "/log")
            try log.append(log.lines(for: message, milliseconds: 12))
            try log.append(log.lines(for: message, milliseconds: 13))
            let digest = SHA256.hash(data: message.content).map { String(format: "%02x", $0) }.joined()
            let lines = try String(decoding: bytes(of: log.path), as: UTF8.self).split(separator: "\n")
            #expect(lines.count == 4)
            #expect(
                lines[0]
                    == #"{"key":"<1@example.org>","recipient":"ada@example.com","verdict":"unanswered","sha256":"\#(digest)","size":38,"milliseconds":12}"#
            )
            let second = try JSONSerialization.jsonObject(with: Data(lines[3].utf8)) as? [String: Any]
            #expect(second?["recipient"] as? String == "\"b\\\"ob\"@example.com")
            #expect(second?["milliseconds"] as? Int == 13)
        }
    }

    @Test(
        arguments: [
            ("Message-ID: <1@a>\r\n\r\n", "<1@a>"), ("message-id:<1@a>\r\n\r\n", "<1@a>"),
            ("A: b\r\nMESSAGE-ID: \t<1@a> \r\nC: d\r\n\r\n", "<1@a>"),
            ("Message-ID:\r\n <1@a>\r\n\r\n", "<1@a>"), ("Message-ID: <1\r\n\t@a>\r\nB: c\r\n\r\n", "<1\t@a>"),
            ("Message-ID: <1@a>", "<1@a>"),
            ("Message-ID: <1@a>\r\nMessage-ID: <2@a>\r\n\r\n", "<1@a>"), ("Message-ID:\r\n\r\n", ""),
            ("A: b\r\n\r\nMessage-ID: <1@a>\r\n", nil), ("X-Message-ID: <1@a>\r\n\r\n", nil), ("", nil), ("\r\n", nil),
        ] as [(String, String?)])
    func `the key field is found`(content: String, value: String?) {
        var message = Self.message
        message.content = Array(content.utf8)
        #expect(message.field("Message-ID").map { String(decoding: $0, as: UTF8.self) } == value)
    }

    // MARK: both, behind a relay

    @Test func `what is answered is on the disk and in the log before`() async throws {
        try await withTemporaryFolder { folder in
            var options = SandboxRelay.Options()
            options.storage = .maildir(try Self.maildir(folder + "/outbox", isSynced: true))
            options.log = try RecordingLog(path: folder + "/log", key: .field("X-Key"))
            let recipients = ["ada", "drop-after-dot", "lose-after-dot", "dot-451", "dot-554", "refuse", "slow-10ms", "garbage-after-dot"]
            try await `Sandbox relay`.run(options) { relay, address in
                for (number, recipient) in recipients.enumerated() {
                    try await RawClient.talk(to: address, on: `Sandbox relay`.group) { client in
                        try await client.greet()
                        _ = await client.deliver("X-Key: \(number)\r\n\r\nbody\r\n", to: "\(recipient)@example.com")
                        let isStored = ["ada", "drop-after-dot", "slow-10ms", "garbage-after-dot"].contains(recipient)
                        let stored = try names(in: folder + "/outbox/new").map { try bytes(of: "\(folder)/outbox/new/\($0)") }
                        let wanted = Array(
                            "Return-Path: <news@example.org>\r\nX-Original-To: \(recipient)@example.com\r\nX-Key: \(number)\r\n\r\nbody\r\n"
                                .utf8)
                        #expect(stored.contains(wanted) == isStored)
                    }
                }
                #expect(
                    relay.counts.recipients == [.accepted: 2, .unanswered: 2, .lost: 1, .deferred: 1, .refused: 2])
            }
            let records = try String(decoding: bytes(of: folder + "/log"), as: UTF8.self).split(separator: "\n").map {
                try JSONDecoder().decode(Record.self, from: Data($0.utf8))
            }
            #expect(
                records.map { "\($0.key) \($0.verdict)" } == [
                    "0 accepted", "1 unanswered", "2 lost", "3 deferred", "4 refused", "6 accepted", "7 unanswered",
                ])
            #expect(records.allSatisfy { $0.size == 18 && $0.sha256.count == 64 })
        }
    }

    @Test func `messages of many clients at once are all stored and recorded`() async throws {
        try await withTemporaryFolder { folder in
            var options = SandboxRelay.Options()
            options.storage = .maildir(try Self.maildir(folder + "/outbox"))
            options.log = try RecordingLog(path: folder + "/log")
            try await `Sandbox relay`.run(options) { relay, address in
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for client in 0..<10 {
                        tasks.addTask {
                            try await RawClient.talk(to: address, on: `Sandbox relay`.group) { raw in
                                try await raw.greet()
                                for number in 0..<10 { _ = await raw.deliver("Message-ID: <\(client).\(number)@a>\r\n\r\n") }
                            }
                        }
                    }
                    try await tasks.waitForAll()
                }
                #expect(relay.counts[.accepted] == 100)
            }
            #expect(try names(in: folder + "/outbox/new").count == 100)
            let keys = try String(decoding: bytes(of: folder + "/log"), as: UTF8.self).split(separator: "\n").map {
                try JSONDecoder().decode(Record.self, from: Data($0.utf8)).key
            }
            #expect(Set(keys).count == 100 && keys.count == 100)
        }
    }

    @Test func `a Maildir that vanished is answered with 452 and nothing is recorded`() async throws {
        try await withTemporaryFolder { folder in
            var options = SandboxRelay.Options()
            options.storage = .maildir(try Self.maildir(folder + "/outbox"))
            options.log = try RecordingLog(path: folder + "/log")
            try FileManager.default.removeItem(atPath: folder + "/outbox")
            try await `Sandbox relay`.run(options) { relay, address in
                try await RawClient.talk(to: address, on: `Sandbox relay`.group) { client in
                    try await client.greet()
                    #expect(await client.deliver(`Sandbox relay`.content) == "452 4.3.1")
                    #expect(await client.deliver(`Sandbox relay`.content, to: "dot-554@a.example") == "554 5.0.0")
                }
                #expect(relay.counts.recipients == [.deferred: 1, .refused: 1])
            }
            #expect(try String(decoding: bytes(of: folder + "/log"), as: UTF8.self).contains("deferred") == false)
        }
    }

    /// Linux has a device on which every write fails.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func `what cannot be recorded is not kept either`() async throws {
        try await withTemporaryFolder { folder in
            var options = SandboxRelay.Options()
            options.storage = .maildir(try Self.maildir(folder + "/outbox"))
            options.log = try RecordingLog(path: "/dev/full", isSynced: false)
            try await `Sandbox relay`.run(options) { relay, address in
                try await RawClient.talk(to: address, on: `Sandbox relay`.group) { client in
                    try await client.greet()
                    #expect(await client.deliver(`Sandbox relay`.content) == "452 4.3.1")
                }
                #expect(relay.counts.recipients == [.deferred: 1])
            }
            #expect(try names(in: folder + "/outbox/new") == [])
        }
    }

    private struct Record: Decodable {
        var key: String
        var recipient: String
        var verdict: String
        var sha256: String
        var size: Int
    }
}
