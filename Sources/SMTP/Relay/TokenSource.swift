import Synchronization

/// An access token that can be had again: tokens last an hour, sends last longer.
///
/// A relay that refuses the token makes a session ask for a new one, once for each connection. Sessions that ask at one time share one
/// renewal, and those to come begin with its result.
///
/// SeeAlso: RFC 6749 §6, RFC 7628 §3.2.2
public final class TokenSource: Sendable {
    /// Gets a new token and hands it over, from any thread, once.
    public typealias Renewal = @Sendable (_ done: @escaping @Sendable (Result<Secret, any Error>) -> Void) -> Void

    private struct State {
        var token: Secret
        /// Whoever waits for the renewal that is under way.
        var waiting: [@Sendable (Result<Secret, any Error>) -> Void] = []
    }

    private let state: Mutex<State>
    private let renewal: Renewal

    /// - Parameters:
    ///   - token: the first one.
    ///   - renewal: gets the next.
    public init(_ token: Secret, renewal: @escaping Renewal) {
        state = Mutex(State(token: token))
        self.renewal = renewal
    }

    /// The token in use.
    public var token: Secret { state.withLock(\.token) }

    /// A token other than the one that was refused, if there is one to be had.
    func next(after refused: Secret, _ done: @escaping @Sendable (Result<Secret, any Error>) -> Void) {
        let (known, isFirst): (Secret?, Bool) = state.withLock { state in
            if state.token != refused { return (state.token, false) }
            state.waiting.append(done)
            return (nil, state.waiting.count == 1)
        }
        if let known { return done(.success(known)) }
        guard isFirst else { return }
        renewal { result in
            let waiting = self.state.withLock { state in
                if case .success(let token) = result { state.token = token }
                defer { state.waiting = [] }
                return state.waiting
            }
            for done in waiting { done(result) }
        }
    }
}

extension TokenSource: Hashable {
    /// Whether it is the same source.
    public static func == (left: TokenSource, right: TokenSource) -> Bool { left === right }

    /// By identity.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(self))
    }
}
