/// Where a message is in its life. The schema's CHECK constraint is made from this list.
///
/// ```
/// queued ─lease─► leased ─mark─► transmitting ─settle─► accepted | deferred | refused | uncertain
/// ```
public enum MessageState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Waits to be leased. May become: leased, suppressed, cancelled, expired.
    case queued
    /// Belongs to one run. May become: transmitting, queued (released), deferred or refused (before the dot), suppressed, failed, expired, cancelled.
    case leased
    /// Marked: the final dot may have been written. May become: accepted, deferred, refused, uncertain, queued (released).
    case transmitting
    /// The relay took responsibility (2yz after the final dot). Final.
    case accepted
    /// Refused for now (4yz, or the relay failed before the dot); due at `notBefore`. May become: leased, cancelled, expired, suppressed.
    case deferred
    /// Refused for good (5yz, or attempts or age exhausted). Final.
    case refused
    /// The dot went out and no reply came. May become: accepted (evidence, assumed), queued (sent again once).
    case uncertain
    /// Not mailed: the recipient is suppressed. Final.
    case suppressed
    /// Not mailed: the campaign was cancelled. Final.
    case cancelled
    /// Not mailed: too old. Final.
    case expired
    /// Not mailed: the message could not be made. Final.
    case failed

    /// The place in `allCases`, for counting.
    var place: Int {
        switch self {
        case .queued: 0
        case .leased: 1
        case .transmitting: 2
        case .accepted: 3
        case .deferred: 4
        case .refused: 5
        case .uncertain: 6
        case .suppressed: 7
        case .cancelled: 8
        case .expired: 9
        case .failed: 10
        }
    }
}
