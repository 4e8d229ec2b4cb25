import MailFormat
import SMTP
import Testing

@testable import Sending

@Suite struct ContentRefusalsTests {
    private static let taken = Outcome(
        stage: .dot, reply: SMTPReply(code: 250, lines: ["ok"]), detail: "", blame: nil, disposition: .accepted)
    private static func no(_ blame: Blame, _ disposition: Disposition = .refused) -> Outcome {
        Outcome(stage: .dot, reply: SMTPReply(code: 554, lines: ["no"]), detail: "", blame: blame, disposition: disposition)
    }

    /// Outcomes, each so many times, in turn; whether the campaign pauses.
    private static let table: [(name: String, outcomes: [(Outcome, Int)], pauses: Bool)] = [
        ("nothing", [], false),
        ("one too few", [(no(.message), 19)], false),
        ("enough", [(no(.message), 20)], true),
        ("our own refusals count", [(no(.us), 20)], true),
        ("half of what was decided", [(taken, 20), (no(.message), 20)], true),
        ("the last forty only", [(no(.message), 19), (taken, 39), (no(.message), 19)], false),
        ("what is decided in between pushes out the old", [(no(.message), 19), (taken, 21), (no(.message), 1)], false),
        ("recipients are to blame", [(no(.recipient), 100)], false),
        ("nothing was decided", [(no(.message, .deferred), 100), (no(.relay, .released), 100), (no(.session, .uncertain), 100)], false),
        ("deferrals push nothing out", [(no(.message), 19), (no(.recipient, .deferred), 100), (no(.message), 1)], true),
    ]

    @Test(arguments: table.indices)
    func `a campaign pauses where relays refuse what it is, and nowhere else`(index: Int) {
        let row = Self.table[index]
        var refusals = ContentRefusals()
        var times = 0
        for (outcome, count) in row.outcomes {
            for _ in 0..<count where refusals.note([outcome]) { times += 1 }
        }
        #expect((times == 1) == row.pauses, "\(row.name)")
        #expect((refusals.cause != nil) == row.pauses, "\(row.name)")
    }

    @Test func `the cause says how many, and the last reply`() {
        var refusals = ContentRefusals()
        let isReached = refusals.note(Array(repeating: Self.taken, count: 5) + Array(repeating: Self.no(.message), count: 25))
        #expect(isReached)
        #expect(
            refusals.cause
                == "20 of the last 25 messages were refused for their content, size or our standing, the last with: 554 no")
    }
}
