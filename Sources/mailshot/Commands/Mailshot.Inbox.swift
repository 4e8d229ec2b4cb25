import ArgumentParser

extension Mailshot {
    /// What the sandbox took, as readers see it.
    struct InboxCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "inbox", abstract: "Show on a page what the sandbox took, as its readers will see it",
            discussion: """
                  mailshot inbox                            the project's outbox, at http://127.0.0.1:8025/
                  mailshot inbox --listen 127.0.0.1:0       at a free port

                Leave it open: a campaign that is being sent appears while it is sent. Without [[relay]] in mailshot.toml the sandbox takes
                all mail. Ctrl-C ends it. The page is for this machine only and asks nothing of others.
                """)

        @Option(name: [.customShort("C"), .customLong("project")], help: ArgumentHelp("The project folder.", valueName: "dir"))
        var projectFolder: String?
        @Option(help: ArgumentHelp("Where the page listens; port 0 takes a free one.", valueName: "host:port"))
        var listen = "127.0.0.1:8025"
        @Flag(inversion: .prefixedNo, help: "Open it in the browser, where there is a screen.") var browser = true

        func run() async throws {
            let project = try Project(at: projectFolder)
            try await InboxPage(folder: project.folder.outbox, project: project).show(at: listen, browser: browser)
        }
    }
}
