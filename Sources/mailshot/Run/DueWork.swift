import Ledger
import MailFormat

/// One kind of work that `mailshot run` does when it is due: it looks at the files and the ledger as they are at this moment, does what is
/// due within the budget, and says what is left.
///
/// It must be idempotent: the process may be killed at any step, and the next run asks anew. Trouble with one thing (a campaign, a mailbox)
/// is told as a problem and does not keep the others waiting; what is thrown ends the whole run.
///
/// To add one: a type in a file `Run/NAMEWork.swift`, and a line in ``DueWorks``.
protocol DueWork: Sendable {
    /// Its key in the result: `bounces`, `campaigns`.
    var name: String { get }

    /// Does what is due.
    func perform(in context: RunContext) async throws -> WorkDone
}

/// All kinds of work, in the order in which a run does them: what may stop or change sending comes before it, what tells of it after.
enum DueWorks {
    static let all: [any DueWork] = [
        BouncesWork(),
        GuardWork(),
        CampaignsWork(),
    ]
}

/// What came of one kind of work.
struct WorkDone: Sendable, Encodable {
    /// Things done: messages sent, reports read, notices given.
    var done = 0
    /// Whether something is due that could not be done now: run again.
    var remains = false
    /// When something of it is due next, as far as that is known.
    var nextAt: Timestamp?
    /// What was wrong, a sentence each.
    var problems: [String] = []

    private enum CodingKeys: String, CodingKey {
        case done, remains, nextAt, problems
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(done, forKey: .done)
        try container.encode(remains, forKey: .remains)
        try container.encodeIfPresent(nextAt.map { DateFormat.iso8601($0) }, forKey: .nextAt)
        if !problems.isEmpty { try container.encode(problems, forKey: .problems) }
    }

    /// Notes when something is due next; the earliest counts.
    mutating func note(next moment: Timestamp?) {
        guard let moment else { return }
        nextAt = min(nextAt ?? moment, moment)
    }
}
