import Campaigns
import GRDB
import MailFormat
import Testing

@testable import Ledger

@Suite struct EnqueueTests {
    let scratch: ScratchLedger
    let campaign: CampaignRecord

    init() throws {
        scratch = try ScratchLedger()
        campaign = try scratch.ledger.addCampaign(name: "autumn", kind: .marketing, columns: ["email", "name"])
    }

    /// Pairs of a first address and a second one, and whether they are the same recipient.
    static let pairs: [(String, String, Bool)] = [
        ("anna@example.org", "anna@example.org", true),
        ("Anna@example.org", "aNNA@example.org", true),
        ("anna+news@example.org", "anna@example.org", false),
        ("anna@example.org", "anna@example.com", false),
        ("a.nna@example.org", "anna@example.org", false),
    ]

    @Test(arguments: pairs)
    func `an address is mailed once, compared without case`(first: String, second: String, same: Bool) throws {
        let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
        #expect(try enqueue.add(try rows([first, second])).queued == 2)
        var duplicates: [DuplicateRow] = []
        let counts = try enqueue.seal { duplicates.append($0) }
        #expect(duplicates == (same ? [DuplicateRow(line: 3, firstLine: 2, email: second)] : []))
        #expect(counts.planned == (same ? 1 : 2))
        #expect(try scratch.ledger.audit(campaign: campaign.id).holds)
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        #expect(try run.lease(limit: 9).first?.email.description == first, "it is sent as it was given")
    }

    @Test func `duplicates are told in the order of the file, each with the first line`() throws {
        let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
        for batch in 0..<3 {
            _ = try enqueue.add(
                ["z", "m", "a"].enumerated().map { place, name in
                    try NewMessage(line: batch * 10 + place, email: EmailAddress("\(name)@example.org"), fields: ["", ""])
                })
        }
        var told: [[Int]] = []
        let counts = try enqueue.seal { told.append([$0.line, $0.firstLine]) }
        #expect(told == [[10, 0], [11, 1], [12, 2], [20, 0], [21, 1], [22, 2]])
        #expect(counts.description == "3 queued")
    }

    @Test func `what a seal tells may stop it, and it leaves no trace`() throws {
        struct Stop: Error {}
        let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
        _ = try enqueue.add(try rows(["a@example.org", "a@example.org"]))
        #expect(throws: LedgerError.self) { try enqueue.seal { _ in throw Stop() } }
        #expect(try scratch.ledger.campaign(campaign.id).state == .enqueuing)
        #expect(try enqueue.seal().planned == 1)
    }

    @Test func `the same address may be in two campaigns`() throws {
        _ = try scratch.campaign("winter", emails: ["anna@example.org"])
        let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
        #expect(try enqueue.add(try rows(["anna@example.org"])).queued == 1)
    }

    @Test func `an enqueue that stopped in the middle leaves nothing to the next`() throws {
        do {
            let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
            _ = try enqueue.add(try rows(["old@example.org", "both@example.org"]))
        }
        #expect(
            throws: LedgerError.campaignState(campaign: "autumn", state: .enqueuing, wanted: "its audience is not complete; send it again")
        ) {
            try scratch.ledger.startRun(campaign: campaign.id)
        }
        let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
        #expect(try enqueue.add(try rows(["both@example.org", "new@example.org"])).queued == 2)
        #expect(try enqueue.seal().description == "2 queued")
        #expect(try scratch.ledger.audit(campaign: campaign.id).holds)
    }

    @Test func `a sealed audience is closed`() throws {
        let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
        _ = try enqueue.add(try rows(["a@example.org"]))
        _ = try enqueue.seal()
        #expect(throws: LedgerError.self) { try enqueue.seal() }
        #expect(throws: LedgerError.self) { try enqueue.add(try rows(["b@example.org"])) }
        #expect(throws: LedgerError.self) { try scratch.ledger.enqueue(campaign: campaign.id) }
        #expect(try scratch.ledger.counts(campaign: campaign.id).planned == 1)
    }

    @Test func `one writes an audience at a time`() throws {
        let other = try scratch.reopened()
        do {
            let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
            #expect(throws: LedgerError.heldBy(campaign: "autumn", owner: nil)) { try other.enqueue(campaign: campaign.id) }
            _ = try enqueue.add(try rows(["a@example.org"]))
        }
        _ = try other.enqueue(campaign: campaign.id)
    }

    @Test func `of two that record a campaign at one moment the first has it, and nobody can discard it`() throws {
        let other = try scratch.reopened()
        let winter = (name: "winter", kind: Campaign.Kind.marketing, columns: ["email", "name"])
        let enqueue = try scratch.ledger.enqueue(newCampaign: winter.name, kind: winter.kind, columns: winter.columns)
        #expect(throws: LedgerError.heldBy(campaign: "winter", owner: nil)) {
            try other.enqueue(newCampaign: winter.name, kind: winter.kind, columns: winter.columns)
        }
        #expect(throws: LedgerError.heldBy(campaign: "winter", owner: nil)) { try other.discard(campaign: enqueue.campaign) }
        _ = try enqueue.add(try rows(["a@example.org"]))
        #expect(try enqueue.seal().description == "1 queued")
        #expect(try other.campaign(named: "winter")?.state == .ready)
    }

    @Test func `an empty audience is an audience`() throws {
        let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
        #expect(try enqueue.seal().planned == 0)
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        #expect(try run.lease(limit: 10).isEmpty)
        try run.end()
        #expect(try scratch.ledger.campaign(campaign.id).state == .finished)
    }

    @Test func `a row with another number of values is refused with its batch`() throws {
        let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
        #expect(throws: LedgerError.invalid("line 9 has 1 values and the campaign 2 columns")) {
            try enqueue.add(try rows(["a@example.org"]) + [NewMessage(line: 9, email: EmailAddress("b@example.org"), fields: [""])])
        }
        #expect(try scratch.ledger.counts(campaign: campaign.id).planned == 0)
    }

    @Test func `suppressed recipients are kept with the reason and never leased`() throws {
        let at = scratch.clock.time
        try scratch.ledger.suppress(Suppression(address: EmailAddress("gone@example.org"), reason: .bounced, source: "test", at: at))
        try scratch.ledger.suppress(Suppression(domain: "example.net", reason: .manual, source: "test", at: at))
        let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
        let tally = try enqueue.add(
            try rows(["a@example.org", "GONE@example.org", "any@example.net", "any@sub.example.net", "gone@example.org"]))
        #expect(tally.queued == 2)
        #expect(tally.suppressed == 3)
        #expect(try enqueue.seal().description == "2 queued, 2 suppressed")
        #expect(try scratch.ledger.reasonCounts(campaign: campaign.id, state: .suppressed) == ["bounced": 1, "manual (@example.net)": 1])
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        #expect(try run.lease(limit: 10).map(\.email.description) == ["a@example.org", "any@sub.example.net"])
    }

    @Test func `a selection takes its rows and counts the others`() throws {
        let selection = try Selection("name = 'Name 1' OR email LIKE 'c@%'", columns: ["email", "name"])
        let enqueue = try scratch.ledger.enqueue(campaign: campaign.id, selection: selection)
        let tally = try enqueue.add(try rows(["a@example.org", "b@example.org", "c@example.org", "d@example.org"]))
        #expect(tally.queued == 2)
        #expect(tally.excluded == 2)
        #expect(try enqueue.seal().planned == 2)
    }

    @Test(arguments: [
        "plain", "", "\"quoted\" \\ back", "line\nfeed\ttab", "Jürgen 🎉 日本", "\u{1}\u{1f}\u{7f}", "{\"a\":1}", "]",
        String(repeating: "ab\"", count: 5000),
    ])
    func `merge fields come back as they went in`(value: String) throws {
        let enqueue = try scratch.ledger.enqueue(campaign: campaign.id)
        _ = try enqueue.add([NewMessage(line: 2, email: EmailAddress("a@example.org"), fields: [value, "end"])])
        _ = try enqueue.seal()
        let run = try scratch.ledger.startRun(campaign: campaign.id)
        #expect(try run.lease(limit: 1).first?.fields == [value, "end"])
        let same = try scratch.ledger.pool.read { database in
            try String.fetchOne(database, sql: "SELECT json_extract(fields, '$[0]') FROM message")
        }
        #expect(same == value, "SQLite's own JSON reads the same")
    }
}

@Suite struct StringArrayJSONTests {
    @Test(arguments: [
        ("[]", []), (" [ ] ", []), ("[\"a\"]", ["a"]), ("[ \"a\" ,\n\"b\" ]", ["a", "b"]),
        ("[\"\\u00e9\\ud83c\\udf89\\/\\b\\f\\n\\r\\t\"]", ["é🎉/\u{8}\u{c}\n\r\t"]),
    ])
    func `arrays of other writers are read`(text: String, strings: [String]) {
        #expect(StringArrayJSON.parse(text) == strings)
    }

    @Test func `a value that stands elsewhere in the row is null`() {
        var buffer: [UInt8] = []
        StringArrayJSON.append(["a@example.org", "null", "Ann", "a@example.org"], known: "a@example.org", to: &buffer)
        let text = String(decoding: buffer, as: UTF8.self)
        #expect(text == #"[null,"null","Ann",null]"#)
        #expect(StringArrayJSON.parse(text, known: "a@example.org") == ["a@example.org", "null", "Ann", "a@example.org"])
    }

    @Test(arguments: [
        "[null]", "[nul]", "[nullx]", "", "[", "]", "[\"a\"", "[\"a", "[\"a\\", "[\"\\u12\"]", "[\"\\ud83c\"]", "[\"\\ud83c\\u0041\"]",
        "[\"\\udf89\"]", "[1]",
        "[\"a\",]", "[\"a\"] x", "[\"\\x\"]",
        "[,]", "{}",
    ])
    func `what is no array of strings is none`(text: String) {
        #expect(StringArrayJSON.parse(text) == nil)
    }
}
