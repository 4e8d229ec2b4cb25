public import Hummingbird

/// Routes that belong together. The server is made of these; each has what it needs, the ``EventIntake`` for one.
public protocol RouteGroup: Sendable {
    /// Adds the routes. What a handler throws becomes an answer: an `HTTPError` its own, an ``IntakeError`` 503 with Retry-After, anything
    /// else 500 without a word of detail.
    func add(to router: Router<TrackingContext>)
}
