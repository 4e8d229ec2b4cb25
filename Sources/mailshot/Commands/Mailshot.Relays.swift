import ArgumentParser
import Campaigns
import MailFormat
import SMTP
import Sending

extension Mailshot {
    /// The upstreams.
    struct Relays: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the relays and how they stand, explain what holds for a recipient, try whether one works",
            discussion: """
                  mailshot relays list                                limits, what they have used, health, when the next slot opens
                  mailshot relays explain anna@example.org            which relays, buckets and limits apply to her, and from where
                  mailshot relays test ses                            connect, TLS, AUTH, each step timed
                  mailshot relays test ses --to me@example.com        and one real message
                """,
            subcommands: [RelaysList.self, RelaysExplain.self, RelaysTest.self])
    }
}

/// Whether one works.
struct RelaysTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Speak to a relay as a send would, and say why where it does not work")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The relay; all of them by default.") var name: String?
    @Option(help: ArgumentHelp("Send one short message to this address.", valueName: "address")) var to: String?
    @Option(help: TraceFile.help) var trace: String?

    func run() async throws {
        let project = try Project(options)
        let message = try to.map { try RelayTestMessage.to($0, from: project.sender.from, at: WallClock.now()) }
        let trace = try trace.map(TraceFile.init)
        if let name, !project.relayNames.contains(name) {
            throw Failure(.noInput, "no relay is named \"\(name)\"; there are: \(project.relayNames.joined(separator: ", "))")
        }
        var results: [RelayTestResult.Relay] = []
        try await RelayAccess.use(project, only: name) { relays in
            for relay in relays {
                let probe = await RelayProbe.run(
                    relay, message: message, trace: trace?.connection(to: relay), logger: Log.logger(verbose: options.verbose))
                results.append(RelayTestResult.Relay(relay, probe))
            }
        }
        let result = RelayTestResult(relays: results)
        try options.show(result)
        if !result.isOK { throw ExitCode(ExitStatus.unavailable.rawValue) }
    }
}

/// `relays test`
struct RelayTestResult: CommandResult {
    struct Step: Encodable, Sendable {
        var milliseconds: Double
        var who: String
        var line: String
    }

    struct Relay: Encodable, Sendable {
        var relay: String
        var ok: Bool
        var problem: String?
        var steps: [Step]

        init(_ relay: SMTP.Relay, _ probe: RelayProbe.Result) {
            self.relay = relay.name
            let refused = probe.outcome.flatMap { $0.disposition == .accepted ? nil : $0 }
            ok = probe.failure == nil && refused == nil
            problem = probe.failure?.description ?? refused.map { "\($0.disposition.rawValue): \($0.reply?.text ?? $0.detail)" }
            steps = probe.steps.map { step in
                Step(
                    milliseconds: (step.elapsed / .microseconds(1)).rounded() / 1000, who: step.speaker.rawValue,
                    line: TerminalText.safe(step.text))
            }
        }
    }

    var schema = 1
    var relays: [Relay]

    var isOK: Bool { relays.allSatisfy(\.ok) }

    func text(_ style: TextStyle) -> String {
        relays.map { relay in
            let lines = relay.steps.map { step in
                let time = NumberText.decimal(step.milliseconds, digits: 1)
                return "  " + style.dim(String(repeating: " ", count: max(0, 9 - time.count)) + time + " ms")
                    + "  \(step.who): \(step.line)"
            }
            let verdict = relay.ok ? style.green("works") : style.red("does not work") + ": " + TerminalText.safe(relay.problem ?? "")
            return (["\(style.bold(relay.relay))"] + lines + ["\(relay.relay) \(verdict)"]).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}

/// The message of a relay test: short, and honest about what it is.
enum RelayTestMessage {
    static func to(_ text: String, from: Mailbox, at moment: Timestamp) throws -> OutgoingMessage {
        let address: EmailAddress
        do { address = try EmailAddress(text) } catch { throw Failure(.usage, "--to \(text): \(error)") }
        var header = HeaderSection()
        try header.append("From", mailboxes: [from])
        try header.append("To", mailboxes: [Mailbox(address: address)])
        try header.append("Subject", unstructured: "mailshot relay test")
        try header.append("Date", date: moment)
        try header.append("Message-ID", raw: "<relay-test-\(moment.milliseconds)@\(from.address.domain)>")
        try header.append("MIME-Version", raw: "1.0")
        try header.append("Auto-Submitted", raw: "auto-generated")
        var bytes: [UInt8] = []
        header.write(into: &bytes)
        try MIMEEntity.text("plain", Array("A test of a relay, sent by 'mailshot relays test'.\n".utf8)).write(
            into: &bytes, allow8Bit: false)
        return OutgoingMessage(
            envelope: Envelope(reversePath: .address(from.address), recipient: address), bytes: bytes, is8Bit: false,
            needsSMTPUTF8: address.needsSMTPUTF8 || header.needsSMTPUTF8)
    }
}
