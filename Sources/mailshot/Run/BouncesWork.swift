import Feedback
import Foundation

/// Reads every `[[bounces.source]]`.
struct BouncesWork: DueWork {
    let name = "bounces"

    func perform(in context: RunContext) async throws -> WorkDone {
        var done = WorkDone()
        let sources = context.project.bounceSources
        guard !sources.isEmpty, !context.budget.isSpent else { return done }
        let intake = FeedbackIntake(
            ledger: context.ledger, keyring: try context.project.keyring(), policy: context.project.bounces)
        let run = FeedbackRun(
            intake: intake, ledger: context.ledger, threads: ProcessInfo.processInfo.activeProcessorCount,
            isOver: { context.budget.isSpent })
        var counts = ReportCounts()
        for source in sources {
            do {
                let open = try await source.open(in: context.project.folder, ledger: context.ledger)
                let isEmpty = try await run.process(open, into: &counts) { _, _ in }
                if !isEmpty { done.remains = true }
            } catch let error as SourceError {
                done.problems.append(error.description)
                done.remains = true
            } catch let error as Failure {
                done.problems.append(error.description)
                done.remains = true
            }
        }
        done.done = counts.taken
        return done
    }
}
