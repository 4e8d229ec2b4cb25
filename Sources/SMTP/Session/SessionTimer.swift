import NIOCore

/// The one timer of a session: a deadline that moves with every reply.
///
/// Deadlines move thousands of times a second and almost never pass, so nothing is scheduled when one moves to a later time:
/// the task that is already there looks again when it runs.
struct SessionTimer {
    private let eventLoop: any EventLoop
    private var deadline: NIODeadline?
    private var stage: Stage = .idle
    private var task: Scheduled<Void>?
    private var taskTime: NIODeadline = .distantFuture

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Waits in a stage for so long; `look` is called when it may be over.
    mutating func start(_ stage: Stage, _ limit: Duration, look: @escaping @Sendable () -> Void) {
        let deadline = eventLoop.now + TimeAmount(limit)
        self.stage = stage
        self.deadline = deadline
        if task != nil, taskTime <= deadline { return }
        schedule(at: deadline, look)
    }

    /// Waits for nothing.
    mutating func stop() {
        deadline = nil
    }

    /// Forgets everything.
    mutating func cancel() {
        deadline = nil
        task?.cancel()
        task = nil
    }

    /// The scheduled look: the stage whose time is over, or nil.
    mutating func look(again: @escaping @Sendable () -> Void) -> Stage? {
        task = nil
        guard let deadline else { return nil }
        if deadline <= eventLoop.now {
            self.deadline = nil
            return stage
        }
        schedule(at: deadline, again)
        return nil
    }

    private mutating func schedule(at time: NIODeadline, _ look: @escaping @Sendable () -> Void) {
        task?.cancel()
        taskTime = time
        task = eventLoop.scheduleTask(deadline: time, look)
    }
}
