import Campaigns
import Feedback
import Ledger
import MailFormat
import MailshotTestSupport
import Testing

/// Whose a report is: the authenticated handle decides, wherever it stands, and nothing else.
@Suite struct CorrelationTests {
    let stage: IntakeStage

    init() async throws {
        stage = try IntakeStage()
        try await stage.campaign(to: ["ann@example.com", "bob@example.com"])
    }

    @Test func `the handle is found wherever mail systems leave it`() throws {
        let handle = stage.handle(1)
        let places: [(HandlePlace, [UInt8])] = [
            (.recipient, Report.notification(to: "bounces+\(handle)@example.org", id: "1")),
            (.recipient, Report.notification(to: "BOUNCES+\(handle.uppercased())@EXAMPLE.ORG", id: "2")),
            (.envelopeID, Report.notification(id: "3", envelopeID: handle)),
            (.messageID, Report.notification(id: "4", messageID: "<\(handle)@example.org>")),
            (.returnedHeader, Report.notification(id: "5", messageID: "<1@example.org>\r\nFeedback-ID: autumn:\(handle):mailshot")),
            (.complaint, Report.complaint(mailFrom: "bounces+\(handle)@example.org", id: "6")),
            (.messageID, Report.complaint(messageID: "<\(handle)@example.org>", id: "7")),
            (.subject, Report.unsubscribe(handle)),
        ]
        for (place, mail) in places {
            let result = try #require(try stage.take([mail]).first)
            #expect(
                result.attribution == .attributed(message: 1, campaign: "autumn", email: "ann@example.com", place: place), "\(place)")
            #expect(result.isNew)
        }
        #expect(try stage.ledger.events(of: 1).count == places.count)
        #expect(try stage.ledger.events(of: 2).isEmpty)
    }

    @Test func `the recipient that whoever delivers knows counts first`() throws {
        let mail = Report.notification(messageID: "<\(stage.handle(2))@example.org>")
        let report = IncomingReport(mail: mail, recipient: "bounces+\(stage.handle(1))@example.org", source: "pipe")
        let result = try #require(try stage.intake().take([report]).first)
        #expect(result.attribution == .attributed(message: 1, campaign: "autumn", email: "ann@example.com", place: .recipient))
    }

    /// Right address, right words, and a token that is wrong, of another campaign, of another key, cut, or missing.
    @Test func `a thousand forged reports suppress nobody`() throws {
        let stranger = HandleKeyring(secret: Array(repeating: 8, count: 32))
        var mails: [[UInt8]] = []
        for number in 0..<200 {
            var flipped = Array(stage.handle(1))
            let position = number % 26
            flipped[position] = flipped[position] == "q" ? "b" : "q"
            let tokens = [
                String(flipped), stranger.handle(message: 1, campaign: 1).text, stage.handle(1, of: 2),
                String(stage.handle(1).dropLast()), "",
            ]
            for (kind, token) in tokens.enumerated() {
                let id = "\(number).\(kind)@forger.example"
                mails.append(
                    number.isMultiple(of: 2)
                        ? Report.notification(
                            to: "bounces+\(token)@example.org", id: id, original: "ann@example.com", envelopeID: token,
                            messageID: "<\(token)@example.org>")
                        : Report.complaint(mailFrom: "bounces+\(token)@example.org", messageID: "<\(token)@example.org>", id: id))
            }
        }
        #expect(mails.count == 1000)
        let results = try stage.take(mails)
        #expect(results.allSatisfy { $0.attribution == .unattributed && $0.isNew && $0.suppression == nil })
        #expect(try stage.ledger.suppressionCounts().isEmpty)
        #expect(try stage.ledger.events(of: 1).isEmpty)
        #expect(try stage.ledger.unattributedCounts() == [.bounce: 500, .complaint: 500])
        #expect(try stage.take(mails).allSatisfy { !$0.isNew })
        #expect(try stage.ledger.unattributedCounts() == [.bounce: 500, .complaint: 500])
    }

    @Test func `the address a report names decides nothing`() throws {
        let mail = Report.notification(to: "bounces+\(stage.handle(1))@example.org", recipient: "bob@example.com")
        let result = try #require(try stage.take([mail]).first)
        #expect(result.suppression?.target == "ann@example.com")
        #expect(result.note == "names bob@example.com, was sent to ann@example.com")
        #expect(try stage.suppressed("bob@example.com").isEmpty)
        #expect(BounceFacts(try stage.ledger.events(of: 1).first?.facts)?.named == "bob@example.com")
    }

    @Test func `of several recipients the message's own counts, else the mildest`() throws {
        let other = "\r\nFinal-Recipient: rfc822; carl@example.net\r\nAction: delivered\r\nStatus: 2.0.0\r\n"
        let own = Report.notification(to: "bounces+\(stage.handle(1))@example.org", id: "1", others: other)
        #expect(try stage.take([own]).first?.kind == .hard)
        let alias = Report.notification(
            to: "bounces+\(stage.handle(2))@example.org", id: "2", recipient: "dead@example.net", others: other)
        #expect(try stage.take([alias]).first?.kind == .delivered)
        #expect(try stage.suppressed("bob@example.com").isEmpty)
    }

    @Test func `mail of people is foreign and leaves no trace`() throws {
        let mail = Array(
            "From: ann@example.com\nTo: news@example.org\nSubject: Re: News\nIn-Reply-To: <\(stage.handle(1))@example.org>\n\nThank you!\n"
                .utf8)
        #expect(try stage.take([mail]).map(\.attribution) == [.foreign])
        #expect(try stage.ledger.events(of: 1).isEmpty)
        #expect(try stage.ledger.unattributedCounts().isEmpty)
    }

    @Test func `a handle of a message that was discarded is nobody's`() throws {
        let mail = Report.notification(to: "bounces+\(stage.keyring.handle(message: 77, campaign: 1).text)@example.org")
        #expect(try stage.take([mail]).map(\.attribution) == [.unattributed])
    }

    @Test func `a log entry needs no handle`() throws {
        let report = IncomingReport(
            finding: Finding(.delivered, recipient: "ann@example.com", reason: .delivered, rule: "log.sent"), message: 1,
            at: stage.clock.now(), identity: "4F2 sent", source: "mail.log")
        #expect(try stage.intake().take([report, report]).map(\.isNew) == [true, false])
        #expect(try stage.ledger.events(of: 1).map(\.kind) == [.delivered])
    }
}
