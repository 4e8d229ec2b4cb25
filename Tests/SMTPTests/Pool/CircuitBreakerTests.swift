import MailFormat
import SMTP
import Testing

@Suite struct CircuitBreakerTests {
    private let start = Timestamp(milliseconds: 1_795_510_800_000)

    @Test func `opens after failures in a row, tries once, and waits twice as long each time`() {
        var breaker = CircuitBreaker(tolerance: 3, shortest: .seconds(1), longest: .seconds(4))
        breaker.failed(at: start)
        breaker.failed(at: start)
        breaker.succeeded()
        breaker.failed(at: start)
        breaker.failed(at: start)
        #expect(breaker.admits(at: start) == true)
        breaker.failed(at: start)
        #expect(breaker.admits(at: start) == false)
        var moment = start
        for seconds in [1, 2, 4, 4] {
            moment = moment + .seconds(seconds)
            #expect(breaker.peek(at: moment + .milliseconds(-1)) == .wait(until: moment))
            #expect(breaker.admits(at: moment) == true)
            #expect(breaker.admits(at: moment) == false)
            breaker.failed(at: moment)
        }
        moment = moment + .seconds(4)
        #expect(breaker.admits(at: moment) == true)
        breaker.succeeded()
        #expect(breaker.admits(at: moment) == true)
        for _ in 0..<3 { breaker.failed(at: moment) }
        #expect(breaker.state == .open(until: moment + .seconds(1)))
    }

    @Test func `is spread by up to a fifth`() {
        var breaker = CircuitBreaker(tolerance: 1, shortest: .seconds(10), longest: .seconds(10))
        breaker.failed(at: start, spread: 0.5)
        #expect(breaker.state == .open(until: start + .seconds(11)))
    }

    @Test func `what failed while it is open was under way before`() {
        var breaker = CircuitBreaker(tolerance: 1, shortest: .seconds(1), longest: .seconds(9))
        for _ in 0..<10 { breaker.failed(at: start) }
        #expect(breaker.state == .open(until: start + .seconds(1)))
    }

    @Test func `a pause that somebody named is kept, and never shortened`() {
        var breaker = CircuitBreaker(tolerance: 5, shortest: .seconds(1), longest: .seconds(9))
        breaker.open(until: start + .seconds(600))
        breaker.open(until: start + .seconds(60))
        #expect(breaker.admits(at: start + .seconds(599)) == false)
        #expect(breaker.admits(at: start + .seconds(600)) == true)
        breaker.withdraw(at: start + .seconds(600))
        #expect(breaker.admits(at: start + .seconds(600)) == true)
    }
}
