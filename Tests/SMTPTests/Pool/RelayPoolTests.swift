import MailFormat
import SMTP
import Testing

@Suite struct RelayPoolTests {
    private let start = Timestamp(milliseconds: 1_795_510_800_000)

    private func relay(_ name: String, _ policy: RelayPolicy = RelayPolicy()) -> Relay {
        Relay(name: name, host: "h", port: 25, tls: .none, policy: policy)
    }

    private func outcome(_ disposition: Disposition, _ line: String? = nil, blame: Blame? = nil, at stage: Stage = .dot) -> Outcome {
        let reply = line.map { SMTPReply(code: Int($0.prefix(3)) ?? 0, rawLines: [Array($0.dropFirst(4).utf8)]) }
        return Outcome(stage: stage, reply: reply, detail: "", blame: blame, disposition: disposition)
    }

    @discardableResult
    private func end(_ pool: inout RelayPool, _ relay: Int, _ outcome: Outcome, at moment: Timestamp, domain: String = "example.org")
        -> [RestOrder]
    {
        pool.ended(relay: relay, domain: domain, limited: pool.limitedBucket(of: domain), taken: moment, outcome, at: moment, spread: 0)
    }

    @Test func `asks for shares, and keeps to those it was given`() throws {
        var policy = RelayPolicy()
        policy.rate = SendRate(parsing: "10/s burst 1")
        policy.quotas = [try #require(Quota(parsing: "400/day"))]
        var pool = RelayPool([relay("a", policy)])
        #expect(pool.peek(relay: 0, at: start) == .wait(until: nil))
        #expect(pool.needsShares)
        let requests = pool.requests(at: start)
        #expect(Set(requests.map { if case .slots(let name, _, _) = $0 { name } else { "other" } }) == ["relay a", "other"])
        guard case .units(let name, _, let span, _, let limits, let count)? = requests.last else {
            Issue.record("no units were asked for")
            return
        }
        #expect((name, limits, count) == ("relay a day", [400], 2))
        #expect(pool.requests(at: start).isEmpty, "each is asked for once")
        let now = start.milliseconds * 1000
        pool.grant([.slots(name: "relay a", now..<now + 1_000_000), .units(name: name, span: span, count: 2, oldest: nil)])
        #expect(pool.peek(relay: 0, at: start) == .go)
        pool.take(relay: 0, bucket: nil, at: start)
        #expect(pool.peek(relay: 0, at: start) == .wait(until: start + .milliseconds(100)))
        pool.take(relay: 0, bucket: nil, at: start + .milliseconds(100))
        #expect(pool.peek(relay: 0, at: start + .milliseconds(200)) == .wait(until: nil))
        pool.grant([.units(name: name, span: span, count: 0, oldest: span.lowerBound)])
        #expect(pool.peek(relay: 0, at: start + .milliseconds(200)) == .wait(until: span.upperBound))
        #expect(pool.trouble(relay: 0, at: start)?.reason == "400/day is used up")
        #expect(pool.surrender() == [.slots(name: "relay a", now + 200_000..<now + 1_000_000)])
    }

    @Test func `a message that went nowhere gives its place in the quota back`() throws {
        var policy = RelayPolicy()
        policy.quotas = [try #require(Quota(parsing: "1/day"))]
        var pool = RelayPool([relay("a", policy)])
        guard case .units(let name, _, let span, _, _, _)? = pool.requests(at: start).first else {
            Issue.record("no units were asked for")
            return
        }
        pool.grant([.units(name: name, span: span, count: 1, oldest: nil)])
        pool.take(relay: 0, bucket: nil, at: start)
        #expect(pool.peek(relay: 0, at: start) != .go)
        end(&pool, 0, outcome(.released, blame: .session), at: start)
        #expect(pool.peek(relay: 0, at: start) == .go)
    }

    @Test func `a domain's limits hold over all relays, and at each one`() throws {
        let throttle = DomainThrottle(domains: ["slow.example"], rate: SendRate(parsing: "1/s"), maxConnections: 1)
        var pool = RelayPool([relay("a"), relay("b")], limits: RelayPool.Limits(throttles: [throttle]))
        #expect(pool.limitedBucket(of: "fast.example") == nil)
        #expect(pool.limitedBucket(of: "slow.example") == "slow.example")
        #expect(pool.peek(bucket: "slow.example", relay: 0, at: start) == .wait(until: nil))
        #expect(pool.requests(at: start).count == 1)
        let now = start.milliseconds * 1000
        pool.grant([.slots(name: "domain slow.example", now..<now + 5_000_000)])
        #expect(pool.room(in: "slow.example", from: start, until: start + .seconds(3)) == 1)
        pool.take(relay: 0, bucket: "slow.example", at: start)
        #expect(pool.peek(bucket: "slow.example", relay: 1, at: start + .seconds(2)) == .wait(until: nil), "one is on its way")
        _ = pool.ended(relay: 0, domain: "slow.example", limited: "slow.example", taken: start, outcome(.accepted), at: start, spread: 0)
        #expect(pool.peek(bucket: "slow.example", relay: 1, at: start) == .wait(until: start + .seconds(1)))
        #expect(pool.peek(bucket: "slow.example", relay: 1, at: start + .seconds(1)) == .go)
    }

    @Test func `replies act on the relay, or on the domain at that relay`() {
        var pool = RelayPool([relay("a"), relay("b")])
        let orders = end(&pool, 0, outcome(.deferred, "454 Throttling failure: Daily message quota exceeded.", blame: .relay), at: start)
        #expect(orders.map(\.name) == ["relay a"])
        #expect(pool.peek(relay: 0, at: start + .seconds(3599)) == .wait(until: start + .seconds(3600)))
        #expect(pool.peek(relay: 1, at: start) == .go)
        let yahoo = end(&pool, 1, outcome(.deferred, "421 4.7.0 [TS04] deferred", blame: .relay), at: start, domain: "yahoo.com")
        #expect(yahoo.map(\.name).contains("relay b yahoo.com"))
        #expect(pool.limitedBucket(of: "yahoo.com") == "yahoo.com")
        #expect(pool.peek(bucket: "yahoo.com", relay: 1, at: start + .seconds(7199)) != .go)
        #expect(pool.peek(bucket: "yahoo.com", relay: 0, at: start) == .go, "only at that relay")
        #expect(pool.peek(relay: 1, at: start) == .go)
    }

    @Test func `another process's rests are kept`() {
        var pool = RelayPool([relay("a"), relay("a b")])
        pool.rest(RestOrder(name: "relay a", until: start + .seconds(60), reason: "454 later"))
        pool.rest(RestOrder(name: "relay a b gmail.com", until: start + .seconds(60), reason: "4.7.28"))
        #expect(pool.peek(relay: 0, at: start) == .wait(until: start + .seconds(60)))
        #expect(pool.trouble(relay: 0, at: start)?.reason == "454 later")
        #expect(pool.peek(relay: 1, at: start) == .go)
        #expect(pool.peek(bucket: "gmail.com", relay: 1, at: start) == .wait(until: start + .seconds(60)))
        // Over, one message tries; the rest follows when it is taken.
        let later = start + .seconds(60)
        #expect(pool.peek(relay: 0, at: later) == .go)
        pool.take(relay: 0, bucket: nil, at: later)
        #expect(pool.peek(relay: 0, at: later) == .wait(until: nil))
        end(&pool, 0, outcome(.accepted), at: later)
        #expect(pool.peek(relay: 0, at: later) == .go)
    }

    @Test func `three doubts in twenty dots pause a relay, two do not`() {
        var pool = RelayPool([relay("a")])
        let doubt = outcome(.uncertain, blame: .session)
        for turn in 0..<60 {
            #expect(end(&pool, 0, turn % 10 == 0 ? doubt : outcome(.accepted), at: start).isEmpty)
        }
        #expect(end(&pool, 0, doubt, at: start).isEmpty)
        #expect(end(&pool, 0, doubt, at: start).map(\.until) == [start + .seconds(30)])
        #expect(pool.peek(relay: 0, at: start + .seconds(29)) == .wait(until: start + .seconds(30)))
    }

    @Test func `what is a recipient's own counts against nobody`() {
        var pool = RelayPool([relay("a")])
        for _ in 0..<50 {
            end(&pool, 0, outcome(.deferred, "450 4.2.1 mailbox busy", blame: .recipient, at: .rcpt), at: start)
            end(&pool, 0, outcome(.refused, "550 5.1.1 unknown", blame: .recipient, at: .rcpt), at: start)
        }
        #expect(pool.peek(relay: 0, at: start) == .go)
        #expect(pool.limitedBucket(of: "example.org") == nil)
        for _ in 0..<10 { end(&pool, 0, outcome(.deferred, "451 4.3.0 busy", blame: .relay), at: start) }
        #expect(pool.peek(relay: 0, at: start) == .wait(until: start + .seconds(5)))
    }

    @Test func `messages under which connections break rest no relay, and do not keep one from being tried again`() {
        var pool = RelayPool([relay("a")])
        let broken = [
            outcome(.released, blame: .session, at: .data), outcome(.released, "421 4.3.2 closing", blame: .relay, at: .rcpt),
            outcome(.released, blame: .session, at: .rcpt),
        ]
        for turn in 0..<50 { #expect(end(&pool, 0, broken[turn % 3], at: start).isEmpty) }
        #expect(pool.peek(relay: 0, at: start) == .go)
        pool.rest(RestOrder(name: "relay a", until: start + .seconds(5), reason: "451"))
        let later = start + .seconds(5)
        for turn in 0..<3 {
            pool.take(relay: 0, bucket: nil, at: later)
            end(&pool, 0, broken[turn], at: later)
            #expect(pool.peek(relay: 0, at: later) == .go, "the next one is the trial")
        }
    }

    @Test func `a backup is spared while its betters can be used`() throws {
        var quota = RelayPolicy()
        quota.quotas = [try #require(Quota(parsing: "5/day"))]
        var pool = RelayPool([relay("a", quota), relay("backup", RelayPolicy(priority: 2))])
        #expect(pool.peek(relay: 1, at: start) == .wait(until: nil))
        #expect(!pool.isWanted(1, at: start))
        pool.setDown(true, relay: 0)
        #expect(pool.peek(relay: 1, at: start) == .go)
        pool.setDown(false, relay: 0)
        #expect(pool.peek(relay: 1, at: start) != .go)
        pool.rest(RestOrder(name: "relay a", until: start + .seconds(60), reason: "454"))
        #expect(pool.peek(relay: 1, at: start) == .go)
        #expect(pool.peek(relay: 1, at: start + .seconds(60)) != .go)
        guard case .units(let name, _, let span, _, _, _)? = pool.requests(at: start).first else {
            Issue.record("no units were asked for")
            return
        }
        pool.grant([.units(name: name, span: span, count: 0, oldest: span.lowerBound)])
        #expect(pool.peek(relay: 1, at: start + .seconds(60)) == .go, "a quota that is used up is no limit that passes")
    }
}
