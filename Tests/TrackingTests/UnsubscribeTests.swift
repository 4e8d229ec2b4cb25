import Campaigns
import Foundation
import Ledger
import MailFormat
import MailshotTestSupport
import Testing
import Tracking

@Suite struct UnsubscribeTests {
    @Test func `no request but a POST changes anything`() async throws {
        try await ServeStage.with { stage async throws in
            let path = "/u/\(stage.handle())"
            for method in ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"] {
                for headers in [[:], ["Purpose": "prefetch"], ["Sec-Purpose": "prefetch;prerender"]] {
                    let answer = try await stage.talk.request(method, path, headers)
                    #expect(answer.status < 500 && answer.headers["location"] == nil)
                    #expect((answer.status == 200) == ["GET", "HEAD"].contains(method), "\(method) \(answer.status)")
                }
            }
            #expect(try await stage.events().isEmpty)
            #expect(try stage.ledger.suppressions(of: stage.recipients[0].email).isEmpty)
        }
    }

    @Test func `one POST is enough, and the second is answered as the first (RFC 8058 §3.1)`() async throws {
        try await ServeStage.with { stage async throws in
            let path = "/u/\(stage.handle())"
            let first = try await stage.talk.post(path, "List-Unsubscribe=One-Click")
            let second = try await stage.talk.post(path, "List-Unsubscribe=One-Click")
            #expect(first.status == 200 && second.status == 200 && first.body == second.body)
            for answer in [first, second] {
                #expect(answer.headers["set-cookie"] == nil && answer.headers["location"] == nil)
                #expect(answer.headers["cache-control"] == "no-store" && answer.headers["referrer-policy"] == "no-referrer")
            }
            let suppressions = try stage.ledger.suppressions(of: stage.recipients[0].email)
            #expect(suppressions.map(\.reason) == [.unsubscribed] && suppressions[0].scope == "" && suppressions[0].expiresAt == nil)
            #expect(suppressions[0].source == "one-click, campaign autumn")
            #expect(try await stage.events().map(\.kind) == [.unsubscribe])
            #expect(try stage.ledger.suppressions(of: stage.recipients[1].email).isEmpty)
        }
    }

    @Test(arguments: [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        ("application/x-www-form-urlencoded; charset=utf-8", "list-unsubscribe=one-click&x=1"),
        ("", "List-Unsubscribe=One%2DClick"),
        (
            "multipart/form-data; boundary=\"b:1\"",
            "--b:1\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b:1--\r\n"
        ),
        ("multipart/form-data; boundary=x", "--x\nContent-Disposition: form-data; name=List-Unsubscribe\n\nOne-Click\n--x--"),
    ])
    func `both forms a receiver may send are taken (RFC 8058 §3.2)`(type: String, body: String) async throws {
        try await ServeStage.with { stage async throws in
            let headers = type.isEmpty ? [:] : ["Content-Type": type]
            #expect(try await stage.talk.request("POST", "/u/\(stage.handle())", headers, body: body).status == 200)
            #expect(try stage.ledger.suppressions(of: stage.recipients[0].email).count == 1)
        }
    }

    @Test(arguments: ["", "x=1", "List-Unsubscribe=No", "{\"List-Unsubscribe\":\"One-Click\"}"])
    func `a POST that asks for nothing is refused and changes nothing`(body: String) async throws {
        try await ServeStage.with { stage async throws in
            #expect(try await stage.talk.post("/u/\(stage.handle())", body).status == 400)
            #expect(try stage.ledger.suppressions(of: stage.recipients[0].email).isEmpty)
        }
    }

    @Test func `what is asked on the page can be taken back there, for a day`() async throws {
        try await ServeStage.with { stage async throws in
            let path = "/u/\(stage.handle())"
            let email = stage.recipients[0].email
            #expect(try await stage.talk.post(path, "leave=1").body.contains("name=\"undo\""))
            #expect(try stage.ledger.suppressions(of: email).map(\.source) == ["page, campaign autumn"])
            #expect(try await stage.talk.post(path, "undo=1").body.contains("you will get mail again"))
            #expect(try stage.ledger.suppressions(of: email).isEmpty)
            #expect(try stage.ledger.suppressionLog(against: email).map(\.added) == [true, false])
            // Once more, and too late this time.
            #expect(try await stage.talk.post(path, "List-Unsubscribe=One-Click").status == 200)
            stage.clock.advance(by: .seconds(86_401))
            #expect(try await stage.talk.post(path, "undo=1").body.contains("cannot be undone here"))
            #expect(try stage.ledger.suppressions(of: email).count == 1)
            #expect(try await stage.events().filter { $0.kind == .unsubscribe }.count == 1)
        }
    }

    @Test(arguments: [Suppression.Reason.complained, .bounced, .manual])
    func `a link takes back nothing but a wish of the web`(reason: Suppression.Reason) async throws {
        try await ServeStage.with { stage async throws in
            let email = stage.recipients[0].email
            try stage.ledger.suppress(Suppression(address: email, reason: reason, source: "elsewhere", at: stage.clock.now()))
            _ = try await stage.talk.post("/u/\(stage.handle())", "undo=1")
            #expect(try stage.ledger.suppressions(of: email).map(\.reason) == [reason])
        }
    }

    @Test func `it holds for a message that is leased and not yet marked`() async throws {
        var options = ServeStage.Options()
        options.unsent = 1
        try await ServeStage.with(options) { stage async throws in
            #expect(try await stage.talk.post("/u/\(stage.handle(2))", "List-Unsubscribe=One-Click").status == 200)
            #expect(stage.session.mark(stage.recipients[2].key, at: stage.clock.now()) == .veto(.suppressed("unsubscribed")))
        }
    }

    @Test func `it is evidence that a message in doubt arrived`() async throws {
        var options = ServeStage.Options()
        options.ending = .uncertain
        try await ServeStage.with(options) { stage async throws in
            #expect(try stage.ledger.message(stage.recipients[0].key).state == .uncertain)
            _ = try await stage.talk.post("/u/\(stage.handle())", "List-Unsubscribe=One-Click")
            _ = try await stage.talk.get("/o/\(stage.handle(1)).gif")
            _ = try await stage.events()
            for index in 0...1 {
                #expect(try stage.ledger.message(stage.recipients[index].key).state == .accepted)
            }
            #expect(try stage.ledger.message(stage.recipients[2].key).state == .uncertain)
        }
    }

    @Test func `it works long after, when rows are pruned and another key signs`() async throws {
        try await ServeStage.with { stage async throws in
            try stage.addKey()
            stage.clock.advance(by: .seconds(90 * 86400))
            #expect(try stage.ledger.prune(finishedBefore: stage.clock.now()).campaigns == 1)
            let path = "/u/\(stage.handle())"
            #expect(try await stage.talk.get(path).status == 200)
            #expect(try await stage.talk.post(path, "List-Unsubscribe=One-Click").status == 200)
            #expect(try stage.ledger.suppressions(of: stage.recipients[0].email).count == 1)
            #expect(try await stage.talk.get("/p/\(stage.handle())").status == 200)
            #expect(try await stage.talk.get("/v/\(stage.handle())").status == 410)
        }
    }

    @Test func `it is limited to the campaign's list where the policy says so`() async throws {
        var options = ServeStage.Options()
        options.list = "news"
        options.policy.unsubscribe = .list
        try await ServeStage.with(options) { stage async throws in
            let answer = try await stage.talk.post("/u/\(stage.handle())", "List-Unsubscribe=One-Click")
            #expect(answer.body.contains("list “news”"))
            #expect(try stage.ledger.suppressions(of: stage.recipients[0].email).map(\.scope) == ["news"])
        }
    }

    @Test func `an erased recipient is told that there is nothing`() async throws {
        try await ServeStage.with { stage async throws in
            _ = try stage.ledger.erase(stage.recipients[0].email)
            #expect(try await stage.talk.get("/u/\(stage.handle())").body.contains("not stored here any more"))
            #expect(try await stage.talk.post("/u/\(stage.handle())", "List-Unsubscribe=One-Click").status == 200)
        }
    }
}
