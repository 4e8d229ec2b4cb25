import MailFormat
import Testing

@testable import Campaigns

@Suite("Duplicates in a list")
struct DeduplicatorTests {
    @Test("the same recipient in another spelling is a duplicate; a plus tag makes another one")
    func spellings() throws {
        var seen = Deduplicator()
        let list = ["A@x.com", "a@X.com", " a@x.com ", "a+b@x.com", "a@y.com", "\"a\"@x.com", "a+b@x.com"]
        let lines = try list.enumerated().map { seen.firstLine(of: try EmailAddress($1), on: $0 + 1) }
        #expect(lines == [nil, 1, 1, nil, nil, 1, 4])
        #expect(seen.count == 3)
    }

    @Test("it forgets none while it grows")
    func growth() {
        var seen = Deduplicator()
        let keys = (0..<20_000).map { "user\($0)@example.com" }
        #expect(keys.enumerated().allSatisfy { seen.firstLine(ofKey: $1, on: $0 + 1) == nil })
        #expect(keys.enumerated().allSatisfy { seen.firstLine(ofKey: $1, on: 99_999) == $0 + 1 })
        #expect(seen.count == 20_000)
    }

    @Test("lines that do not fit are still duplicates")
    func lines() {
        var seen = Deduplicator()
        #expect(seen.firstLine(ofKey: "a", on: 0) == nil)
        #expect(seen.firstLine(ofKey: "b", on: 1 << 40) == nil)
        #expect(seen.firstLine(ofKey: "a", on: 2) == 1)
        #expect(seen.firstLine(ofKey: "b", on: 2) == Int(UInt32.max))
    }
}
