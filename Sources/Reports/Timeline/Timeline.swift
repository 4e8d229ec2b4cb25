/// What happened when, step by step, steps without anything included.
public struct Timeline: Codable, Hashable, Sendable {
    /// The length of a step.
    public var span: Span
    /// The zone whose hours and days the steps are.
    public var timeZone: String
    /// The steps, oldest first; empty where nothing happened.
    public var steps: [TimelineStep]
}

/// One step of a timeline.
public struct TimelineStep: Codable, Hashable, Sendable {
    /// Its first moment, local with its offset: `2026-11-24T14:00+01:00`.
    public var start: String
    /// Messages accepted in it.
    public var accepted = 0
    /// Messages refused in it.
    public var refused = 0
    /// Times a relay said "later" in it.
    public var deferred = 0
    /// People, estimated, whose first opening it has.
    public var opened = 0
    /// Recipients whose first opening it has, machines included.
    public var openedRaw = 0
    /// People, estimated, whose first click it has.
    public var clicked = 0
    /// Recipients whose first click it has, machines included.
    public var clickedRaw = 0
    /// Openings by people.
    public var opens = 0
    /// Clicks by people.
    public var clicks = 0
    /// Messages whose first bounce it has.
    public var bounced = 0
    /// Recipients who complained first in it.
    public var complained = 0
    /// Recipients who first asked to be left alone in it.
    public var unsubscribed = 0
}
