import MailFormat
import NIOCore
import SMTP

/// Composed messages that wait for a session, in lines: one for all that may go anywhere, one each for those whose domain is limited or that
/// are bound to a relay, so that a closed one is gone past at no cost.
///
/// A value: it looks at the pool and takes nothing from it.
struct MessageLines {
    /// A message in a line.
    struct Item {
        var delivery: Delivery
        /// Its bucket, where its domain is limited.
        var bucket: String?
    }

    /// What the messages of a line have in common.
    struct Key: Hashable {
        /// The bucket of their domains, where it is limited.
        var bucket: String?
        /// The relay that has seen them before.
        var relay: Int?
        /// Whether no other relay may have them.
        var isBound = false
    }

    private var open = CircularBuffer<Item>()
    private var lines: [(key: Key, items: CircularBuffer<Item>)] = []
    private var places: [Key: Int] = [:]
    /// The line that is looked at first, so that all have their turn; 0 is the open one.
    private var turn = 0
    /// By relay: no line but the open one has anything for it before.
    private var opensAt: [Timestamp]
    /// Messages in all lines.
    private(set) var count = 0
    /// Their octets.
    private(set) var octets = 0

    private static let now = Timestamp(milliseconds: .min)

    init(relays: Int) {
        opensAt = Array(repeating: Self.now, count: relays)
    }

    /// Messages that are in no line but the open one.
    var openCount: Int { open.count }

    /// What the lines have in common that are not empty, but for the open one.
    var keys: [Key] { lines.map(\.key) }

    mutating func append(_ delivery: Delivery, _ key: Key) {
        count += 1
        octets += delivery.message.bytes.count
        let item = Item(delivery: delivery, bucket: key.bucket)
        guard key != Key() else { return open.append(item) }
        lookAgain()
        if let place = places[key] {
            lines[place].items.append(item)
        } else {
            places[key] = lines.count
            lines.append((key, CircularBuffer([item])))
        }
    }

    /// Limits may have changed: all lines are looked at again.
    mutating func lookAgain() {
        for relay in opensAt.indices { opensAt[relay] = Self.now }
    }

    /// When a line may have something for a relay; nil where none is waited for.
    func opening(for relay: Int) -> Timestamp? { lines.isEmpty ? nil : opensAt[relay] }

    /// The next message for a relay that may take one; nil where none may go there now.
    mutating func next(for relay: Int, in pool: inout RelayPool, at moment: Timestamp) -> Item? {
        guard !lines.isEmpty, opensAt[relay] <= moment else { return popOpen(for: relay, in: &pool, at: moment) }
        var earliest: Timestamp?
        let count = lines.count
        for step in 0...count {
            let place = (turn + step) % (count + 1)
            if place == 0 {
                guard let item = popOpen(for: relay, in: &pool, at: moment) else { continue }
                turn = 1
                return item
            }
            switch decision(lines[place - 1].key, relay, &pool, moment) {
            case .go:
                turn = place + 1
                return pop(place - 1)
            case .wait(let until):
                // What is waited for without a time is told by an event, or found after a moment.
                let until = until ?? moment + .milliseconds(20)
                earliest = min(earliest ?? until, until)
            }
        }
        opensAt[relay] = lines.count > count ? Self.now : earliest ?? Self.now
        return nil
    }

    private func decision(_ key: Key, _ relay: Int, _ pool: inout RelayPool, _ moment: Timestamp) -> RateLimiter.Decision {
        if let own = key.relay, own != relay,
            key.isBound || (pool.isWanted(own, at: moment) && pool.trouble(relay: own, at: moment) == nil)
        {
            return .wait(until: moment + .seconds(1))
        }
        return key.bucket.map { pool.peek(bucket: $0, relay: relay, at: moment) } ?? .go
    }

    private mutating func pop(_ place: Int) -> Item? {
        let item = lines[place].items.popFirst()
        if lines[place].items.isEmpty {
            places[lines[place].key] = nil
            let last = lines.removeLast()
            if place < lines.count {
                lines[place] = last
                places[last.key] = place
            }
        }
        guard let item else { return nil }
        return counted(item)
    }

    /// Trouble with a domain may have come up since its messages lined up.
    private mutating func popOpen(for relay: Int, in pool: inout RelayPool, at moment: Timestamp) -> Item? {
        while let item = open.popFirst() {
            guard pool.limitsDomains, let bucket = pool.limitedBucket(of: item.delivery.message.envelope.recipient.domain) else {
                return counted(item)
            }
            var limited = counted(item)
            limited.bucket = bucket
            if pool.peek(bucket: bucket, relay: relay, at: moment) == .go { return limited }
            append(limited.delivery, Key(bucket: bucket))
        }
        return nil
    }

    private mutating func counted(_ item: Item) -> Item {
        count -= 1
        octets -= item.delivery.message.bytes.count
        return item
    }

    mutating func removeAll() {
        self = MessageLines(relays: opensAt.count)
    }
}
