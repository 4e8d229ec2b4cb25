import Campaigns
import GRDB
import MailFormat
import Testing

@testable import Ledger

/// Who is in a segment, from a campaign and among addresses: both ways must answer alike.
@Suite struct SegmentTests {
    let scratch: ScratchLedger
    let autumn: Int64
    let winter: Int64
    var ledger: LedgerFile { scratch.ledger }

    /// Two campaigns: user1 opened and clicked both links in autumn, user2 opened it, a machine opened for user3, user4 bounced; user5 is
    /// in winter only, and opened it.
    init() throws {
        scratch = try ScratchLedger()
        let at = scratch.clock.time
        autumn = try scratch.campaign("autumn", emails: (1...4).map { "user\($0)@example.org" }).id
        winter = try scratch.campaign("winter", emails: (1...5).map { "User\($0)@example.org" }).id
        try scratch.ledger.pool.writeWithoutTransaction {
            try $0.execute(
                sql:
                    "UPDATE message SET state = 'accepted', attempts = 1 WHERE id <> 9; UPDATE campaign SET startedAt = id, state = 'running'"
            )
        }
        try scratch.ledger.setLinks(
            [.init(position: 0, url: "https://a.example/"), .init(position: 1, url: "https://b.example/")], campaign: autumn)
        try scratch.ledger.record([
            Event(message: 1, kind: .open, at: at), Event(message: 1, kind: .click, link: 0, at: at),
            Event(message: 1, kind: .click, link: 0, at: at), Event(message: 1, kind: .click, link: 1, at: at),
            Event(message: 2, kind: .open, at: at), Event(message: 3, kind: .open, machine: true, at: at),
            Event(message: 4, kind: .bounce, detail: "soft", at: at), Event(message: 9, kind: .open, at: at),
        ])
    }

    func members(_ criteria: [Segment.Criterion], in campaign: Int64) throws -> [Int] {
        let segment = Segment(criteria)
        var found: [String] = []
        try ledger.forEachMember(of: segment, in: campaign, scope: "") { member in
            #expect(member.fields.first?.lowercased() == member.email.lowercased(), "the row is hers")
            found.append(member.email)
            return true
        }
        let emails = try (1...5).map { try EmailAddress("user\($0)@example.org") }
        let answers = zip(1..., try ledger.members(of: segment, among: emails)).filter(\.1).map(\.0)
        let numbers = found.compactMap { $0.dropFirst(4).first?.wholeNumberValue }
        // Among addresses there is no campaign to be in.
        #expect(Set(numbers).isSubset(of: answers))
        return numbers
    }

    @Test func `each criterion, and several together`() throws {
        #expect(try members([.did(.click, campaign: autumn)], in: autumn) == [1], "a person counts once, however often she clicks")
        #expect(try members([.did(.click, campaign: autumn, link: 1)], in: autumn) == [1])
        #expect(try members([.did(.click, campaign: autumn, link: 2)], in: autumn).isEmpty)
        #expect(try members([.did(.open, campaign: autumn)], in: autumn) == [1, 2], "what a machine opened nobody opened")
        #expect(try members([.did(.open, campaign: autumn), .didNot(.click, campaign: autumn)], in: autumn) == [2])
        #expect(try members([.did(.bounce, campaign: autumn)], in: autumn) == [4])
        #expect(try members([.didNot(.open, campaign: autumn), .accepted(campaign: autumn)], in: autumn) == [3, 4])
        #expect(try members([.did(.open, campaign: autumn)], in: winter) == [1, 2], "another campaign's rows can be chosen from")
        #expect(try members([.dormant(campaigns: [winter, autumn])], in: winter) == [3, 4], "user5 was not sent both")
        #expect(try members([], in: winter) == [1, 2, 3, 4, 5])
    }

    @Test func `never mailed are those no relay took anything for`() throws {
        let emails = try ["user1@example.org", "new@example.org"].map { try EmailAddress($0) }
        #expect(try ledger.members(of: Segment([.neverMailed]), among: emails) == [false, true])
    }

    @Test func `suppressions are told, and the erased are nobody`() throws {
        try ledger.suppress(
            Suppression(address: EmailAddress("user2@example.org"), reason: .complained, source: "test", at: scratch.clock.time))
        _ = try ledger.erase(EmailAddress("user1@example.org"))
        var reasons: [String?] = []
        try ledger.forEachMember(of: Segment([.did(.open, campaign: autumn)]), in: autumn, scope: "") { member in
            reasons.append(member.suppressed)
            return true
        }
        #expect(reasons == ["complained"])
    }

    @Test func `the latest campaigns are those that were sent`() throws {
        _ = try scratch.campaign("spring", recipients: 1)
        #expect(try ledger.latestCampaigns(5).map(\.name) == ["winter", "autumn"])
        #expect(try ledger.latestCampaigns(5, list: "news").isEmpty)
    }
}
