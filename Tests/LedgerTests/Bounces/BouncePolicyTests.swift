import Ledger
import MailFormat
import Testing

/// The policy as a pure value: what adds up, what is forgotten, what never counts.
@Suite struct BouncePolicyTests {
    /// Days after the first of a count, in hours.
    private static func at(_ hours: Int) -> Timestamp { Timestamp(milliseconds: 1_795_478_400_000) + .seconds(hours * 3600) }

    private static func bounce(_ bounce: BounceClass, _ hours: Int, certain: Bool = false, message: Int64? = nil) -> BounceObservation {
        BounceObservation(.bounce(bounce, isCertain: certain), message: message ?? Int64(hours + 1000), at: at(hours))
    }

    private static func days(_ count: Int, _ kind: BounceClass, every: Int = 24) -> [BounceObservation] {
        (0..<count).map { bounce(kind, $0 * every) }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var observations: [BounceObservation]
        var score: Double
        var cause: BounceJudgement.Cause?

        init(_ name: String, _ observations: [BounceObservation], _ score: Double, _ cause: BounceJudgement.Cause? = nil) {
            (testDescription, self.observations, self.score, self.cause) = (name, observations, score, cause)
        }
    }

    static let cases: [Case] = [
        Case("nothing", [], 0),
        Case("a mailbox that does not exist", [bounce(.hard, 0, certain: true)], 0, .gone),
        Case("three digits alone are no certainty", [bounce(.hard, 0)], 1),
        Case("four days of hard bounces", days(4, .hard), 4),
        Case("five days of hard bounces", days(5, .hard), 5, .score),
        Case("nine days of soft bounces", days(9, .soft), 4.5),
        Case("ten days of soft bounces", days(10, .soft), 5, .score),
        Case("ten soft bounces of one day", days(10, .soft, every: 2), 0.5),
        Case("a hard one after a soft one of the same day counts the difference", [bounce(.soft, 1), bounce(.hard, 2)], 1),
        Case("a soft one after a hard one of the same day", [bounce(.hard, 1), bounce(.soft, 2)], 1),
        Case("seven days between", [bounce(.hard, 0), bounce(.hard, 7 * 24)], 2),
        Case("more than seven days between", [bounce(.hard, 0), bounce(.hard, 7 * 24 + 1)], 1),
        Case("blocked and other, for ever", days(50, .blocked) + days(50, .other), 0),
        Case("mail that arrived", days(4, .hard) + [BounceObservation(.arrival, message: 1, at: at(80)), bounce(.hard, 96)], 1),
        Case("a person who decided", [bounce(.hard, 0, certain: true), BounceObservation(.pardon, message: 0, at: at(1))], 0),
        Case(
            "gone again after that",
            [bounce(.hard, 0, certain: true), BounceObservation(.pardon, message: 0, at: at(1)), bounce(.hard, 2, certain: true)], 0, .gone),
        Case(
            "an acceptance that did not come back within five days",
            days(4, .hard) + [BounceObservation(.acceptance, message: 1, at: at(0)), bounce(.hard, 6 * 24)], 1),
        Case(
            "an acceptance that came back",
            days(4, .hard) + [BounceObservation(.acceptance, message: 1000, at: at(0)), bounce(.hard, 6 * 24)], 5, .score),
        Case(
            "an acceptance too young to tell",
            days(4, .hard) + [BounceObservation(.acceptance, message: 1, at: at(24)), bounce(.hard, 96)], 5, .score),
    ]

    @Test(arguments: cases) func `what is known makes a score and a cause`(row: Case) {
        let judgement = BouncePolicy().judge(row.observations)
        #expect(judgement.score == row.score)
        #expect(judgement.cause == row.cause)
    }

    @Test(arguments: cases) func `the order of arrival does not matter`(row: Case) {
        let reversed = BouncePolicy().judge(row.observations.reversed())
        #expect(reversed.score == row.score)
        #expect(reversed.cause == row.cause)
    }

    @Test func `every setting does what it says`() {
        var policy = BouncePolicy()
        policy.hard = .score
        #expect(policy.judge([Self.bounce(.hard, 0, certain: true)]).cause == nil)
        policy.threshold = 1
        #expect(policy.judge([Self.bounce(.hard, 0, certain: true)]).cause == .score)
        policy.hardScore = 0
        #expect(policy.judge([Self.bounce(.hard, 0, certain: true)]).cause == nil)
        policy = BouncePolicy()
        policy.softScore = 2.5
        #expect(policy.judge(Self.days(2, .soft)).cause == .score)
        policy.staleAfter = .seconds(3600)
        #expect(policy.judge(Self.days(2, .soft)).cause == nil)
    }

    @Test func `each step says what it did`() {
        let notes = BouncePolicy().judge([
            Self.bounce(.soft, 0), Self.bounce(.soft, 1), Self.bounce(.blocked, 2), BounceObservation(.arrival, message: 1, at: Self.at(3)),
            Self.bounce(.hard, 4, certain: true),
        ]).steps.map(\.note)
        #expect(notes == [.counts(0.5), .sameDay, .doesNotCount, .startsAnew, .suppresses])
    }
}
