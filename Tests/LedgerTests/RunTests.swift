import Campaigns
import MailFormat
import Testing

@testable import Ledger

@Suite struct RunTests {
    let scratch: ScratchLedger

    init() throws { scratch = try ScratchLedger() }

    func settle(_ run: CampaignRun, _ settlements: Settlement...) throws {
        try scratch.ledger.write { database in
            var settling = try Settling(run: run, on: database)
            for settlement in settlements { #expect(try settling.settle(settlement)) }
            try settling.finish()
        }
    }

    @Test func `queued messages are leased in the order of the file, each once`() throws {
        let campaign = try scratch.campaign(recipients: 25)
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        var lines: [Int] = []
        while true {
            let leased = try run.lease(limit: 10)
            if leased.isEmpty { break }
            lines += leased.map(\.line)
        }
        #expect(lines == Array(2...26))
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "25 leased")
    }

    @Test func `campaigns side by side do not see each other's messages`() throws {
        let first = try scratch.campaign("first", recipients: 3)
        let second = try scratch.campaign("second", recipients: 2)
        let runs = try [first, second].map { try scratch.ledger.startRun(campaign: $0.id) }
        #expect(try runs[0].lease(limit: 10).count == 3)
        #expect(try runs[1].lease(limit: 10).count == 2)
    }

    @Test func `released messages come back first, at no cost`() throws {
        let campaign = try scratch.campaign(recipients: 10)
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        let leased = try run.lease(limit: 6)
        try run.release([leased[1].key, leased[4].key])
        let again = try run.lease(limit: 4)
        #expect(again.map(\.line) == [3, 6, 8, 9])
        #expect(again.map(\.attempts) == [0, 0, 0, 0])
    }

    @Test func `deferred messages are leased when due, before queued ones, with their attempts`() throws {
        let campaign = try scratch.campaign(recipients: 3)
        let relay = try scratch.ledger.relay(named: "ses")
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        let message = try #require(try run.lease(limit: 1).first)
        let due = scratch.clock.time + .seconds(300)
        let reply = SMTPReply(code: 451, enhanced: EnhancedStatusCode(4, 7, 1), lines: ["Greylisted,", "come back"])
        try settle(run, Settlement(key: message.key, .deferred(until: due), relay: relay, reply: reply, at: scratch.clock.time))
        #expect(try scratch.ledger.nextDue(campaign: campaign.id) == due)
        #expect(try run.lease(limit: 1).map(\.line) == [3])
        scratch.clock.advance(by: .seconds(299))
        #expect(try run.lease(limit: 1).map(\.line) == [4])
        #expect(try run.lease(limit: 1).isEmpty)
        scratch.clock.advance(by: .seconds(1))
        let again = try run.lease(limit: 5)
        #expect(again.map(\.key) == [message.key])
        #expect(again.first?.attempts == 1)
        #expect(again.first?.date == message.date, "a retry carries the same Date")
        #expect(try scratch.ledger.nextDue(campaign: campaign.id) == nil)
        let attempts = try scratch.ledger.attempts(of: message.key)
        #expect(attempts.map(\.reply) == ["Greylisted, come back"])
        #expect(attempts.map(\.enhanced) == ["4.7.1"])
    }

    @Test func `revised inputs give a message that could not be made another try, and open a finished campaign again`() throws {
        let campaign = try scratch.campaign(recipients: 2)
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        let leased = try run.lease(limit: 2)
        let relay = try scratch.ledger.relay(named: "ses")
        #expect(throws: LedgerError.self, "a live run composes from the old inputs") {
            try scratch.ledger.revise(campaign: campaign.id, frozen: "{}")
        }
        try settle(
            run, Settlement(key: leased[0].key, .failed, reason: "no value for 'name'", at: scratch.clock.time),
            Settlement(key: leased[1].key, .refused, relay: relay, at: scratch.clock.time))
        try run.end()
        #expect(try scratch.ledger.campaignState(campaign.id) == .finished)

        #expect(try scratch.ledger.revise(campaign: campaign.id, frozen: "{\"template\":\"new\"}") == 1)
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "1 queued, 1 refused")
        let next = try scratch.ledger.startRun(campaign: campaign.id)
        #expect(try next.lease(limit: 5).map(\.key) == [leased[0].key])
        #expect(try scratch.ledger.audit(campaign: campaign.id).holds)
    }

    @Test func `the date is the first lease, for good`() throws {
        let campaign = try scratch.campaign(recipients: 1)
        scratch.clock.advance(by: .seconds(3600))
        let first = scratch.clock.time
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        let leased = try run.lease(limit: 1)
        #expect(leased.first?.date == first)
        try run.release(leased.map(\.key))
        try run.end()
        scratch.clock.advance(by: .seconds(3600))
        let next = try scratch.ledger.startRun(campaign: campaign.id)
        #expect(try next.lease(limit: 1).first?.date == first)
    }

    @Test func `a second run of a campaign is refused while the first lives`() throws {
        let campaign = try scratch.campaign(recipients: 3)
        let other = try scratch.reopened()
        do {
            let run = try scratch.ledger.startRun(campaign: campaign.id, owner: RunOwner(pid: 4711, host: "mail1", boot: "b"))
            let held = LedgerError.heldBy(campaign: "autumn", owner: RunOwner(pid: 4711, host: "mail1", boot: "b"))
            #expect(throws: held) { try scratch.ledger.startRun(campaign: campaign.id) }
            #expect(throws: held) { try other.startRun(campaign: campaign.id) }
            #expect(try other.liveRun(campaign: campaign.id)?.pid == 4711)
            try run.end()
        }
        #expect(try other.liveRun(campaign: campaign.id) == nil)
        try other.startRun(campaign: campaign.id).end()
    }

    @Test func `a claim that was let go does not take the next one with it`() throws {
        let campaign = try scratch.campaign(recipients: 1)
        let other = try scratch.reopened()
        var first: CampaignRun? = try scratch.ledger.startRun(campaign: campaign.id)
        try first?.end()
        let second = try scratch.ledger.startRun(campaign: campaign.id)
        first = nil
        #expect(throws: LedgerError.self) { try other.startRun(campaign: campaign.id) }
        try second.end()
    }

    @Test func `a run that ends gives back what it held and leaves the campaign running`() throws {
        let campaign = try scratch.campaign(recipients: 5)
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        _ = try run.lease(limit: 3)
        try run.end()
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "5 queued")
        #expect(try scratch.ledger.campaign(campaign.id).state == .running)
        #expect(try scratch.ledger.startRun(campaign: campaign.id).recovery == CampaignRun.Recovery())
    }

    @Test func `a finished campaign starts no run`() throws {
        let campaign = try scratch.campaign(recipients: 0)
        try scratch.ledger.startRun(campaign: campaign.id).end()
        #expect(throws: LedgerError.campaignState(campaign: "autumn", state: .finished, wanted: "nothing is left to send")) {
            try scratch.ledger.startRun(campaign: campaign.id)
        }
    }

    @Test func `pausing is seen by a lease, resuming too`() throws {
        let campaign = try scratch.campaign(recipients: 5)
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        let other = try scratch.reopened()
        try other.pause(campaign: campaign.id)
        #expect(try scratch.ledger.campaignState(campaign.id) == .paused)
        #expect(try run.lease(limit: 2).isEmpty)
        #expect(throws: LedgerError.self) { try other.startRun(campaign: campaign.id) }
        try other.resume(campaign: campaign.id)
        #expect(try run.lease(limit: 2).count == 2)
    }

    @Test func `cancelling ends what waits at once and what is held as it comes back`() throws {
        let campaign = try scratch.campaign(recipients: 5)
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        let leased = try run.lease(limit: 3)
        try settle(run, Settlement(key: leased[0].key, .deferred(until: scratch.clock.time), at: scratch.clock.time))
        #expect(try scratch.ledger.cancel(campaign: campaign.id) == 3)
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "2 leased, 3 cancelled")
        try run.release([leased[1].key])
        try settle(run, Settlement(key: leased[2].key, .deferred(until: scratch.clock.time), at: scratch.clock.time))
        try run.end()
        #expect(try scratch.ledger.counts(campaign: campaign.id).description == "5 cancelled")
        #expect(try scratch.ledger.campaign(campaign.id).state == .cancelled)
        #expect(try scratch.ledger.audit(campaign: campaign.id).holds)
        #expect(throws: LedgerError.self) { try scratch.ledger.resume(campaign: campaign.id) }
    }

    @Test(arguments: ["crash, then cancel", "cancel, then crash", "pause, then crash"])
    func `what a dead run held is put right whatever the campaign's state`(story: String) throws {
        let campaign = try scratch.campaign(recipients: 3)
        let relay = try scratch.ledger.relay(named: "ses")
        let other = try scratch.reopened()
        do {
            let run = try scratch.ledger.startRun(campaign: campaign.id)
            let leased = try run.lease(limit: 2)
            try scratch.ledger.write { database in
                var settling = try Settling(run: run, on: database)
                #expect(
                    try settling.apply(LedgerOperation(mark: Mark(key: leased[0].key, relay: relay, at: scratch.clock.time))).verdict == .go
                )
                try settling.finish()
            }
            if story.hasPrefix("cancel") { try other.cancel(campaign: campaign.id) }
            if story.hasPrefix("pause") { try other.pause(campaign: campaign.id) }
            #expect(try other.recover(campaign: campaign.id) == nil, "it lives")
        }
        if story.hasSuffix("cancel") {
            try other.cancel(campaign: campaign.id)
        } else {
            #expect(throws: LedgerError.self) { try other.startRun(campaign: campaign.id) }
        }
        let expected = story.hasPrefix("pause") ? "2 queued, 1 uncertain" : "1 uncertain, 2 cancelled"
        #expect(try other.counts(campaign: campaign.id).description == expected)
        #expect(try other.recover(campaign: campaign.id) == CampaignRun.Recovery())
    }

    @Test func `a campaign that was never started can be forgotten, one that was cannot`() throws {
        let never = try scratch.campaign("never", recipients: 3)
        try scratch.ledger.discard(campaign: never.id)
        #expect(try scratch.ledger.campaign(named: "never") == nil)
        let again = try scratch.campaign("never", recipients: 2)
        #expect(again.id != never.id, "a campaign's number is never given twice")
        try scratch.ledger.startRun(campaign: again.id).end()
        #expect(throws: LedgerError.self) { try scratch.ledger.discard(campaign: again.id) }
        #expect(try scratch.ledger.check().isOK)
    }
}
