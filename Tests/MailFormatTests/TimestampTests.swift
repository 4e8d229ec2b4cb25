import MailFormat
import Testing

@Suite("Moments")
struct TimestampTests {
    @Test("later by a duration, rounded down to a millisecond, and the time between")
    func arithmetic() {
        let moment = Timestamp(milliseconds: 1_000)
        #expect(moment + .seconds(2) == Timestamp(milliseconds: 3_000))
        #expect(moment + .microseconds(1_999) == Timestamp(milliseconds: 1_001))
        #expect(moment + .seconds(-3) == Timestamp(milliseconds: -2_000))
        #expect(Timestamp(milliseconds: 3_500) - moment == .milliseconds(2_500))
        #expect(moment - Timestamp(milliseconds: 3_500) == .milliseconds(-2_500))
        #expect(moment < Timestamp(milliseconds: 1_001) && !(moment < moment))
    }
}
