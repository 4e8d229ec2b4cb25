import Ledger

/// Pauses campaigns whose guard is raised by what came back after it was sent: bounces and complaints.
struct GuardWork: DueWork {
    let name = "guard"

    func perform(in context: RunContext) async throws -> WorkDone {
        var done = WorkDone()
        for record in try context.ledger.campaigns() where record.state == .running || record.state == .ready {
            let policy = context.project.policy(of: record.name).guarding
            guard let cause = try context.ledger.pauseWhereRaised(campaign: record.id, policy: policy) else { continue }
            done.done += 1
            done.problems.append("\(record.name) was paused: \(cause)")
        }
        return done
    }
}
