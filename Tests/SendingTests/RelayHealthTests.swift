import Testing

@testable import Sending

@Suite struct RelayHealthTests {
    @Test func `a relay that never worked is given up at the third failure`() {
        var health = RelayHealth()
        #expect(health.failed(.refusal) == .retry(after: .milliseconds(250)))
        #expect(health.failed(.refusal) == .retry(after: .milliseconds(500)))
        #expect(health.failed(.refusal) == .giveUp)
    }

    @Test func `what no waiting mends is given up at once, also by a relay that worked`() {
        var health = RelayHealth()
        health.succeeded()
        #expect(health.failed(.lasting) == .giveUp)
    }

    @Test func `a relay that worked is waited for through an outage of five minutes, in growing steps`() {
        var health = RelayHealth()
        health.succeeded()
        var waited: Duration = .zero
        var steps: [Duration] = []
        while case .retry(let delay) = health.failed(.refusal) {
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
        _ = health.failed(.refusal)
        health.succeeded()
        #expect(health.failed(.refusal) == .retry(after: .milliseconds(250)))
    }

    @Test func `to be let in is not to be served`() {
        var health = RelayHealth()
        var steps: [Duration] = []
        for _ in 0..<4 {
            health.letIn()
            if case .retry(let delay) = health.failed(.refusal) { steps.append(delay) }
        }
        #expect(steps == [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2)])
    }

    @Test func `after a message that breaks connections the next one need not wait long`() {
        var health = RelayHealth()
        health.letIn()
        var steps: [Duration] = []
        for _ in 0..<20 { if case .retry(let delay) = health.failed(.breakage) { steps.append(delay) } }
        #expect(steps.prefix(5) == [.milliseconds(50), .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(500)])
        #expect(steps.count == 20 && steps.max() == .milliseconds(500))
    }

    @Test func `a message that breaks one connection after the other makes nothing worse for its relay`() {
        var health = RelayHealth()
        health.letIn()
        for _ in 0..<1000 { #expect(health.failed(.breakageAgain) == .retry(after: .milliseconds(50))) }
        #expect(health.failed(.refusal) == .retry(after: .milliseconds(250)))
    }

    @Test func `waits are spread by up to a fifth`() {
        var health = RelayHealth()
        #expect(health.failed(.refusal, spread: 1) == .retry(after: .milliseconds(300)))
    }
}
