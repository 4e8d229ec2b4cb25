import Foundation
import Testing

/// Signals, crashes and second processes: the ledger always says the truth, and the same command goes on.
@Suite struct InterruptionTests {
    /// A project whose list is too long to be sent before the test acts, and whose relay answers slowly.
    private func prepare(_ tool: CommandLineTool, rows: Int) throws {
        let list = (0..<rows).map { "slow-40ms+\($0)@example.org,Person \($0)\n" }.joined()
        try tool.write("email,first_name\n" + list, to: "lists/sample.csv")
    }

    private func accepted(_ tool: CommandLineTool) throws -> Int {
        let status = try tool.run("status", "welcome", "--format", "json")
        guard status.status == 0 else { return 0 }
        return try status.object()["accepted"] as? Int ?? 0
    }

    private func waitForSome(_ tool: CommandLineTool, of run: Running) throws {
        while run.process.isRunning, try accepted(tool) < 5 {}
    }

    private func recipients(_ tool: CommandLineTool) throws -> [String] {
        try tool.outbox().compactMap { $0.firstLine(beginning: "X-Original-To:") }
    }

    @Test func `an interrupt finishes what is in flight, exits 75, and the rest is sent once`() throws {
        try CommandLineTool.withProject { tool in
            try prepare(tool, rows: 600)
            let run = try tool.start(["send", "welcome", "--yes", "--format", "json"])
            try waitForSome(tool, of: run)
            run.process.interrupt()
            let ended = run.wait()
            #expect(ended.status == 75, "\(ended.error)")
            let result = try ended.object()
            #expect(result["uncertain"] as? Int == 0)
            #expect(result["leased"] as? Int == 0)
            #expect(try recipients(tool).count == result["accepted"] as? Int)
            #expect(try tool.run("send", "welcome", "--yes", "--resume").status == 0)
            let all = try recipients(tool)
            #expect(all.count == 600)
            #expect(Set(all).count == 600)
        }
    }

    @Test func `after kill -9 nobody is mailed twice, and doubt is at most one message a connection`() throws {
        try CommandLineTool.withProject { tool in
            try prepare(tool, rows: 600)
            let run = try tool.start(["send", "welcome", "--yes"])
            try waitForSome(tool, of: run)
            kill(run.process.processIdentifier, SIGKILL)
            #expect(run.wait().status == -SIGKILL)
            let resumed = try tool.run("send", "welcome", "--yes", "--resume", "--format", "json")
            let result = try resumed.object()
            let uncertain = try #require(result["uncertain"] as? Int)
            #expect(uncertain <= 10)
            #expect(result["accepted"] as? Int == 600 - uncertain)
            let all = try recipients(tool)
            #expect(Set(all).count == all.count)
            #expect(all.count >= 600 - uncertain)
            #expect(try tool.run("ledger", "check").status == 0)
        }
    }

    @Test func `of two sends of one campaign one works and the other says who does`() throws {
        try CommandLineTool.withProject { tool in
            try prepare(tool, rows: 400)
            let first = try tool.start(["send", "welcome", "--yes", "--format", "json"])
            try waitForSome(tool, of: first)
            let second = try tool.run("send", "welcome", "--yes")
            #expect(second.status == 75, "\(second.error)")
            #expect(second.error.contains("\(first.process.processIdentifier)"))
            #expect(try first.wait().object()["accepted"] as? Int == 400)
        }
    }

    @Test func `pause, resume and cancel reach a running send`() throws {
        try CommandLineTool.withProject { tool in
            try prepare(tool, rows: 900)
            let run = try tool.start(["send", "welcome", "--yes", "--format", "json"])
            try waitForSome(tool, of: run)
            #expect(try tool.run("pause", "welcome").status == 0)
            #expect(run.wait().status == 75)
            let paused = try accepted(tool)
            #expect(paused < 900)
            #expect(try tool.run("send", "welcome", "--yes").status == 75)
            #expect(try accepted(tool) == paused)
            #expect(try tool.run("resume", "welcome").status == 0)
            #expect(try tool.run("send", "welcome", "--yes", "--limit", "10").status == 75)
            #expect(try tool.run("cancel", "welcome", "--yes").status == 0)
            let status = try tool.run("status", "welcome", "--format", "json").object()
            #expect(status["cancelled"] as? Int == 900 - paused - 10)
            #expect(status["queued"] as? Int == 0)
        }
    }
}
