public import MailFormat

/// Something that is to be left alone for a while, by every process.
public struct RestOrder: Hashable, Sendable {
    /// `relay ses`, or `relay ses gmail.com`.
    public var name: String
    /// Until when.
    public var until: Timestamp
    /// Why: mostly the reply.
    public var reason: String

    /// A rest from its parts.
    public init(name: String, until: Timestamp, reason: String) {
        self.name = name
        self.until = until
        self.reason = reason
    }
}

extension RelayPool {
    /// A message that was taken is over.
    ///
    /// Blame decides who pays: what a relay puts off counts against the relay, policy and rate replies about a domain count against that
    /// domain at this relay, and what is a recipient's or a message's own counts against nobody and shows that the relay works.
    ///
    /// - Parameters:
    ///   - domain: of the recipient; `limited`: its bucket, where ``take(relay:bucket:at:)`` was told one; `taken`: when that was.
    ///   - outcome: nil where it was vetoed.
    ///   - spread: a random number 0…1, so that pauses do not end at one instant everywhere.
    /// - Returns: what is to be left alone from now on.
    public mutating func ended(
        relay: Int, domain: String, limited: String?, taken: Timestamp, _ outcome: Outcome?, at moment: Timestamp, spread: Double
    ) -> [RestOrder] {
        if let limited { domains[limited]?.inFlight -= 1 }
        guard let outcome else {
            withdraw(relay, limited, at: moment)
            return []
        }
        if outcome.disposition == .released {
            for quota in lanes[relay].quotas.indices { lanes[relay].quotas[quota].giveBack(takenAt: taken) }
        }
        var orders: [RestOrder] = []
        if let reply = outcome.reply, reply.code >= 400, let rule = lanes[relay].rule(for: reply, at: moment) {
            orders += act(on: rule, relay: relay, domain: domain, reply, at: moment)
        }
        switch outcome.testimony {
        case _ where outcome.isAgainstDomain:
            orders += failed(relay, domain: domain, outcome, at: moment, spread: spread)
        case .works: succeeded(relay, limited)
        case .fails:
            lanes[relay].breaker.failed(at: moment, spread: spread)
            if orders.isEmpty { orders = order(relay, because: outcome, at: moment) }
        case .silent: withdraw(relay, limited, at: moment)
        }
        let isDoubt = outcome.disposition == .uncertain
        if outcome.stage == .dot, lanes[relay].countDot(isDoubt: isDoubt) {
            let until = moment + .seconds(30) * (1 + 0.2 * spread)
            lanes[relay].breaker.open(until: until)
            orders.append(
                RestOrder(name: "relay \(lanes[relay].relay.name)", until: until, reason: "three of twenty messages are in doubt"))
        }
        return orders
    }

    /// Leaves something alone because another process, or a run before, was told to.
    public mutating func rest(_ order: RestOrder) {
        for index in lanes.indices {
            let own = "relay \(lanes[index].relay.name)"
            if order.name == own {
                lanes[index].breaker.open(until: order.until)
                lanes[index].reason = order.reason
            } else if order.name.hasPrefix(own + " ") {
                rest(String(order.name.dropFirst(own.count + 1)), relay: index, until: order.until)
            }
        }
    }

    /// Connections to a relay fail, or work again.
    public mutating func setDown(_ isDown: Bool, relay: Int) { lanes[relay].isDown = isDown }

    /// A relay is given up for this run.
    public mutating func giveUp(relay: Int) { lanes[relay].isGone = true }

    /// Why a relay takes nothing at a moment, and until when; nil where it does. Limits that pass in a moment do not count.
    public func trouble(relay: Int, at moment: Timestamp) -> (reason: String, until: Timestamp?)? {
        let lane = lanes[relay]
        if lane.isGone { return ("given up", nil) }
        if case .wait(let until) = lane.breaker.peek(at: moment) { return (lane.reason.isEmpty ? "paused" : lane.reason, until) }
        for quota in lane.quotas {
            if let until = quota.closedUntil, until > moment {
                return (quota.isWarmup ? "today's share of the warm-up is used up" : "\(quota.quota) is used up", until)
            }
        }
        return lane.isDown ? ("no connection", nil) : nil
    }

    private mutating func succeeded(_ relay: Int, _ bucket: String?) {
        lanes[relay].breaker.succeeded()
        guard let bucket, domains[bucket]?.here[relay] != nil else { return }
        domains[bucket]?.here[relay]?.breaker.succeeded()
        if let lane = domains[bucket], lane.here.values.allSatisfy({ $0.breaker.state == .closed(failures: 0) }) { troubled.remove(bucket) }
    }

    private mutating func withdraw(_ relay: Int, _ bucket: String?, at moment: Timestamp) {
        lanes[relay].breaker.withdraw(at: moment)
        if let bucket { domains[bucket]?.here[relay]?.breaker.withdraw(at: moment) }
    }

    private mutating func act(
        on rule: ReplyRule, relay: Int, domain: String, _ reply: SMTPReply, at moment: Timestamp
    ) -> [RestOrder] {
        let until = moment + rule.duration(after: reply)
        let name = "relay \(lanes[relay].relay.name)"
        switch rule.action {
        case .slow:
            lanes[relay].slow(until: until)
            return []
        case .pauseRelay:
            lanes[relay].breaker.open(until: until)
            lanes[relay].reason = reply.description
            return [RestOrder(name: name, until: until, reason: reply.description)]
        case .pauseDomainHere:
            let bucket = bucket(of: domain)
            rest(bucket, relay: relay, until: until)
            return [RestOrder(name: "\(name) \(bucket)", until: until, reason: reply.description)]
        }
    }

    private mutating func rest(_ bucket: String, relay: Int, until: Timestamp) {
        _ = peek(bucket: bucket, relay: relay, at: until)
        troubled.insert(bucket)
        domains[bucket]?.here[relay]?.breaker.open(until: until)
    }

    private mutating func failed(
        _ relay: Int, domain: String, _ outcome: Outcome, at moment: Timestamp, spread: Double
    ) -> [RestOrder] {
        let bucket = bucket(of: domain)
        _ = peek(bucket: bucket, relay: relay, at: moment)
        troubled.insert(bucket)
        domains[bucket]?.here[relay]?.breaker.failed(at: moment, spread: spread)
        guard case .open(let until)? = domains[bucket]?.here[relay]?.breaker.state else { return [] }
        return [
            RestOrder(
                name: "relay \(lanes[relay].relay.name) \(bucket)", until: until, reason: outcome.reply?.description ?? outcome.detail)
        ]
    }

    private mutating func order(_ relay: Int, because outcome: Outcome, at moment: Timestamp) -> [RestOrder] {
        guard case .open(let until) = lanes[relay].breaker.state else { return [] }
        lanes[relay].reason = outcome.reply?.description ?? outcome.detail
        return [RestOrder(name: "relay \(lanes[relay].relay.name)", until: until, reason: lanes[relay].reason)]
    }
}

extension Outcome {
    /// Whether a deferral is the recipient domain's view of us: 4.7.x is policy, and mostly rate or reputation (RFC 3463 §3.8).
    fileprivate var isAgainstDomain: Bool { disposition == .deferred && reply?.enhanced?.subject == 7 && reply?.code ?? 0 < 500 }
}
