import NIOCore
import NIOPosix
import Synchronization

/// Puts messages and their records on the disk, away from the event loops.
///
/// One thread works at a time, and whatever came in while it was busy shares its next fsync of the log.
final class SandboxStore: Sendable {
    private struct Job {
        var message: SandboxMessage
        var done: @Sendable (_ isStored: Bool) -> Void
    }

    private struct State {
        var waiting: [Job] = []
        var isBusy = false
        /// Called when nothing is left to do.
        var whenIdle: [@Sendable () -> Void] = []
    }

    private let maildir: Maildir?
    private let log: RecordingLog?
    private let state = Mutex(State())

    init(maildir: Maildir?, log: RecordingLog?) {
        self.maildir = maildir
        self.log = log
    }

    /// Stores a message if its verdict says so, records it, and then says whether both succeeded; on some thread.
    func settle(_ message: SandboxMessage, done: @escaping @Sendable (_ isStored: Bool) -> Void) {
        let mustStart = state.withLock { state in
            state.waiting.append(Job(message: message, done: done))
            defer { state.isBusy = true }
            return !state.isBusy
        }
        if mustStart { NIOThreadPool.singleton.submit { _ in self.work() } }
    }

    /// Waits until everything taken so far is on the disk.
    func drain() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.isBusy { state.whenIdle.append { continuation.resume() } }
                return !state.isBusy
            }
            if isIdle { continuation.resume() }
        }
    }

    private func work() {
        while true {
            let (jobs, idle) = state.withLock { state in
                let jobs = state.waiting
                state.waiting = []
                guard jobs.isEmpty else { return (jobs, [@Sendable () -> Void]()) }
                state.isBusy = false
                defer { state.whenIdle = [] }
                return (jobs, state.whenIdle)
            }
            if jobs.isEmpty {
                for notify in idle { notify() }
                return
            }
            settle(jobs)
        }
    }

    private func settle(_ jobs: [Job]) {
        var stored = jobs.map { store($0.message) }
        if let log {
            let milliseconds = NIODeadline.now().uptimeNanoseconds / 1_000_000
            var lines: [UInt8] = []
            for (job, state) in zip(jobs, stored) where state != .failed {
                lines += log.lines(for: job.message, milliseconds: milliseconds)
            }
            do {
                try log.append(lines)
            } catch {
                // Not recorded is not taken: the client is told to come again, so nothing may stay.
                for case .written(let path) in stored { maildir?.remove(path) }
                stored = stored.map { _ in .failed }
            }
        }
        for (job, state) in zip(jobs, stored) { job.done(state != .failed) }
    }

    private enum Stored: Equatable {
        case written(String)
        case notWanted
        case failed
    }

    private func store(_ message: SandboxMessage) -> Stored {
        guard let maildir, message.verdict.isTaken else { return .notWanted }
        return (try? maildir.store(message)).map { .written($0) } ?? .failed
    }
}
