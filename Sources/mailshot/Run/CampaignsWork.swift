import Campaigns
import Ledger
import MailFormat
import Sending

/// Goes on with every campaign that has something due.
struct CampaignsWork: DueWork {
    let name = "campaigns"

    func perform(in context: RunContext) async throws -> WorkDone {
        var done = WorkDone()
        for record in try context.ledger.campaigns() where record.state == .running {
            let work = try context.ledger.dueWork(campaign: record.id)
            done.note(next: work.next)
            guard work.isDue else { continue }
            guard !context.budget.isSpent else {
                done.remains = true
                continue
            }
            do {
                try await goOn(with: record, in: context, &done)
            } catch LedgerError.heldBy {
                // Somebody else works on it.
            } catch let error where ErrorSentence.failure(for: error) != nil && !(error is LedgerError) {
                done.problems.append("\(record.name): \(ErrorSentence.failure(for: error)?.description ?? "\(error)")")
                done.remains = true
            }
        }
        return done
    }

    private func goOn(with record: CampaignRecord, in context: RunContext, _ done: inout WorkDone) async throws {
        let desk = try CampaignDesk(record.name, in: context.project)
        var options = context.options
        options.quiet = !options.verbose
        let prepared = try await ListIntake(desk: desk, ledger: context.ledger, options: options, rejects: nil).prepare()
        let runner = CampaignRunner(
            desk: desk, ledger: context.ledger, quiet: options.quiet, verbose: options.verbose, limit: context.budget.messagesLeft,
            deadline: context.budget.deadline)
        let record = try runner.decideUncertain(prepared.record)
        try desk.requireSound(columns: record.columns)
        let outcome = try await runner.send(record)
        context.budget.spend(outcome.sent)
        done.done += outcome.sent
        if let failure = outcome.failure { throw failure }
        let left = try context.ledger.dueWork(campaign: record.id)
        if left.isDue, try context.ledger.campaignState(record.id) == .running { done.remains = true }
        done.note(next: left.next)
    }
}
