/// Where a campaign is in its life. The schema's CHECK constraint is made from this list.
public enum CampaignState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Its audience is being written; nothing can be sent. May become: ready, cancelled.
    case enqueuing
    /// Its audience is sealed and nothing was sent yet. May become: running, paused, cancelled.
    case ready
    /// A run has started; work may remain even if no run is alive. May become: paused, cancelled, finished.
    case running
    /// Stopped by a person until resumed. May become: ready, running, cancelled.
    case paused
    /// Stopped for good. Final.
    case cancelled
    /// Nothing is left to send; uncertain messages may remain. May become: running (doubts are sent again).
    case finished
}
