import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import MailFormat
import MailshotTestSupport
import Testing

@testable import Tracking

@Suite struct ServerTests {
    @Test func `it lives, is ready, tells what it did, and none of that names anybody`() async throws {
        try await ServeStage.with { stage async throws in
            #expect(try await stage.talk.get("/health").body == "ok\n")
            #expect(try await stage.talk.get("/ready").status == 200)
            #expect(try await stage.talk.get("/robots.txt").body.contains("Disallow: /"))
            _ = try await stage.talk.get("/o/\(stage.handle()).gif")
            _ = try await stage.events()
            #expect(try await stage.talk.get("/metrics").status == 404)
            let text = try await stage.metrics.get("/metrics").body
            #expect(text.contains("mailshot_http_requests_total{route=\"/o/{file}\",status=\"200\"} 1\n"))
            #expect(text.contains("mailshot_intake_written_total 2\n") && text.contains("mailshot_http_request_seconds_count"))
            #expect(!text.contains(stage.handle()))
        }
    }

    @Test func `what is too long is refused`() async throws {
        try await ServeStage.with { stage async throws in
            #expect(try await stage.talk.get("/u/" + String(repeating: "a", count: 3000)).status == 414)
            let large = try await stage.talk.get("/health", ["X-Large": String(repeating: "a", count: 20_000)])
            #expect(large.status == 400 || large.status == 0)
            let path = "/u/\(stage.handle())"
            #expect(try await stage.talk.post(path, String(repeating: "a", count: 5000)).status == 413)
            // Says nothing of its length, and never ends.
            let chunked =
                "POST \(path) HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                + String(repeating: "400\r\n\(String(repeating: "a", count: 1024))\r\n", count: 6)
            #expect(
                try await Answered(stage.talk.raw(chunked + "0\r\n\r\nGET /health HTTP/1.1\r\nConnection: close\r\n\r\n")).status == 413)
            let both = "POST \(path) HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            #expect(try await Answered(stage.talk.raw(both)).status == 400)
        }
    }

    @Test(arguments: ["GET /health HTTP/1.1\r\nX-Slow: ", "POST /u/HANDLE HTTP/1.1\r\nHost: t\r\nContent-Length: 30\r\n\r\nList-"])
    func `who sends too slowly is not waited for`(beginning: String) async throws {
        var options = ServeStage.Options()
        options.change = { $0.limits.request = .seconds(3) }
        try await ServeStage.with(options) { stage async throws in
            // Returns because the server closes; nothing was done.
            let said = try await stage.talk.raw(beginning.replacingOccurrences(of: "HANDLE", with: stage.handle()))
            #expect(!said.contains("200 OK"))
            #expect(try await stage.talk.get("/health").status == 200)
            #expect(try await stage.events().isEmpty)
        }
    }

    @Test func `many requests on one connection are answered in order`() async throws {
        try await ServeStage.with { stage async throws in
            let one = "GET /health HTTP/1.1\r\nHost: t\r\n\r\n"
            let text = try await stage.talk.raw(
                String(repeating: one, count: 50) + "GET /nothing HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
            let statuses = text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
            #expect(statuses.count == 51 && statuses.last == "404" && statuses.dropLast().allSatisfy { $0 == "200" })
        }
    }

    @Test func `X-Forwarded-For is believed from a trusted proxy only, and only its last word`() throws {
        func client(_ forwarded: String?, trusted: [String]) throws -> String? {
            var fields = HTTPFields()
            if let forwarded, let name = HTTPField.Name("X-Forwarded-For") { fields[name] = forwarded }
            let ranges = try #require(AddressRanges(trusted))
            return TrustedProxies(ranges: ranges).client(peer: ClientAddress("10.0.0.9"), forwarded: fields)?.description
        }
        #expect(try client(nil, trusted: ["10.0.0.0/8"]) == "10.0.0.9")
        #expect(try client("192.0.2.1", trusted: []) == "10.0.0.9")
        #expect(try client("192.0.2.1", trusted: ["10.0.0.0/8"]) == "192.0.2.1")
        #expect(try client("127.0.0.1, 192.0.2.1", trusted: ["10.0.0.0/8"]) == "192.0.2.1")
        #expect(try client("192.0.2.1, 10.0.0.1", trusted: ["10.0.0.0/8"]) == "192.0.2.1")
        #expect(try client("192.0.2.1, <script>", trusted: ["10.0.0.0/8"]) == "10.0.0.9")
        #expect(try client("10.0.0.1,10.0.0.2", trusted: ["10.0.0.0/8"]) == "10.0.0.1")
    }

    /// Routes that fail on purpose.
    private struct Failing: RouteGroup {
        let intake: EventIntake

        struct Trouble: Error {}

        func add(to router: Router<TrackingContext>) {
            router.get("/fail") { _, _ -> Response in throw Trouble() }
            router.get("/full") { _, _ -> Response in throw IntakeError.full }
            router.get("/ledger") { _, _ -> Response in throw LedgerError.diskFull(path: "/secret/path") }
        }
    }

    @Test func `further routes share the server, and what fails says nothing of the cause`() async throws {
        var options = ServeStage.Options()
        options.groups = { [Failing(intake: $0.intake)] }
        try await ServeStage.with(options) { stage async throws in
            for (path, status) in [("/fail", 500), ("/full", 503), ("/ledger", 503)] {
                let answer = try await stage.talk.get(path)
                #expect(answer.status == status && !answer.body.contains("secret") && !answer.body.contains("Trouble"))
                #expect((answer.headers["retry-after"] != nil) == (status == 503))
            }
        }
    }

    @Test func `a changed file is taken over, and a broken one is not`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder + "/ranges"
            try "10.0.0.0/8".write(toFile: path, atomically: true, encoding: .utf8)
            let clock = ManualClock()
            let now = clock.now
            let file = try ReloadedFile([path], now: { now().milliseconds }, load: { try AddressRanges(file: path) })
            let inside = try #require(ClientAddress("192.0.2.1"))
            try "192.0.2.0/24".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(!file.current.contains(inside))
            clock.advance(by: .seconds(1))
            #expect(file.current.contains(inside))
            try "nonsense".write(toFile: path, atomically: true, encoding: .utf8)
            clock.advance(by: .seconds(1))
            #expect(file.current.contains(inside))
        }
    }
}
