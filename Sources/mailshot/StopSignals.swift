import UnixSignals

/// SIGINT and SIGTERM: the first asks for an orderly end, the second for an end at once.
enum StopSignals {
    /// Traps both and calls back for each, with 1 for the first. Returns when the callback says so, or the task is cancelled.
    static func each(_ body: (Int) -> Bool) async {
        var count = 0
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
            count += 1
            if !body(count) { return }
        }
    }
}
