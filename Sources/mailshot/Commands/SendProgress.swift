import Foundation
import Sending

/// Follows a send run: progress on a terminal, and what Ctrl-C does to it.
struct SendProgress {
    /// Messages that are to be sent now.
    let total: Int
    let quiet: Bool

    private static let redraw: Duration = .milliseconds(200)

    /// Runs it to its end.
    func follow(_ run: SendRun) async throws -> SendRun.Ending {
        let watcher = Task {
            await StopSignals.each { count in
                if count == 1 {
                    StandardError.line("  finishing the messages in flight; press Ctrl-C again to close all connections now")
                    run.stop()
                } else {
                    StandardError.line("  closing all connections")
                    run.abort()
                }
                return true
            }
        }
        defer { watcher.cancel() }
        guard ProgressLine(quiet: quiet).isVisible else { return try await run.send() }
        let painter = Task { await paint(run) }
        let ending: Result<SendRun.Ending, any Error>
        do { ending = .success(try await run.send()) } catch { ending = .failure(error) }
        painter.cancel()
        await painter.value
        return try ending.get()
    }

    /// Redraws until cancelled, then takes away what was drawn.
    private func paint(_ run: SendRun) async {
        var line = ProgressLine(quiet: quiet)
        let clock = ContinuousClock()
        let start = clock.now
        while (try? await clock.sleep(for: Self.redraw)) != nil {
            line.draw(lines(run.tally, after: clock.now - start, columns: line.columns))
        }
        line.clear()
    }

    private func lines(_ tally: SendTally, after elapsed: Duration, columns: Int) -> [String] {
        let done = tally.handled
        let rate = Double(done) / max(elapsed / .seconds(1), 0.001)
        var first = "  \(ProgressLine.bar(done, of: total, width: max(10, min(40, columns - 60))))  "
        first += "\(NumberText.grouped(done)) of \(NumberText.grouped(total))   \(NumberText.decimal(rate, digits: 1))/s"
        if rate > 0, done < total { first += "   \(NumberText.length(.seconds(Double(total - done) / rate))) left" }
        let relays = tally.relays.sorted { $0.key < $1.key }.map { relay, counts in
            "  \(relay)   \(counts.connections) connections   \(NumberText.grouped(counts.accepted)) accepted   "
                + "\(NumberText.grouped(counts.deferred)) deferred   \(NumberText.grouped(counts.refused)) refused"
                + (counts.uncertain > 0 ? "   \(NumberText.grouped(counts.uncertain)) uncertain" : "")
        }
        return [first] + relays
    }
}
