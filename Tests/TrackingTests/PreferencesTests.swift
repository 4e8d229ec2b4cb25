import Campaigns
import Foundation
import Ledger
import MailFormat
import MailshotTestSupport
import Testing
import Tracking

@Suite struct PreferencesTests {
    private func options() -> ServeStage.Options {
        var options = ServeStage.Options()
        options.list = "news"
        return options
    }

    @Test func `the page shows every list and changes nothing`() async throws {
        try await ServeStage.with(options()) { stage async throws in
            let page = try await stage.talk.get("/p/\(stage.handle())")
            #expect(page.status == 200 && page.body.contains("List “news”") && page.body.contains("All mail"))
            #expect(page.body.contains("a…@example.org") && !page.body.contains("ann@example.org"))
            #expect(page.body.components(separatedBy: " checked").count == 3)
            #expect(page.body.contains("value=\"keep\" checked"))
            #expect(try stage.ledger.suppressionCounts().isEmpty)
        }
    }

    @Test func `a pause ends by itself, and can be ended before`() async throws {
        try await ServeStage.with(options()) { stage async throws in
            let path = "/p/\(stage.handle())"
            let email = stage.recipients[0].email
            let saved = try await stage.talk.post(path, "list0=&choice0=keep&list1=news&choice1=pause")
            #expect(saved.body.contains("Your preferences are saved.") && saved.body.contains("Paused until 2026-12-24"))
            let suppression = try stage.ledger.suppressions(of: email)
            #expect(suppression.map(\.scope) == ["news"] && suppression[0].expiresAt == stage.clock.now() + .seconds(30 * 86400))
            #expect(try await stage.events().isEmpty)
            stage.clock.advance(by: .seconds(10 * 86400))
            #expect(try await stage.talk.post(path, "list1=news&choice1=keep").body.contains("saved"))
            #expect(try stage.ledger.suppressions(of: email).isEmpty)
            _ = try await stage.talk.post(path, "list0=&choice0=pause")
            stage.clock.advance(by: .seconds(31 * 86400))
            #expect(try stage.ledger.suppressionReasons(against: [email]) == [nil])
            // A pause that is over can be followed by another.
            _ = try await stage.talk.post(path, "list0=&choice0=pause")
            #expect(try stage.ledger.suppressions(of: email).count == 1)
        }
    }

    @Test func `leaving one list leaves the others`() async throws {
        try await ServeStage.with(options()) { stage async throws in
            _ = try await stage.talk.post("/p/\(stage.handle())", "list1=news&choice1=leave")
            #expect(try stage.ledger.suppressions(of: stage.recipients[0].email).map(\.scope) == ["news"])
            #expect(try await stage.events().map(\.kind) == [.unsubscribe])
        }
    }

    @Test(arguments: ["list0=other&choice0=leave", "list5=news&choice5=leave", "list1=news&choice1=delete", "", "choice1=leave"])
    func `lists that are not hers and choices that are none change nothing`(form: String) async throws {
        try await ServeStage.with(options()) { stage async throws in
            #expect(try await stage.talk.post("/p/\(stage.handle())", form).body.contains("Nothing was changed."))
            #expect(try stage.ledger.suppressionCounts().isEmpty)
        }
    }

    @Test func `what the sender decided is shown and cannot be lifted here`() async throws {
        try await ServeStage.with(options()) { stage async throws in
            let email = stage.recipients[0].email
            try stage.ledger.suppress(Suppression(address: email, reason: .complained, source: "report", at: stage.clock.now()))
            #expect(try await stage.talk.get("/p/\(stage.handle())").body.contains("Not sent, for another reason."))
            _ = try await stage.talk.post("/p/\(stage.handle())", "list0=&choice0=keep")
            #expect(try stage.ledger.suppressions(of: email).map(\.reason) == [.complained])
        }
    }
}
