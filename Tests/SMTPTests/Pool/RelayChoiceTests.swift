import SMTP
import Testing

@Suite struct RelayChoiceTests {
    private func candidates(_ weights: [(weight: Int, priority: Int)]) -> [RelayChoice.Candidate] {
        weights.enumerated().map { RelayChoice.Candidate(index: $0, weight: $1.weight, priority: $1.priority) }
    }

    @Test func `weights are kept smoothly`() {
        var choice = RelayChoice()
        let all = candidates([(5, 1), (1, 1), (1, 1)])
        #expect((0..<7).compactMap { _ in choice.next(of: all) } == [0, 0, 1, 0, 2, 0, 0])
    }

    @Test func `a backup is used only while its betters are not there, and catches up on nobody`() {
        var choice = RelayChoice()
        let all = candidates([(1, 1), (1, 2), (1, 1)])
        #expect((0..<4).compactMap { _ in choice.next(of: all) } == [0, 2, 0, 2])
        #expect(choice.next(of: [all[1]]) == 1)
        #expect((0..<20).compactMap { _ in choice.next(of: [all[2]]) } == Array(repeating: 2, count: 20))
        #expect((0..<4).compactMap { _ in choice.next(of: all) } == [0, 2, 0, 2])
        #expect(choice.next(of: []) == nil)
    }

    @Test func `the preferred one is taken where it can be`() {
        var choice = RelayChoice()
        let all = candidates([(1, 1), (1, 1), (1, 2)])
        #expect(choice.next(of: all, preferred: 2) == 2)
        #expect(choice.next(of: all, preferred: 1) == 1)
        #expect(choice.next(of: all, preferred: 7) == 0)
    }

    @Test func `campaigns name relays, and relays name senders' domains`() {
        let relays = ["a", "b", "c"].map { Relay(name: $0, host: "h", port: 25, tls: .none) }
        var own = relays
        own[1].policy.fromDomains = ["example.com"]
        #expect(RelayChoice.eligible(relays, pinned: [], from: "example.com").map(\.name) == ["a", "b", "c"])
        #expect(RelayChoice.eligible(relays, pinned: ["c", "a"], from: "example.com").map(\.name) == ["a", "c"])
        #expect(RelayChoice.eligible(own, pinned: [], from: "news.example.com").map(\.name) == ["a", "b", "c"])
        #expect(RelayChoice.eligible(own, pinned: [], from: "badexample.com").map(\.name) == ["a", "c"])
        #expect(RelayChoice.eligible(own, pinned: ["b"], from: "example.org").isEmpty)
    }

    @Test func `a warm-up's last day holds from then on`() {
        let policy = RelayPolicy(dailyCaps: [50, 70, 98])
        #expect((0..<5).map { policy.dailyCap(afterDays: $0) } == [50, 70, 98, 98, 98])
        #expect(RelayPolicy().dailyCap(afterDays: 3) == nil)
    }

    @Test func `a throttle covers its domains and what is below a star`() {
        let throttle = DomainThrottle(domains: ["gmail.com", "*.example.com"])
        #expect(["gmail.com", "a.example.com", "b.a.example.com"].allSatisfy(throttle.covers))
        #expect(!["example.com", "notgmail.com", "badexample.com", "mail.gmail.com"].contains(where: throttle.covers))
        #expect(throttle.name == "gmail.com")
    }
}
