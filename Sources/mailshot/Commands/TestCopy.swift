import Campaigns
import DKIM
import Ledger
import Logging
import MailFormat
import SMTP
import Sending

/// `send --test`: one marked copy of a campaign, outside the ledger.
///
/// Its links verify nowhere, and a suppressed address gets none: suppressions hold on every path.
struct TestCopy {
    let desk: CampaignDesk
    let options: GlobalOptions
    var trace: TraceFile?

    /// Composes the first good row's message for an address and sends it through the first relay.
    func send(to text: String) async throws {
        let address: EmailAddress
        do { address = try EmailAddress(text) } catch { throw Failure(.usage, "--test \(text): \(error)") }
        let ledger = try desk.project.openLedger(create: true)
        defer { try? ledger.close() }
        if let suppression = try ledger.suppressions(of: address).first {
            throw Failure(
                .noPermission, "\(address) is suppressed (\(suppression.reason.rawValue)); a test copy goes to somebody who wants it")
        }
        let message = try compose(for: address)
        try await RelayAccess.use(desk.project) { relays in
            guard let relay = relays.first else { return }
            let outcome = await SingleDelivery.send(
                message, through: relay, trace: trace?.connection(to: relay), logger: Log.logger(verbose: options.verbose))
            try options.show(TestResult(address: address.description, relay: relay.name, outcome: outcome))
            if outcome.disposition != .accepted {
                throw Failure(
                    outcome.disposition == .released ? .unavailable : .incomplete, "the test copy was not accepted: \(outcome.detail)")
            }
        }
    }

    private func compose(for address: EmailAddress) throws -> OutgoingMessage {
        var reader = try desk.openList()
        try desk.requireSound(columns: reader.columns)
        let marked = try desk.marked()
        while let row = try reader.next() {
            guard case .good(let line, _, let fields) = row else { continue }
            let composer = try marked.composer(campaignID: 0, columns: reader.columns, keyring: .preview)
            let moment = WallClock.now()
            let message = try composer.compose(
                Recipient(key: moment.milliseconds & 0xFFFF_FFFF_FFFF, email: address, fields: fields, queuedAt: moment, line: line))
            return try desk.signer()?.sign(message, at: moment) ?? message
        }
        throw Failure(.noInput, "\(desk.campaign.recipients): no good row to make a test copy from")
    }
}

/// What became of a test copy.
struct TestResult: CommandResult {
    var schema = 1
    var email: String
    var relay: String
    var outcome: String
    var code: Int?
    var reply: String?

    init(address: String, relay: String, outcome: Outcome) {
        email = address
        self.relay = relay
        self.outcome = outcome.disposition.rawValue
        code = outcome.reply?.code
        reply = outcome.reply?.text ?? (outcome.detail.isEmpty ? nil : outcome.detail)
    }

    func text(_ style: TextStyle) -> String {
        "test copy to \(email): \(outcome) by \(relay)" + (reply.map { ": \(code.map { "\($0) " } ?? "")\(TerminalText.safe($0))" } ?? "")
    }
}
