import Feedback
import Foundation
import MailFormat
import Testing

@Suite struct FeedbackReaderTests {
    @Test func oneFindingForEachRecipientOfANotification() throws {
        let found = FeedbackReader.read(Sample.notification)
        try #require(found.count == 2)
        #expect(found[0].recipient == "ann@example.com")
        #expect(found[0].kind == .hard)
        #expect(found[0].reason == .unknownUser)
        #expect(found[0].status == EnhancedStatusCode(5, 1, 1))
        #expect(found[0].replyCode == 550)
        #expect(found[0].diagnostic == "550 5.1.1 no such user")
        #expect(found[1].recipient == "bob@example.com")
        #expect(found[1].kind == .delayed)
        #expect(found[1].reason == .mailboxFull)
    }

    @Test func aSuccessIsNoBounce() {
        let found = FeedbackReader.read(Sample.success)
        #expect(found.map(\.kind) == [.delivered])
        #expect(found.first?.action == "relayed")
    }

    @Test func aComplaintNamesWhomTheMailWasFor() {
        let found = FeedbackReader.read(Sample.complaint)
        #expect(found.map(\.kind) == [.complaint])
        #expect(found.first?.recipient == "ann@example.com")
        #expect(found.first?.feedbackType == "abuse")
    }

    @Test(arguments: [
        (Sample.qmail, "ann@example.com", Finding.Kind.hard, Reason.unknownUser), (Sample.exim, "ann@example.com", .hard, .mailboxFull),
        (Sample.postfix, "ann@example.com", .hard, .spam), (Sample.delay, "ann@example.com", .delayed, .network),
    ])
    func reportsInWords(mail: [UInt8], recipient: String, kind: Finding.Kind, reason: Reason) {
        let found = FeedbackReader.read(mail)
        #expect(found.map(\.recipient) == [recipient])
        #expect(found.first?.kind == kind)
        #expect(found.first?.reason == reason)
    }

    @Test(arguments: [
        (Sample.person, Finding.Kind.none), (Sample.answer, .none), (Sample.vacation, .autoreply), (Sample.unsubscribe, .unsubscribe),
        ([], .none),
        (Array("\r\n\r\n".utf8), .none),
    ])
    func whatIsNoBounce(mail: [UInt8], kind: Finding.Kind) {
        #expect(FeedbackReader.read(mail).map(\.kind) == [kind])
    }

    @Test func aNotificationInsideAnAttachmentIsRead() {
        #expect(FeedbackReader.read(Sample.passedOn).map(\.recipient) == ["ann@example.com", "bob@example.com"])
    }

    @Test func aReportInHTMLIsRead() {
        let found = FeedbackReader.read(Sample.html)
        #expect(found.map(\.recipient) == ["ann@example.com"])
        #expect(found.first?.reason == .unknownUser)
    }

    /// Tags that never end, lines of nothing but at-signs: read once, not once for each.
    @Test(.timeLimit(.minutes(1)), arguments: ["<a", "@", "\"@", "a@b.c user ", "X: y\n", "--b\n\n"])
    func repetitionIsReadInLinearTime(piece: String) {
        let head = Array("From: MAILER-DAEMON@example.org\nContent-Type: text/html\n\n<html>".utf8)
        #expect(!FeedbackReader.read(head + Array(String(repeating: piece, count: 100_000).utf8)).isEmpty)
    }

    @Test func anEventInJSONIsRead() {
        let found = FeedbackReader.read(Sample.event)
        #expect(found.map(\.recipient) == ["ann@example.com"])
        #expect(found.first?.kind == .hard)
        #expect(found.first?.status == EnhancedStatusCode(5, 1, 1))
    }

    /// Every truncation of every sample, and seeded damage, is read to an end.
    @Test func damageIsSurvived() {
        var random = Seeded(state: 7)
        for sample in Sample.all {
            for length in stride(from: 0, to: sample.count, by: 7) {
                #expect(!FeedbackReader.read(Array(sample[..<length])).isEmpty)
            }
            for _ in 0..<40 {
                var damaged = sample
                for _ in 0..<8 { damaged[Int(random.next() % UInt64(damaged.count))] = UInt8(truncatingIfNeeded: random.next()) }
                #expect(!FeedbackReader.read(damaged).isEmpty)
            }
        }
    }
}

/// Mails that others collected; where they are is told by `MAILSHOT_CORPORA`.
@Suite(.enabled(if: Corpora.bounces != nil, "MAILSHOT_CORPORA is not set"))
struct ForeignMailTests {
    @Test func truncationsOfForeignMailsAreReadToAnEnd() throws {
        let folder = try #require(Corpora.bounces)
        var random = Seeded(state: 11)
        for file in try Corpora.files(of: folder) {
            let mail = [UInt8](try Data(contentsOf: file))
            for _ in 0..<20 {
                #expect(!FeedbackReader.read(Array(mail.prefix(Int(random.next() % UInt64(mail.count + 1))))).isEmpty, "\(file.path)")
            }
        }
    }

    @Test func ordinaryMailIsNeverABounce() throws {
        let folder = try #require(Corpora.bounces).appending(path: "ordinary")
        for file in try Corpora.files(of: folder) {
            let kinds = FeedbackReader.read([UInt8](try Data(contentsOf: file))).map(\.kind)
            #expect(!kinds.contains { [.hard, .soft, .delayed].contains($0) }, "\(file.path)")
        }
    }
}

enum Corpora {
    static let bounces = ProcessInfo.processInfo.environment["MAILSHOT_CORPORA"].map { URL(filePath: $0).appending(path: "bounce/files") }

    static func files(of folder: URL) throws -> [URL] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return all.compactMap { $0 as? URL }.filter { !$0.hasDirectoryPath }
    }
}

/// xorshift64: the same damage in every run.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
