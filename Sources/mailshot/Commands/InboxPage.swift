import Foundation
import Inbox
import Logging
import Subprocess

/// The inbox page as commands show it: one folder of mail, for this machine only, until a stop signal.
struct InboxPage {
    /// The Maildir that is shown.
    let folder: String
    /// Whose keys tell which signatures hold; nil knows none.
    let project: Project?
    /// Why a message is there, by the name of its file.
    var captions: [String: String] = [:]

    /// Serves until the first stop signal.
    ///
    /// - Parameters:
    ///   - place: `127.0.0.1:8025`; port 0 takes a free one.
    ///   - onReady: told the page's address once it can be read.
    /// - Throws: usage, where the place is not on this machine only.
    func serve(at place: String, onReady: @escaping @Sendable (String) async -> Void) async throws {
        let (host, port) = try Mailshot.Sandbox.address(place)
        guard ["127.0.0.1", "::1", "localhost"].contains(host) else {
            throw Failure(.usage, "\(place): the inbox page is for this machine only; listen on 127.0.0.1")
        }
        let server = InboxServer(folder: MailFolder(folder), captions: captions, judge: InboxJudge(project: project).judgement)
        // The end of the page by a signal is no error to tell.
        var logger = Log.logger(verbose: false)
        logger.logLevel = .critical
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { [logger] in
                try await server.run(host: host, port: port, logger: logger) { port in
                    await onReady("http://\(host.contains(":") ? "[\(host)]" : host):\(port)/")
                }
            }
            tasks.addTask { await StopSignals.each { _ in false } }
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    /// Serves, says where on standard output, and shows it in the browser of whoever sits at the terminal.
    ///
    /// - Parameter browser: false only says where; so does a session without a terminal or a screen.
    func show(at place: String, browser: Bool) async throws {
        try await serve(at: place) { address in
            StandardOutput.write(address + "\n")
            StandardOutput.flush()
            if browser, Self.hasScreen { await Self.open(address) }
        }
    }

    /// Whether somebody sits at a terminal in front of a screen.
    private static var hasScreen: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDOUT_FILENO) == 1 && (environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil)
    }

    /// Asks the desktop to open an address. Where it cannot, the address that was printed is there to be clicked on.
    private static func open(_ address: String) async {
        _ = try? await Subprocess.run(
            .name("xdg-open"), arguments: [address], input: .none, output: .discarded, error: .discarded)
    }
}
