import Ledger
import MailshotTestSupport
import SMTP
import Sending
import Testing

/// The guard in whole runs: real sockets, several connections, whatever order the answers come in.
@Suite struct GuardRunTests {
    /// `12 of 80 messages …` or `12 of the last 80 messages …`
    private static func counts(of cause: String) -> (count: Int, answered: Int)? {
        let numbers = cause.split(separator: " ").prefix(6).compactMap { Int($0) }
        return numbers.count >= 2 ? (numbers[0], numbers[1]) : nil
    }

    @Test(arguments: 0..<12) func `it fires within 50 messages of its share being reached, and never below it`(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        var guarding = GuardPolicy()
        guarding.shares = [
            .refused: Double.random(in: 0.05...0.3, using: &random), .blocked: Double.random(in: 0.05...0.3, using: &random),
        ]
        guarding.minSample = Int.random(in: 20...60, using: &random)
        let trouble = Double.random(in: 0...0.5, using: &random)
        let people = (1...250).map { number in
            let isTrouble = Double.random(in: 0...1, using: &random) < trouble
            return isTrouble
                ? "\(["refuse-550-5.1.1", "dot-554-5.7.1"].randomElement(using: &random) ?? "")+\(number)@example.org"
                : "ann+\(number)@example.org"
        }
        let policy = guarding
        try await SendStage.with(people, connections: Int.random(in: 1...8, using: &random)) { stage in
            let ending = try await stage.run(guarding: policy)
            let counts = try stage.counts
            let answered = counts[.accepted] + counts[.refused]
            let audit = try stage.ledger.audit(campaign: stage.campaign.id)
            #expect(audit.holds && counts[.uncertain] == 0)
            let record = try stage.ledger.campaign(stage.campaign.id)
            guard let cause = record.pauseCause else {
                #expect(ending == .done && answered == 250)
                // Every refusal of a recipient is one of these here, so the last share was below.
                let refused = people.count { $0.hasPrefix("refuse") }, blocked = people.count { $0.hasPrefix("dot") }
                #expect(policy.breach(GuardCounts(answered: 250, [.refused: refused, .blocked: blocked])) == nil)
                return
            }
            #expect(ending == .halted(.paused) && record.state == .paused)
            let fired = try #require(Self.counts(of: cause), "\(cause)")
            // What the relay said, which stands behind the semicolon, has words of its own.
            let isRefused = cause.prefix { $0 != ";" }.contains("recipient")
            let share = try #require(policy.shares[isRefused ? .refused : .blocked])
            #expect(Double(fired.count) >= share * Double(fired.answered) && fired.answered >= policy.minSample, "\(cause)")
            #expect(answered - fired.answered <= 50, "\(answered) were answered when it had fired: \(cause)")
        }
    }

    @Test func `what the ledger knows already keeps a run from beginning`() async throws {
        try await SendStage.with((1...20).map { "refuse-550-5.1.1+\($0)@example.org" } + ["ann@example.org"]) { stage in
            var later = GuardPolicy()
            later.shares = [:]
            _ = try await stage.run(limit: 10, guarding: later)
            let before = try stage.counts
            #expect(before[.refused] == 10)
            for key in Int64(1)...10 {
                _ = try stage.ledger.takeReports(policy: BouncePolicy()) {
                    try $0.record(Event(message: key, kind: .complaint, at: stage.clock.now()))
                }
            }
            later.shares = [.complaints: 0.5]
            later.minSample = 10
            #expect(try await stage.run(guarding: later) == .halted(.paused))
            let after = try stage.counts
            #expect(after == before, "nothing was sent")
            #expect(try stage.ledger.campaign(stage.campaign.id).pauseCause?.hasPrefix("10 of 10 messages were called spam") == true)
        }
    }
}
