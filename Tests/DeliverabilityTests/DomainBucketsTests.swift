import SMTP
import Testing

@testable import Deliverability

@Suite("Buckets of recipient domains")
struct DomainBucketsTests {
    private static let google = MailProvider(
        name: "google", domains: ["gmail.com", "googlemail.com"], exchanges: [".google.com", ".googlemail.com"],
        rate: SendRate(50, per: .second))
    private static let orange = MailProvider(name: "orange", domains: ["orange.fr"], exchanges: ["smtp-in.orange.fr"])
    private static let hosts: [String: MailHosts] = [
        "shop.example": .exchanges(["aspmx.l.google.com", "alt1.aspmx.l.google.com"]),
        "club.example": .exchanges(["mx.hoster.example"]), "school.example": .exchanges(["mx.hoster.example", "mx2.hoster.example"]),
        "own.example": .itself, "gone.example": .noSuchDomain, "fr.example": .exchanges(["smtp-in.orange.fr"]),
        "evil.example": .exchanges(["notgoogle.com"]),
    ]

    private static func buckets(_ throttles: [DomainBuckets.Throttle] = [], rollsUp: Bool) -> DomainBuckets {
        DomainBuckets(throttles: throttles, providers: [google, orange], rollsUp: rollsUp, hosts: hosts)
    }

    @Test(
        "with roll-up a domain is where it is hosted; without, where it says it is",
        arguments: [
            ("gmail.com", "google", "google"), ("googlemail.com", "google", "google"), ("shop.example", "google", "shop.example"),
            ("club.example", "mx mx.hoster.example", "club.example"), ("school.example", "mx mx.hoster.example", "school.example"),
            ("own.example", "own.example", "own.example"), ("gone.example", "gone.example", "gone.example"),
            ("never.asked", "never.asked", "never.asked"), ("fr.example", "orange", "fr.example"),
            ("evil.example", "mx notgoogle.com", "evil.example"),
        ])
    func rollUp(domain: String, rolled: String, plain: String) {
        #expect(Self.buckets(rollsUp: true).bucket(of: domain).name == rolled)
        #expect(Self.buckets(rollsUp: false).bucket(of: domain).name == plain)
    }

    @Test("a throttle takes the domains it names; with roll-up also those hosted where they are, whatever the rest does")
    func throttles() {
        let named = DomainBuckets.Throttle(DomainThrottle(domains: ["gmail.com", "*.club.example"]))
        let plain = Self.buckets([named], rollsUp: false)
        #expect(plain.bucket(of: "gmail.com") == .init(name: "gmail.com", reason: .named))
        #expect(plain.bucket(of: "a.club.example").name == "gmail.com")
        #expect(plain.bucket(of: "googlemail.com") == .init(name: "google", reason: .provider("google")))

        let rolling = [
            DomainBuckets.Throttle(DomainThrottle(name: "g", domains: ["gmail.com"]), rollsUp: true),
            DomainBuckets.Throttle(DomainThrottle(name: "hoster", domains: ["club.example"]), rollsUp: true),
        ]
        let buckets = Self.buckets(rolling, rollsUp: false)
        #expect(buckets.asksForHosts && !plain.asksForHosts)
        #expect(buckets.bucket(of: "googlemail.com") == .init(name: "g", reason: .provider("google")))
        #expect(buckets.bucket(of: "shop.example") == .init(name: "g", reason: .exchange("aspmx.l.google.com")))
        #expect(buckets.bucket(of: "school.example").name == "hoster")
        #expect(buckets.bucket(of: "fr.example") == .init(name: "fr.example", reason: .alone))
    }

    @Test("what is learned later moves domains, also into throttles that roll up")
    func learning() {
        let rolling = DomainBuckets.Throttle(DomainThrottle(name: "hoster", domains: ["club.example"]), rollsUp: true)
        var buckets = DomainBuckets(throttles: [rolling], providers: [Self.google], rollsUp: true)
        #expect(buckets.bucket(of: "school.example").name == "school.example" && buckets.namedDomains == ["club.example"])
        buckets.learn(["school.example": .exchanges(["mx.hoster.example"])])
        #expect(buckets.bucket(of: "school.example").name == "mx mx.hoster.example")
        buckets.learn(["club.example": .exchanges(["mx.hoster.example"]), "shop.example": .exchanges(["a.google.com"])])
        #expect(buckets.bucket(of: "school.example").name == "hoster" && buckets.bucket(of: "shop.example").name == "google")
    }

    @Test("limits are the throttles' and the providers' that have any")
    func limits() {
        let throttle = DomainThrottle(domains: ["gmail.com"], rate: SendRate(1, per: .second))
        #expect(Self.buckets([.init(throttle)], rollsUp: true).limits.map(\.name) == ["gmail.com", "google"])
    }
}
