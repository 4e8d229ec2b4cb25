import MailFormat
import Testing

@testable import SMTP

@Suite struct `Sandbox scripts` {
    /// `SandboxScript.manual` line by line, then suffixes, case, and near misses.
    static let table: [(localPart: String, script: SandboxScript?)] = [
        ("refuse-550-5.1.1", reply(550, 5, 1, 1, SandboxScript.recipient)),
        ("refuse-554", reply(554, 5, 0, 0, SandboxScript.recipient)),
        ("refuse", reply(550, 5, 1, 1, SandboxScript.recipient)),
        ("defer-451-4.7.1", reply(451, 4, 7, 1, SandboxScript.recipient)),
        ("defer-451", reply(451, 4, 3, 0, SandboxScript.recipient)),
        ("defer", reply(451, 4, 3, 0, SandboxScript.recipient)),
        ("defer-452", reply(452, 4, 2, 2, SandboxScript.recipient)),
        ("greylist", .greylist),
        ("greylist-ada", .greylist),
        ("close-421", reply(421, 4, 3, 2, SandboxScript.recipient)),
        ("garbage", .garbledRecipient),
        ("data-451", reply(451, 4, 3, 0, SandboxScript.data)),
        ("data-554-5.7.1", reply(554, 5, 7, 1, SandboxScript.data)),
        ("data-250", reply(250, 2, 0, 0, SandboxScript.data)),
        ("drop-before-dot", .dropBeforeDot),
        ("dot-451", reply(451, 4, 3, 0, SandboxScript.dot)),
        ("dot-554-5.7.1", reply(554, 5, 7, 1, SandboxScript.dot)),
        ("dot-421", reply(421, 4, 3, 2, SandboxScript.dot)),
        ("drop-after-dot", .dropAfterDot(taken: true)),
        ("drop-once", .dropAfterDotOnce),
        ("lose-after-dot", .dropAfterDot(taken: false)),
        ("garbage-after-dot", .garbledDot),
        ("mismatch", reply(550, 2, 1, 5, SandboxScript.recipient)),
        ("long-reply", .longDot),
        ("slow-2s", .slow(.seconds(2))),
        ("slow-250ms", .slow(.milliseconds(250))),
        // Bounded.
        ("slow-999999s", .slow(.seconds(60))),
        // Suffixes and case.
        ("defer-451.17", reply(451, 4, 3, 0, SandboxScript.recipient)),
        ("defer-451+17", reply(451, 4, 3, 0, SandboxScript.recipient)),
        ("refuse-550-5.1.1.17", reply(550, 5, 1, 1, SandboxScript.recipient)),
        ("refuse-550-5.1.1+a+b", reply(550, 5, 1, 1, SandboxScript.recipient)),
        ("drop-after-dot.3", .dropAfterDot(taken: true)),
        ("slow-1s+x", .slow(.seconds(1))),
        ("greylist.x", .greylist),
        ("Refuse-554+X", reply(554, 5, 0, 0, SandboxScript.recipient)),
        // Ordinary addresses, some of them close.
        ("ada", nil), ("", nil), ("r", nil), ("deferred", nil), ("refuse-", nil), ("refuse-451", nil), ("defer-550", nil),
        ("refuse-550x", nil), ("refuse-550-4.1.1", nil), ("refuse-550-5.1", nil), ("refuse-550-5.1.1x", nil), ("refuse-5500", nil),
        ("refuse-550-5.1000.1", nil), ("dot", nil), ("dot-250", nil), ("dot-matrix", nil), ("data", nil), ("data-354", nil),
        ("database", nil), ("drop-shipping", nil), ("slow-food", nil), ("slow-2", nil), ("slow-2sec", nil), ("slow-s", nil),
        ("close-421x", nil), ("close-friends", nil), ("garbageman", nil), ("greylisted", nil), ("\"refuse\"", nil),
        ("slow-1234567s", nil), ("mismatched", nil), ("long-replying", nil), ("maria", nil),
    ]

    @Test(arguments: table)
    func `a local part says what is played`(row: (localPart: String, script: SandboxScript?)) {
        #expect(SandboxScript(localPart: row.localPart) == row.script)
    }

    @Test func `every line of the manual is in the tables, and every kind of script in the manual`() {
        let manual = SandboxScript.manual.map(\.localPart)
        #expect(Set(manual).isSubset(of: Self.table.map(\.localPart)))
        #expect(Set(manual).isSubset(of: `Sandbox scripts played`.table.map(\.localPart)))
        let kinds = Set(manual.compactMap { SandboxScript(localPart: $0) }.map { String(describing: $0).prefix { $0 != "(" } })
        #expect(
            kinds == [
                "recipient", "greylist", "garbledRecipient", "data", "dropBeforeDot", "dot", "dropAfterDot", "dropAfterDotOnce",
                "garbledDot", "slow", "longDot",
            ])
    }

    private static func reply(
        _ code: Int, _ statusClass: Int, _ subject: Int, _ detail: Int, _ make: (SandboxScript.Reply) -> SandboxScript
    ) -> SandboxScript {
        var reply = SandboxScript.Reply(code: code)
        reply.enhanced = EnhancedStatusCode(statusClass, subject, detail)
        return make(reply)
    }
}
