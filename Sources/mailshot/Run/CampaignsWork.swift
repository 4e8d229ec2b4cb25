import Automation
import Campaigns
import Ledger
import MailFormat
import Sending

/// Starts campaigns whose moment has come, and goes on with those that have something due.
struct CampaignsWork: DueWork {
    let name = "campaigns"

    func perform(in context: RunContext) async throws -> WorkDone {
        var done = WorkDone()
        try ProjectAgenda.know(context.project, in: context.ledger)
        let found = try ProjectAgenda(of: context.project, in: context.ledger, at: WallClock.now())
        done.problems = found.problems
        done.remains = !found.problems.isEmpty
        for missed in found.agenda.missed {
            done.problems.append(
                "\(CampaignFile.path(of: missed.name)): its moment, \(DateFormat.iso8601(missed.at)), was over when its schedule was written; "
                    + "send it with: mailshot send \(missed.name), or name another moment")
        }
        for entry in found.agenda.due {
            guard !context.budget.isSpent else {
                done.remains = true
                continue
            }
            do {
                try await perform(entry, in: context, &done)
            } catch LedgerError.heldBy {
                // Somebody else works on it.
            } catch let error as LedgerError where error.isFatal {
                throw error
            } catch {
                guard let failure = ErrorSentence.failure(for: error) else { throw error }
                done.problems.append("\(entry.name): \(failure.description)")
                done.remains = true
            }
        }
        done.note(next: try ProjectAgenda(of: context.project, in: context.ledger, at: WallClock.now()).agenda.coming.first?.at)
        return done
    }

    private func perform(_ entry: Agenda.Entry, in context: RunContext, _ done: inout WorkDone) async throws {
        let desk = try CampaignDesk(entry.name, in: context.project)
        var options = context.options
        options.quiet = !options.verbose
        let prepared = try await ListIntake(desk: desk, ledger: context.ledger, options: options, rejects: nil).prepare()
        let runner = CampaignRunner(
            desk: desk, ledger: context.ledger, quiet: options.quiet, verbose: options.verbose, limit: context.budget.messagesLeft,
            deadline: context.budget.deadline)
        let record = try runner.decideUncertain(prepared.record)
        try desk.requireSound(columns: record.columns)
        guard try context.ledger.counts(campaign: record.id).remaining > 0 else { return }
        let outcome = try await runner.send(record)
        context.budget.spend(outcome.sent)
        if outcome.ending == .stopped, !context.budget.isSpent { context.budget.stop() }
        done.done += outcome.sent
        if let failure = outcome.failure { throw failure }
        if case .waiting = outcome.ending { return }
        if try context.ledger.campaignState(record.id) == .running, try context.ledger.dueWork(campaign: record.id).isDue {
            done.remains = true
        }
    }
}
