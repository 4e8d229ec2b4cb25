import Campaigns
import Deliverability
import NIOCore
import NIOPosix
import Subprocess

/// Whether the links of a campaign lead somewhere, asked through the system's curl: HEAD, five at a time, nothing followed.
///
/// Private addresses are refused, and curl is told the address that was looked at, so that a second answer of the DNS cannot lead elsewhere.
struct LinkProbe {
    /// Links asked for at the most.
    static let most = 100
    private static let atOnce = 5

    let file: String
    let nameServer: ResolverConfiguration

    /// What there is to say of links that are the same for everybody.
    func findings(of links: [String]) async throws -> [Diagnostic] {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let client = DNSClient(nameServer, group: group, randomID: { UInt16.random(in: .min ... .max) })
        var waiting = links.filter { !$0.contains("{{") }.prefix(Self.most).makeIterator()
        var found: [Diagnostic] = []
        try await withThrowingTaskGroup(of: Diagnostic?.self) { tasks in
            var running = 0
            while true {
                while running < Self.atOnce, let link = waiting.next() {
                    running += 1
                    tasks.addTask { try await finding(link, asking: client) }
                }
                guard let finding = try await tasks.next() else { return }
                running -= 1
                if let finding { found.append(finding) }
            }
        }
        try await group.shutdownGracefully()
        return found.sorted { $0.message < $1.message }
    }

    private func finding(_ link: String, asking client: DNSClient) async throws -> Diagnostic? {
        guard let target = LinkTarget(link) else { return nil }
        let addresses = await DomainDoctor(asking: client).addresses(ofHost: target.host)
        guard let address = addresses.first else {
            return problem("link.broken", "\(target.host) has no address, so \(link) leads nowhere")
        }
        guard addresses.allSatisfy(\.isPublic) else {
            return problem("link.private", "\(link) leads to \(address), which is no address of the Internet")
        }
        let pinned = "\(target.host):\(target.port):\(address.isIPv4 ? "\(address)" : "[\(address)]")"
        let run: (status: Bool, text: String)
        do {
            let result = try await Subprocess.run(
                .name("curl"),
                arguments: Arguments([
                    "--silent", "--head", "--output", "/dev/null", "--write-out", "%{http_code}", "--max-time", "10", "--proto",
                    "=http,https", "--resolve", pinned, "--url", link,
                ]), output: .string(limit: 16), error: .discarded)
            run = (result.terminationStatus.isSuccess, result.standardOutput)
        } catch {
            throw Failure(.unavailable, "--links needs curl: install it (\(error))")
        }
        let code = Int(run.text) ?? 0
        // 401, 403 and 405 are answers of somebody who is there: to a login, to a stranger, to HEAD.
        if run.status, code < 400 || [401, 403, 405].contains(code) { return nil }
        return problem("link.broken", code == 0 ? "\(link) does not answer" : "\(link) answers with \(code)")
    }

    private func problem(_ rule: String, _ message: String) -> Diagnostic {
        Diagnostic(Rules.named(rule)?.severity ?? .warning, rule: rule, file: file, message: message)
    }
}
