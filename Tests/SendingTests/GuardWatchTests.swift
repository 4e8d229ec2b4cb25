import Ledger
import MailshotTestSupport
import Testing

@Suite struct GuardWatchTests {
    private static func policy(
        refused: Double? = nil, blocked: Double? = nil, complaints: Double? = nil, sample: Int
    ) -> GuardPolicy {
        var policy = GuardPolicy()
        policy.shares = [:]
        policy.shares[.refused] = refused
        policy.shares[.blocked] = blocked
        policy.shares[.complaints] = complaints
        policy.minSample = sample
        return policy
    }

    /// At which answer a watch says that the campaign is to be paused; nil where at none.
    private static func raised(_ policy: GuardPolicy, by answers: [GuardWatch.Answer]) -> Int? {
        var watch = GuardWatch(policy)
        var found: Int?
        for (index, answer) in answers.enumerated() where watch.note(answer) {
            #expect(found == nil, "it says so once")
            found = index + 1
        }
        #expect((watch.cause != nil) == (found != nil))
        return found
    }

    private static func many(_ answer: GuardWatch.Answer, _ count: Int) -> [GuardWatch.Answer] { Array(repeating: answer, count: count) }

    @Test func `the guard is raised at the answer that reaches the share, and at no other`() {
        let table: [(name: String, policy: GuardPolicy, answers: [GuardWatch.Answer], at: Int?)] = [
            ("nothing", Self.policy(blocked: 0.5, sample: 20), [], nil),
            ("too few answers", Self.policy(blocked: 0.5, sample: 20), Self.many(.blocked, 19), nil),
            ("enough", Self.policy(blocked: 0.5, sample: 20), Self.many(.blocked, 30), 20),
            ("below the share", Self.policy(blocked: 0.5, sample: 20), Self.many(.accepted, 21) + Self.many(.blocked, 20), nil),
            ("at the share", Self.policy(blocked: 0.5, sample: 20), Self.many(.accepted, 20) + Self.many(.blocked, 20), 40),
            ("another's fault", Self.policy(blocked: 0.1, sample: 20), Self.many(.refused, 500) + Self.many(.other, 500), nil),
            ("recipients", Self.policy(refused: 0.1, sample: 50), Self.many(.accepted, 90) + Self.many(.refused, 11), 100),
            ("one alone", Self.policy(refused: 0.001, sample: 1), Self.many(.accepted, 100) + [.refused], nil),
            ("a measure that is off", Self.policy(sample: 1), Self.many(.blocked, 100) + Self.many(.refused, 100), nil),
            (
                "late trouble is seen in the last thousand", Self.policy(blocked: 0.1, sample: 50),
                Self.many(.accepted, 100_000) + Self.many(.blocked, 1000), 100_100
            ),
        ]
        for row in table { #expect(Self.raised(row.policy, by: row.answers) == row.at, "\(row.name)") }
    }

    /// What a guard is to do, said again without a ring: count all, and count the last thousand.
    private static func expected(_ policy: GuardPolicy, _ answers: [GuardWatch.Answer]) -> Int? {
        for end in 1...answers.count {
            for start in Set([0, max(0, end - GuardPolicy.window)]) {
                let seen = answers[start..<end]
                guard seen.count >= policy.minSample else { continue }
                for (kind, measure) in [(.refused, .refused), (.blocked, .blocked)] as [(GuardWatch.Answer, GuardPolicy.Measure)] {
                    let count = seen.count { $0 == kind }
                    if let share = policy.shares[measure], count >= 2, Double(count) >= share * Double(seen.count) { return end }
                }
            }
        }
        return nil
    }

    @Test(arguments: 0..<200) func `whatever the course, it is raised where a plain count says so`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let policy = Self.policy(
            refused: Double.random(in: 0.01...0.5, using: &random), blocked: Double.random(in: 0.01...0.5, using: &random),
            sample: Int.random(in: 1...200, using: &random))
        // Courses whose trouble comes and goes, mostly below and now and then above the shares.
        var answers: [GuardWatch.Answer] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let trouble = Double.random(in: 0...0.4, using: &random)
            for _ in 0..<Int.random(in: 1...400, using: &random) {
                let isTrouble = Double.random(in: 0...1, using: &random) < trouble
                answers.append(isTrouble ? [.refused, .blocked, .other].randomElement(using: &random) ?? .other : .accepted)
            }
        }
        #expect(Self.raised(policy, by: answers) == Self.expected(policy, answers))
    }

    @Test func `what came back counts, and what is known twice counts once`() {
        var watch = GuardWatch(Self.policy(complaints: 0.01, sample: 100))
        for _ in 0..<100 {
            let isRaised = watch.note(.accepted)
            #expect(!isRaised)
        }
        let none = watch.know(GuardCounts(answered: 90, [:]))
        #expect(!none, "the ledger is behind")
        let one = watch.know(GuardCounts(answered: 100, [.complaints: 1]))
        #expect(!one)
        let two = watch.know(GuardCounts(answered: 100, [.complaints: 2]))
        #expect(two)
        #expect(watch.cause == "2 of 100 messages were called spam by their recipients; the guard stands at 1 %")
        let again = watch.know(GuardCounts(answered: 100, [.complaints: 50]))
        #expect(!again)
    }

    @Test func `the cause says how many, of what, and the last words`() {
        var watch = GuardWatch(Self.policy(blocked: 0.125, sample: 8))
        for _ in 0..<7 { _ = watch.note(.accepted, words: "250 ok") }
        _ = watch.note(.blocked, words: "554 first")
        let isRaised = watch.note(.blocked, words: "554 5.7.1 no")
        #expect(isRaised)
        #expect(
            watch.cause
                == "2 of 9 messages were refused for their content, by policy or for our standing; the guard stands at 12.5 %; the last with: 554 5.7.1 no"
        )
    }

    @Test func `trouble of before is known at the start`() {
        #expect(GuardWatch(Self.policy(refused: 0.1, sample: 50), before: GuardCounts(answered: 100, [.refused: 10])).cause != nil)
        #expect(GuardWatch(Self.policy(refused: 0.1, sample: 50), before: GuardCounts(answered: 100, [.refused: 9])).cause == nil)
    }
}
