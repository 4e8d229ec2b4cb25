import Foundation
import MailFormat
import Sending

/// Follows a send run: progress on a terminal, and what Ctrl-C does to it.
struct SendProgress {
    /// Messages that are to be sent now.
    let total: Int
    let quiet: Bool
    /// When it is asked to stop in order; nil for never.
    var deadline: ContinuousClock.Instant?

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
        let timer = deadline.map { deadline in
            Task { if (try? await ContinuousClock().sleep(until: deadline)) != nil { run.stop() } }
        }
        defer { timer?.cancel() }
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
        var pace = RecentPace()
        let clock = ContinuousClock()
        let start = clock.now
        while (try? await clock.sleep(for: Self.redraw)) != nil {
            let tally = run.tally
            pace.note(tally, at: clock.now - start)
            line.draw(lines(tally, pace, columns: line.columns))
        }
        line.clear()
    }

    private func lines(_ tally: SendTally, _ pace: RecentPace, columns: Int) -> [String] {
        let done = tally.handled
        let rate = pace.total
        var first = "  \(ProgressLine.bar(done, of: total, width: max(10, min(40, columns - 60))))  "
        first += "\(NumberText.grouped(done)) of \(NumberText.grouped(total))   \(NumberText.decimal(rate, digits: 1))/s"
        if rate > 0, done < total { first += "   \(NumberText.length(.seconds(Double(total - done) / rate))) left" }
        let width = tally.relays.keys.map(\.count).max() ?? 0
        let now = WallClock.now()
        let relays = tally.relays.sorted { $0.key < $1.key }.map { relay, counts in
            let recent = NumberText.decimal(pace.relays[relay] ?? 0, digits: 1) + "/s"
            var line = "  \(relay.padding(toLength: width)) \(String(repeating: " ", count: max(0, 8 - recent.count)))\(recent)"
            line += "  \(counts.connections) connections  \(NumberText.grouped(counts.accepted, width: 7)) accepted  "
            line += "\(NumberText.grouped(counts.deferred, width: 5)) deferred  \(NumberText.grouped(counts.refused, width: 5)) refused"
            if counts.uncertain > 0 { line += "  \(NumberText.grouped(counts.uncertain)) uncertain" }
            guard let trouble = counts.trouble else { return line }
            let until = counts.troubleUntil.map { " until \(MomentText.short($0, at: now))" } ?? ""
            return line + "  rests\(until): \(TerminalText.safe(trouble))"
        }
        return [first] + relays
    }
}

/// Messages a second in the last few seconds, of all relays and of each.
struct RecentPace {
    private var notes: [(at: Duration, handled: Int, relays: [String: Int])] = []
    /// Of all relays.
    private(set) var total = 0.0
    /// By relay.
    private(set) var relays: [String: Double] = [:]

    /// How far back is looked.
    private static let window: Duration = .seconds(5)

    /// Takes in how far things are at a moment.
    mutating func note(_ tally: SendTally, at moment: Duration) {
        let now = tally.relays.mapValues { $0.accepted + $0.deferred + $0.refused + $0.uncertain }
        notes.append((moment, tally.handled, now))
        while notes.count > 2, moment - notes[1].at >= Self.window { notes.removeFirst() }
        let first = notes.count > 1 ? notes[0] : (.zero, 0, [:])
        let seconds = max((moment - first.at) / .seconds(1), 0.001)
        total = Double(tally.handled - first.handled) / seconds
        relays = now.reduce(into: [:]) { $0[$1.key] = Double($1.value - (first.relays[$1.key] ?? 0)) / seconds }
    }
}
