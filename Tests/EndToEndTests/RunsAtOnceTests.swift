import Foundation
import Testing

/// Cron does not wait for the last one to end.
@Suite struct RunsAtOnceTests {
    @Test func `twenty runs at once do the work once`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email\n" + (1...60).map { "user\($0)@example.org\n" }.joined(), to: "lists/sample.csv")
            #expect(try tool.run("send", "welcome", "--yes", "--limit", "10").status == 75)
            let runs = try (0..<20).map { _ in try tool.start(["run"]) }
            for run in runs { try run.input.close() }
            let ended = runs.map { $0.wait() }
            #expect(ended.allSatisfy { $0.status == 0 }, "\(ended.map(\.error))")
            let results = try ended.map { try $0.object() }
            #expect(results.contains { $0["busy"] as? Bool == false })
            // Each message is there once, whoever of the twenty sent it.
            let addressed = try tool.outbox().compactMap { $0.firstLine(beginning: "X-Original-To:") }
            #expect(addressed.count == 60 && Set(addressed).count == 60)
            let status = try tool.run("status", "welcome", "--format", "json").object()
            #expect(status["accepted"] as? Int == 60 && status["uncertain"] as? Int == 0)
            #expect(try tool.run("ledger", "check").status == 0)
        }
    }
}
