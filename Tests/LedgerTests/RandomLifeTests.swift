import Campaigns
import MailFormat
import Testing

@testable import Ledger

/// Random lives of a campaign, each step checked against a model that knows only the table of states.
@Suite struct RandomLifeTests {
    /// SplitMix64: the same seed tells the same story.
    struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    /// What must be true of the messages, whatever the ledger does inside.
    struct Model {
        var states: [Int64: MessageState] = [:]
        var emails: [Int64: String] = [:]
        var doubts: [Int64: Int] = [:]
        var suppressed: Set<String> = []
        var cancelled = false

        func keys(_ wanted: MessageState...) -> [Int64] { states.filter { wanted.contains($0.value) }.keys.sorted() }

        var counts: String {
            var counts = StateCounts()
            for state in states.values { counts[state] += 1 }
            return counts.description
        }

        mutating func settle(_ key: Int64, _ ending: Settlement.Ending) {
            let goesOn = ending == .released || ending.state == .deferred
            states[key] = cancelled && goesOn ? .cancelled : ending.state
        }
    }

    @Test(arguments: 1...12)
    func `counts, audit and model agree after every step`(seed: UInt64) throws {
        var dice = Dice(state: seed)
        let scratch = try ScratchLedger()
        var ledger = scratch.ledger
        let campaign = try scratch.campaign(recipients: 60).id
        let relay = try ledger.relay(named: "ses")
        var model = Model()
        try ledger.forEachMessage(campaign: campaign) { page in
            for message in page { (model.states[message.key], model.emails[message.key]) = (.queued, message.email) }
            return true
        }
        var run: CampaignRun? = try ledger.startRun(campaign: campaign)

        func apply(_ operation: LedgerOperation, _ run: CampaignRun) throws -> OperationResult {
            try ledger.write { database in
                var settling = try Settling(run: run, on: database)
                let result = try settling.apply(operation)
                try settling.finish()
                return result
            }
        }

        for step in 0..<150 {
            scratch.clock.advance(by: .seconds(1))
            let now = scratch.clock.time
            switch Int.random(in: 0..<100, using: &dice) {
            case 0..<20:
                guard let run else { continue }
                for message in try run.lease(limit: Int.random(in: 1...8, using: &dice)) {
                    #expect([.queued, .deferred].contains(model.states[message.key]))
                    #expect(message.relay != nil || model.doubts[message.key, default: 0] == 0)
                    model.states[message.key] = .leased
                }
            case 20..<50:
                guard let run else { continue }
                guard let key = model.keys(.leased).randomElement(using: &dice), let email = model.emails[key] else { continue }
                let verdict = try apply(LedgerOperation(mark: Mark(key: key, relay: relay, at: now)), run).verdict
                switch verdict {
                case .go: model.states[key] = .transmitting
                case .veto(.suppressed): model.states[key] = .suppressed
                case .veto(.cancelled): model.states[key] = .cancelled
                default: Issue.record("\(verdict) at step \(step)")
                }
                #expect((verdict == .go) == (!model.suppressed.contains(email) && !model.cancelled))
            case 50..<80:
                guard let run else { continue }
                let marked = Bool.random(using: &dice)
                guard let key = (marked ? model.keys(.transmitting) : model.keys(.leased)).randomElement(using: &dice) else { continue }
                let endings: [Settlement.Ending] = [
                    .accepted, .uncertain, .deferred(until: now + .seconds(20)), .refused, .released, .failed, .expired,
                ]
                guard let ending = (marked ? endings : Array(endings[2...])).randomElement(using: &dice) else { continue }
                let result = try apply(LedgerOperation(outcomes: [Settlement(key: key, ending, relay: relay, at: now)]), run)
                #expect(result.misfits.isEmpty)
                model.settle(key, ending)
            case 80..<85:
                guard let email = model.emails.values.sorted().randomElement(using: &dice) else { continue }
                try ledger.suppress(Suppression(address: EmailAddress(email), reason: .unsubscribed, source: "dice", at: now))
                model.suppressed.insert(email)
            case 85..<90:
                let resolution = try ledger.resolveDoubt(campaign: campaign, policy: .resend)
                for key in model.keys(.uncertain) where model.doubts[key, default: 0] == 0 && !model.cancelled {
                    model.states[key] = .queued
                    model.doubts[key] = 1
                }
                #expect(resolution.held == model.keys(.uncertain).count)
            case 90..<96:
                // The process dies, or the run ends in the middle: either way the next one puts things right.
                let ends = Bool.random(using: &dice)
                if ends { try run?.end() }
                run = nil
                if !ends {
                    try ledger.close()
                    ledger = try scratch.reopened()
                }
                try ledger.recover(campaign: campaign)
                if !model.cancelled, try ledger.campaign(campaign).state != .finished { run = try ledger.startRun(campaign: campaign) }
                for key in model.keys(.leased) { model.states[key] = model.cancelled ? .cancelled : .queued }
                for key in model.keys(.transmitting) { model.states[key] = .uncertain }
            case 96 where step > 100:
                guard try ledger.campaign(campaign).state != .finished else { continue }
                try ledger.cancel(campaign: campaign)
                for key in model.keys(.queued, .deferred) { model.states[key] = .cancelled }
                model.cancelled = true
            default:
                continue
            }
            #expect(try ledger.counts(campaign: campaign).description == model.counts, "step \(step)")
        }
        #expect(try ledger.check().isOK)
        var states: [Int64: MessageState] = [:]
        try ledger.forEachMessage(campaign: campaign) { page in
            for message in page { states[message.key] = message.state }
            return true
        }
        #expect(states == model.states)
    }
}
