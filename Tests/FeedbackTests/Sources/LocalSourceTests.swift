import Foundation
import Ledger
import MailFormat
import MailshotTestSupport
import Testing

@testable import Feedback

/// Files and folders on this machine, taken into a ledger whose campaign went to twenty people.
@Suite final class LocalSourceTests {
    let stage: IntakeStage
    let folder = NSTemporaryDirectory() + "/mailshot-sources-\(UUID().uuidString)"

    init() async throws {
        stage = try IntakeStage()
        try await stage.campaign(to: (0..<20).map { "person\($0)@example.com" })
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func report(_ number: Int) -> [UInt8] {
        Report.notification(
            to: "bounces+\(stage.handle(Int64(number + 1)))@example.org", id: "r\(number)@mx.example.net",
            recipient: "person\(number)@example.com")
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let url = URL(filePath: "\(folder)/\(path)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    private func append(_ bytes: [UInt8], to path: String) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: "\(folder)/\(path)"))
        try file.seekToEnd()
        try file.write(contentsOf: bytes)
        try file.close()
    }

    private func names(_ path: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(path)").sorted()) ?? []
    }

    private func maildir(_ numbers: Range<Int>) throws {
        for name in ["new", "cur", "tmp"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/box/\(name)", withIntermediateDirectories: true)
        }
        for number in numbers { try write(report(number), to: "box/new/\(1000 + number).host") }
    }

    @discardableResult
    private func process(_ path: String, most: Int? = nil, counts: ReportCounts = ReportCounts()) async throws -> ReportCounts {
        var counts = counts
        let run = FeedbackRun(intake: stage.intake(), ledger: stage.ledger, threads: 2, most: most)
        let source = try LocalSource.open("\(folder)/\(path)", recipient: nil, ledger: stage.ledger)
        _ = try await run.process(source, into: &counts)
        return counts
    }

    private static func mbox(_ mails: [[UInt8]]) -> [UInt8] {
        Array(mails.map { Array("From MAILER-DAEMON Tue Nov 24 09:00:00 2026\n".utf8) + $0 + [0x0A] }.joined())
    }

    // MARK: - Maildir

    @Test func aMaildirIsEmptiedAndNothingIsLost() async throws {
        try maildir(0..<5)
        try write(Array("From: a@example.net\nSubject: Lunch?\n\nAt noon?\n".utf8), to: "box/new/2000.host:2,")
        try write([], to: "box/new/3000.host")
        let counts = try await process("box")
        #expect(counts.taken == 5 && counts.attributed == 5 && counts.suppressed == 5)
        #expect(counts.foreign == 1 && counts.unreadable == 1 && counts.kinds == [.hard: 5])
        #expect(names("box/new").isEmpty)
        #expect(names("box/cur") == (0..<5).map { "\(1000 + $0).host:2,S" } + ["2000.host:2,"])
        #expect(names("box/.quarantine/new") == ["3000.host"])
    }

    @Test func aBoundedRunTakesTheOldestAndTheNextOneTheRest() async throws {
        try maildir(0..<5)
        #expect(try await process("box", most: 2).taken == 2)
        #expect(names("box/cur") == ["1000.host:2,S", "1001.host:2,S"])
        #expect(try await process("box").taken == 3)
        #expect(try await process("box").read == 0)
    }

    /// As after a kill between commit and rename: what was taken lies in `new` again.
    @Test func whatIsReadAgainIsNotCountedAgain() async throws {
        try maildir(0..<3)
        try await process("box")
        for name in names("box/cur") {
            try FileManager.default.moveItem(atPath: "\(folder)/box/cur/\(name)", toPath: "\(folder)/box/new/\(name.prefix(9))")
        }
        let counts = try await process("box")
        #expect(counts.taken == 0 && counts.known == 3 && counts.suppressed == 0)
    }

    // MARK: - mbox

    @Test func anMboxIsReadFromWhereItWasLeft() async throws {
        try write(Self.mbox([report(0), report(1)]), to: "mail.mbox")
        #expect(try await process("mail.mbox", most: 1).taken == 1)
        #expect(try await process("mail.mbox").taken == 1)
        #expect(try await process("mail.mbox").read == 0)
        try append(Self.mbox([report(2)]), to: "mail.mbox")
        let counts = try await process("mail.mbox")
        #expect(counts.read == 1 && counts.taken == 1)
    }

    @Test func anMboxThatWasWrittenAnewIsReadFromItsStart() async throws {
        try write(Self.mbox([report(0), report(1)]), to: "mail.mbox")
        try await process("mail.mbox")
        try write(Self.mbox([report(1), report(2), report(3)]), to: "mail.mbox")
        let counts = try await process("mail.mbox")
        #expect(counts.read == 3 && counts.taken == 2 && counts.known == 1)
    }

    // MARK: - Logs

    private func log(_ lines: [String]) -> [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

    private func accept(_ count: Int) async throws {
        try await stage.campaign(
            "winter", to: (0..<count).map { "guest\($0)@example.com" },
            reply: SMTPReply(code: 250, enhanced: EnhancedStatusCode(2, 0, 0), lines: ["Ok: queued as 4F1A2B3C4D"]))
    }

    @Test func aLogTellsWhatBecameOfWhatTheRelayTook() async throws {
        try await accept(1)
        let bounced =
            "2026-11-24T09:00:02.1+00:00 relay postfix/smtp[811]: 4F1A2B3C4D: to=<guest0@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1.2, dsn=5.1.1, status=bounced (host mx.example.com[192.0.2.1] said: 550 5.1.1 unknown user (in reply to RCPT TO command))"
        let other = bounced.replacing("guest0@", with: "someone@")
        let deferred = bounced.replacing("status=bounced", with: "status=deferred")
        let foreign = bounced.replacing("4F1A2B3C4D", with: "AAAA2B3C4D")
        try write(
            log(["2026-11-24T09:00:01+00:00 relay postfix/qmgr[1]: 4F1A2B3C4D: removed", deferred, other, foreign, bounced]), to: "mail.log"
        )
        let counts = try await process("mail.log")
        #expect(counts.taken == 1 && counts.attributed == 1 && counts.foreign == 2 && counts.kinds == [.hard: 1])
        #expect(try stage.suppressed("guest0@example.com").count == 1)
        #expect(try stage.suppressed("someone@example.com").isEmpty)
        #expect(try await process("mail.log").read == 0)
    }

    @Test func aLogThatWasRotatedIsFinishedFirst() async throws {
        try await accept(1)
        func line(_ words: String, _ second: Int) -> String {
            "2026-11-24T09:00:0\(second)+00:00 relay postfix/smtp[811]: 4F1A2B3C4D: to=<guest0@example.com>, relay=mx.example.com[192.0.2.1]:25, delay=1, dsn=\(words)"
        }
        try write(log([line("5.2.2, status=bounced (552 5.2.2 full)", 1)]), to: "mail.log")
        #expect(try await process("mail.log").taken == 1)
        try append(log([line("5.2.2, status=bounced (552 5.2.2 still full)", 2)]), to: "mail.log")
        try FileManager.default.moveItem(atPath: "\(folder)/mail.log", toPath: "\(folder)/mail.log.1")
        try write(log([line("5.2.2, status=bounced (552 5.2.2 full as ever)", 3)]), to: "mail.log")
        let counts = try await process("mail.log")
        #expect(counts.read == 2 && counts.taken == 2)
        #expect(try await process("mail.log").read == 0)
    }

    // MARK: - What a path is

    @Test(arguments: ["nothing", "folder", "words.txt"])
    func whatIsNoSourceIsNamed(path: String) throws {
        try FileManager.default.createDirectory(atPath: "\(folder)/folder", withIntermediateDirectories: true)
        try write(Array("just words\nand more\n".utf8), to: "words.txt")
        #expect(throws: path == "nothing" ? SourceError.missing("\(folder)/\(path)") : .unknownKind("\(folder)/\(path)")) {
            try LocalSource.open("\(folder)/\(path)", recipient: nil, ledger: stage.ledger)
        }
    }

    @Test func aFileHeldByADeliveryIsLeftForLater() throws {
        try write(Self.mbox([report(0)]), to: "mail.mbox")
        // A lock of another process; one of our own would not be in the way.
        let holder = Process()
        holder.executableURL = URL(filePath: "/usr/bin/env")
        holder.arguments = [
            "python3", "-c",
            "import fcntl,sys;f=open(sys.argv[1],'r+b');fcntl.lockf(f,fcntl.LOCK_EX);print('held',flush=True);sys.stdin.read()",
            "\(folder)/mail.mbox",
        ]
        let (said, told) = (Pipe(), Pipe())
        (holder.standardOutput, holder.standardInput) = (said, told)
        try holder.run()
        _ = said.fileHandleForReading.availableData
        #expect(throws: SourceError.locked("\(folder)/mail.mbox")) {
            try LocalSource.open("\(folder)/mail.mbox", recipient: nil, ledger: stage.ledger)
        }
        try told.fileHandleForWriting.close()
        holder.waitUntilExit()
        #expect(throws: Never.self) { try LocalSource.open("\(folder)/mail.mbox", recipient: nil, ledger: stage.ledger) }
    }
}
