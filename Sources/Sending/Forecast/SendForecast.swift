public import MailFormat
public import SMTP

/// When a campaign will be done, and what each relay will have sent: the limits, run ahead of time.
///
/// A fluid model: between two events (a bucket is empty, a quota is used up, an hour or a day begins, a relay may be used again) messages
/// flow at constant rates. Relays of the best tier that can send share the flow by weight, as far as each can follow; buckets share it by
/// what is left of them, as far as each may. All limits hold; what a slow bucket cannot take goes to the others.
///
/// ## Limits
/// A relay without a rate is taken to answer each of its connections five times a second. Retries are not foreseen. A rolling quota that is
/// used up is taken to come back whole, 24 hours after its first message. A pace of one relay to one bucket counts as a pace of the bucket.
public struct SendForecast: Sendable {
    /// A relay as it stands when the forecast is made.
    public struct Sender: Sendable {
        /// The relay.
        public var relay: Relay
        /// Messages counted in the window that is now, a number for each of the policy's quotas.
        public var used: [Int]
        /// Of the warm-up: days before today that sent, and messages sent today.
        public var warmup: (daysBefore: Int, today: Int)
        /// It may not be used before this moment; nil for at once.
        public var opensAt: Timestamp?

        /// A relay from its parts; a fresh one by default.
        public init(_ relay: Relay, used: [Int] = [], warmup: (daysBefore: Int, today: Int) = (0, 0), opensAt: Timestamp? = nil) {
            self.relay = relay
            self.used = used
            self.warmup = warmup
            self.opensAt = opensAt
        }
    }

    /// Messages to one bucket, and its own pace.
    public struct Load: Hashable, Sendable {
        /// The bucket.
        public var bucket: String
        /// Messages left.
        public var messages: Int
        /// Its pace over all relays; nil for any.
        public var rate: SendRate?

        /// A load from its parts.
        public init(_ bucket: String, messages: Int, rate: SendRate? = nil) {
            self.bucket = bucket
            self.messages = messages
            self.rate = rate
        }
    }

    /// What holds a campaign back.
    public enum Bottleneck: Hashable, Sendable, Comparable {
        /// How fast the relays may be used, together.
        case relays
        /// The campaign's own pace.
        case campaign
        /// The pace of a bucket.
        case bucket(String)
        /// Quotas and warm-ups: nothing may be sent before one comes back.
        case quotas
    }

    /// When the last message goes; nil where that is more than ``horizon`` away.
    public private(set) var finish: Timestamp?
    /// Messages by relay, those that go before the horizon.
    public private(set) var byRelay: [String: Int] = [:]
    /// Messages by day (UTC), from its first moment.
    public private(set) var byDay: [(day: Timestamp, messages: Int)] = []
    /// What held it back for the longest time; nil where nothing is to be sent.
    public private(set) var bottleneck: Bottleneck?

    /// How far a forecast looks: a year.
    public static let horizon: Duration = .seconds(31_536_000)
    /// Messages a second that a connection of a relay without a rate is taken to carry.
    public static let perConnection = 5.0

    /// Runs ahead.
    ///
    /// - Parameters:
    ///   - loads: what is to be sent.
    ///   - senders: the relays that may be used.
    ///   - campaign: the campaign's own pace.
    ///   - start: when it begins.
    public init(_ loads: [Load], through senders: [Sender], campaign: SendRate? = nil, from start: Timestamp) {
        var flow = ForecastFlow(loads, senders, campaign: campaign, start: start)
        let end = start + Self.horizon
        var waits: [Bottleneck: Double] = [:]
        var days: [Int64: Double] = [:]
        while flow.remaining > 0.5, flow.now < end {
            let stretch = flow.next(before: end)
            waits[stretch.bottleneck, default: 0] += stretch.seconds
            days[stretch.day, default: 0] += stretch.messages
        }
        if flow.remaining <= 0.5 { finish = flow.now }
        byRelay = flow.sent.mapValues { Int($0.rounded()) }
        byDay = days.sorted { $0.key < $1.key }.compactMap { day, messages in
            messages < 0.5 ? nil : (Timestamp(milliseconds: day * 86_400_000), Int(messages.rounded()))
        }
        bottleneck = waits.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
