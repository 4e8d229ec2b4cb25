public import MailFormat

/// The generic cell rate algorithm: when may the next message go?
///
/// Time is divided into slots of one ``SendRate/interval``. A slot is used at its time or up to `burst − 1` slots later; one that is
/// older is lost. So slots can be handed out in stretches, to several processes, and together they keep the rate: each process uses only
/// slots of its own stretches.
///
/// A value: it knows no clock and decides nothing but times. Microseconds since 1970 inside, because 20 000 messages a second are one
/// every 50.
///
/// ## Limits
/// Nobody is in time to the microsecond: a slot may be used a tenth of an interval late, at most 50 ms, beyond its burst. So messages of
/// a burst of 1 keep at least nine tenths of an interval.
///
/// SeeAlso: ITU-T I.371 §5.4.1, the virtual scheduling algorithm, whose theoretical arrival time is the first unused slot
public struct RateLimiter: Hashable, Sendable {
    /// Whether a message may go.
    public enum Decision: Hashable, Sendable {
        /// Now; the slot is used.
        case go
        /// Not before this moment. `nil`: not with the slots the limiter owns.
        case wait(until: Timestamp?)
    }

    /// The pace.
    public private(set) var rate: SendRate
    /// Slots that are not used, in microseconds since 1970, oldest first.
    public private(set) var unused: [Range<Int64>]

    /// A limiter that owns all slots from a moment on.
    public init(_ rate: SendRate, from first: Int64 = 0) {
        self.init(rate, owning: [first..<Int64.max])
    }

    /// A limiter that owns some stretches of slots, or none.
    public init(_ rate: SendRate, owning stretches: [Range<Int64>]) {
        self.rate = rate
        unused = stretches
    }

    /// Whether a message may go at a moment; the slot is used where it may.
    public mutating func decide(at moment: Timestamp) -> Decision {
        guard let (index, slot) = slot(at: moment) else { return .wait(until: nil) }
        guard slot <= Self.microseconds(moment) else { return .wait(until: Self.timestamp(slot)) }
        unused.removeFirst(index)
        let next = slot + rate.interval
        if next < unused[0].upperBound { unused[0] = next..<unused[0].upperBound } else { unused.removeFirst() }
        return .go
    }

    /// Lets a slot pass unused.
    public mutating func skip() {
        guard let first = unused.first else { return }
        let next = first.lowerBound + rate.interval
        if next < first.upperBound { unused[0] = next..<first.upperBound } else { unused.removeFirst() }
    }

    /// What ``decide(at:)`` would say, using nothing.
    public func peek(at moment: Timestamp) -> Decision {
        guard let (_, slot) = slot(at: moment) else { return .wait(until: nil) }
        return slot <= Self.microseconds(moment) ? .go : .wait(until: Self.timestamp(slot))
    }

    /// Slots that can be used from a moment until a later one.
    public func slots(from moment: Timestamp, until later: Timestamp) -> Int {
        guard let (index, first) = slot(at: moment) else { return 0 }
        let end = Self.microseconds(later)
        var count: Int64 = 0
        var start = first
        for stretch in unused[index...] {
            start = max(start, stretch.lowerBound)
            // A slot counts where it begins in time and ends inside of its stretch.
            let last = min(end, stretch.upperBound - rate.interval)
            if last >= start { count += (last - start) / rate.interval + 1 }
        }
        return Int(count)
    }

    /// More slots, later than those it has.
    public mutating func add(_ stretch: Range<Int64>) {
        if let last = unused.last, last.upperBound == stretch.lowerBound {
            unused[unused.count - 1] = last.lowerBound..<stretch.upperBound
        } else {
            unused.append(stretch)
        }
    }

    /// Gives all slots away.
    public mutating func surrender() -> [Range<Int64>] {
        defer { unused = [] }
        return unused
    }

    /// The slot that a message at a moment would use, and its stretch.
    private func slot(at moment: Timestamp) -> (Int, Int64)? {
        let now = Self.microseconds(moment)
        // As old as a slot may be where time was left unused.
        let fresh = now - rate.interval * Int64(rate.burst - 1)
        let stale = fresh - min(rate.interval / 10, 50_000)
        for (index, stretch) in unused.enumerated() {
            let slot = stretch.lowerBound >= stale ? stretch.lowerBound : fresh
            if stretch.upperBound - slot >= rate.interval { return (index, slot) }
        }
        return nil
    }

    static func microseconds(_ moment: Timestamp) -> Int64 { moment.milliseconds * 1000 }

    /// Rounded up: who asks at it is not told to wait once more.
    static func timestamp(_ microseconds: Int64) -> Timestamp { Timestamp(milliseconds: (microseconds + 999) / 1000) }
}
