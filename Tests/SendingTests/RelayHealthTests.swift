import Testing

@testable import Sending

@Suite struct RelayHealthTests {
    @Test func `a relay that never worked is given up at the third failure`() {
        var health = RelayHealth()
        #expect(health.failed(lasting: false) == .retry(after: .milliseconds(250)))
        #expect(health.failed(lasting: false) == .retry(after: .milliseconds(500)))
        #expect(health.failed(lasting: false) == .giveUp)
    }

    @Test func `what no waiting mends is given up at once, also by a relay that worked`() {
        var health = RelayHealth()
        health.succeeded()
        #expect(health.failed(lasting: true) == .giveUp)
    }

    @Test func `a relay that worked is waited for through an outage of five minutes, in growing steps`() {
        var health = RelayHealth()
        health.succeeded()
        var waited: Duration = .zero
        var steps: [Duration] = []
        while case .retry(let delay) = health.failed(lasting: false) {
            waited += delay
            steps.append(delay)
        }
        #expect(steps.prefix(6) == [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        #expect(waited <= RelayHealth.outagePatience)
        #expect(waited > RelayHealth.outagePatience - .seconds(8))
    }

    @Test func `success makes everything good again`() {
        var health = RelayHealth()
        health.succeeded()
        _ = health.failed(lasting: false)
        health.succeeded()
        #expect(health.failed(lasting: false) == .retry(after: .milliseconds(250)))
    }
}
