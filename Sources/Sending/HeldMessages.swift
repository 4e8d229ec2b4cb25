import MailFormat
import SMTP

/// Which messages of limited buckets may leave the ledger: as many as can go in the next moment. The rest is held there.
///
/// A value; it counts what is held, and what is on its way from the ledger to a session.
struct HeldMessages {
    /// Held in the ledger, by bucket.
    private(set) var held: [String: Int] = [:]
    /// On their way, by bucket.
    private var coming: [String: Int] = [:]
    private var buckets: [Int64: String] = [:]
    /// Admitted by the lease that is being made.
    private var admitted: [String: Int] = [:]

    /// Messages are taken out of the ledger so long before they may go: composing takes its time.
    static let lookahead: Duration = .milliseconds(400)
    /// Of one bucket at the most in one lease.
    private static let batch = 256

    /// What the ledger holds at the start.
    mutating func start(_ held: [String: Int]) { self.held = held }

    /// Whether any is held.
    var isEmpty: Bool { held.isEmpty }

    /// The name to hold a message under; nil where it may go.
    mutating func admit(_ domain: String, in pool: inout RelayPool, at moment: Timestamp) -> String? {
        guard let bucket = pool.limitedBucket(of: domain) else { return nil }
        // The oldest come first.
        if held[bucket] == nil, room(bucket, &pool, moment) > 0 {
            admitted[bucket, default: 0] += 1
            return nil
        }
        held[bucket, default: 0] += 1
        return bucket
    }

    /// What to ask the ledger for.
    mutating func wanted(in pool: inout RelayPool, at moment: Timestamp) -> [String: Int] {
        var wanted: [String: Int] = [:]
        for (bucket, count) in held {
            let room = !pool.isLimited(bucket) ? Self.batch : room(bucket, &pool, moment)
            if room > 0 { wanted[bucket] = min(count, room, Self.batch) }
        }
        return wanted
    }

    /// A lease is made: so many of those asked for came, beside others.
    mutating func leased(_ messages: [(key: Int64, domain: String)], asked: [String: Int], in pool: inout RelayPool) {
        admitted = [:]
        var came: [String: Int] = [:]
        if pool.limitsDomains || !asked.isEmpty {
            for message in messages {
                let bucket = pool.bucket(of: message.domain)
                guard asked[bucket] != nil || pool.limitedBucket(of: message.domain) != nil else { continue }
                came[bucket, default: 0] += 1
                buckets[message.key] = bucket
                coming[bucket, default: 0] += 1
            }
        }
        for (bucket, count) in asked {
            let got = came[bucket, default: 0]
            let left = held[bucket, default: 0] - got
            held[bucket] = got < count || left <= 0 ? nil : left
        }
    }

    /// A message went to a session, or will not.
    mutating func arrived(_ key: Int64) {
        guard !buckets.isEmpty, let bucket = buckets.removeValue(forKey: key), let count = coming[bucket] else { return }
        coming[bucket] = count > 1 ? count - 1 : nil
    }

    private func room(_ bucket: String, _ pool: inout RelayPool, _ moment: Timestamp) -> Int {
        let room = pool.room(in: bucket, from: moment, until: moment + Self.lookahead)
        return room == .max ? .max : room - coming[bucket, default: 0] - admitted[bucket, default: 0]
    }
}
