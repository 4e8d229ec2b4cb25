import Foundation
import UnixSignals

/// SIGINT, SIGTERM and SIGHUP (the terminal is gone): the first asks for an orderly end, the second for an end at once.
enum StopSignals {
    /// Traps them and calls back for each, with 1 for the first. Returns when the callback says so, or the task is cancelled.
    static func each(_ body: (Int) -> Bool) async {
        // Under nohup(1) a lost terminal is no reason to stop.
        let signals: [UnixSignal] = isIgnored(SIGHUP) ? [.sigint, .sigterm] : [.sigint, .sigterm, .sighup]
        var count = 0
        for await _ in await UnixSignalsSequence(trapping: signals) {
            count += 1
            if !body(count) { return }
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        let handler = signal(number, SIG_IGN)
        signal(number, handler)
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
