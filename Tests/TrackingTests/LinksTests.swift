import Campaigns
import Foundation
import Ledger
import MailFormat
import MailshotTestSupport
import Testing
import Tracking

@Suite struct LinksTests {
    @Test func `every link of every message leads where the composer says, octet for octet`() async throws {
        try await ServeStage.with { stage async throws in
            #expect(stage.composer.links.links.count == 3)
            for (row, recipient) in stage.recipients.enumerated() {
                for link in stage.composer.links.links {
                    let answer = try await stage.talk.get("/c/\(stage.handle(row))/\(link.index)")
                    #expect(answer.status == 302)
                    let place = try stage.composer.destination(ofLink: link.index, for: recipient)
                    #expect(place != nil && answer.headers["location"] == place)
                }
            }
            let second = try await stage.talk.get("/c/\(stage.handle(1))/1")
            #expect(second.headers["location"] == "https://example.com/a%20b/c%3Fd?e=bob%40example.org&n=B%C3%B3b%20%26%20Co")
            let first = try await stage.talk.get("/c/\(stage.handle(0).uppercased())/1")
            #expect(first.headers["location"] == "https://example.com/none?e=ann%40example.org&n=Ann")
        }
    }

    @Test(arguments: [
        "3", "-1", "00", "1x", "01", "99999999999999999999", "//evil.example", "0/..", "%30%2f%2fevil", "0?url=//evil.example",
    ])
    func `a number that is none leads nowhere`(index: String) async throws {
        try await ServeStage.with { stage async throws in
            let answer = try await stage.talk.get("/c/\(stage.handle())/\(index)")
            let place = answer.headers["location"]
            #expect(place == nil || place == "https://example.com/a?x=1&y=%2F#z")
            #expect(answer.status == (place == nil ? 404 : 302))
        }
    }

    @Test func `HEAD says what GET would and counts nothing`() async throws {
        try await ServeStage.with { stage async throws in
            let click = try await stage.talk.request("HEAD", "/c/\(stage.handle())/0")
            let pixel = try await stage.talk.request("HEAD", "/o/\(stage.handle()).gif")
            #expect(click.status == 302 && click.headers["location"] == "https://example.com/a?x=1&y=%2F#z" && click.body.isEmpty)
            #expect(pixel.status == 200 && pixel.headers["content-type"] == "image/gif" && pixel.headers["content-length"] == "43")
            #expect(try await stage.events().isEmpty)
        }
    }

    @Test func `the pixel is one transparent dot that nobody keeps`() async throws {
        try await ServeStage.with { stage async throws in
            let answer = try await stage.talk.get("/o/\(stage.handle()).gif")
            #expect(answer.status == 200 && answer.headers["cache-control"] == "no-store" && answer.headers["set-cookie"] == nil)
            #expect(answer.body.hasPrefix("GIF89a") && answer.body.hasSuffix(";"))
            #expect(try await stage.events().map(\.kind) == [.open])
        }
    }

    @Test func `ten thousand wrong handles find nothing, change nothing and break nothing`() async throws {
        try await ServeStage.with { stage async throws in
            var random = SeededRandom(seed: 9)
            let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567018-_.~%2F%00")
            let valid = Set(stage.recipients.indices.map { stage.handle($0) })
            let paths = ["/o/H.gif", "/c/H/0", "/c/H/1", "/u/H", "/p/H", "/v/H", "/h/H"]
            var statuses: [Int: Int] = [:]
            for batch in 0..<20 {
                var text = ""
                for number in 0..<500 {
                    var handle = Array(stage.handle(number % 3))
                    for _ in 0...Int.random(in: 0..<3, using: &random) {
                        handle[Int.random(in: handle.indices, using: &random)] = alphabet.randomElement(using: &random) ?? "a"
                    }
                    if valid.contains(String(handle).lowercased()) { handle.removeLast() }
                    let path = paths[number % paths.count].replacingOccurrences(of: "H", with: String(handle))
                    let isPost = number % 5 == 0 && path.hasPrefix("/u")
                    text += "\(isPost ? "POST" : "GET") \(path) HTTP/1.1\r\nHost: t\r\n"
                    if isPost { text += "Content-Length: 26\r\n" }
                    text += number == 499 ? "Connection: close\r\n\r\n" : "\r\n"
                    if isPost { text += "List-Unsubscribe=One-Click" }
                }
                let answers = try await stage.talk.raw(text)
                #expect(!answers.lowercased().contains("\r\nlocation:"), "batch \(batch)")
                for answer in answers.components(separatedBy: "HTTP/1.1 ").dropFirst() {
                    statuses[Int(answer.prefix(3)) ?? 0, default: 0] += 1
                }
            }
            #expect(statuses == [404: 10_000])
            for index in stage.recipients.indices { #expect(try await stage.events(index).isEmpty) }
            #expect(try stage.ledger.suppressionCounts().isEmpty)
        }
    }

    @Test func `a link with values of an erased row leads nowhere, a constant one still leads`() async throws {
        try await ServeStage.with { stage async throws in
            _ = try stage.ledger.erase(stage.recipients[0].email)
            #expect(try await stage.talk.get("/c/\(stage.handle())/0").status == 302)
            #expect(try await stage.talk.get("/c/\(stage.handle())/1").status == 410)
        }
    }

    @Test func `the view is the message as it was made, and is not shown when its row is gone`() async throws {
        try await ServeStage.with { stage async throws in
            let html = try stage.composer.alternatives(for: stage.recipients[1]).html ?? []
            let answer = try await stage.talk.get("/v/\(stage.handle(1))")
            #expect(answer.status == 200 && answer.body == String(decoding: html, as: UTF8.self))
            #expect(answer.headers["content-security-policy"]?.hasPrefix("sandbox ") == true)
            #expect(try stage.ledger.prune(finishedBefore: stage.clock.now() + .seconds(1)).campaigns == 1)
            #expect(try await stage.talk.get("/v/\(stage.handle(1))").status == 410)
        }
    }
}
