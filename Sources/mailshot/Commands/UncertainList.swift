import Campaigns
import Ledger
import MailFormat

/// `status --uncertain`: what one needs to find the messages in the relay's log.
struct UncertainList: CommandResult {
    struct Message: Encodable, Sendable {
        var email: String
        var relay: String?
        var peer: String?
        var at: String
        var messageID: String
        var cause: String
        var resent: Int
    }

    var schema = 1
    var campaign: String
    var messages: [Message]

    init(_ doubtful: [DoubtfulMessage], campaign: CampaignRecord, project: Project) throws {
        self.campaign = campaign.name
        let keyring = try project.keyring()
        let domain = try CampaignFile.load(campaign.name, from: project).campaign.from.address.domain
        messages = doubtful.map { message in
            Message(
                email: message.email.description, relay: message.relay, peer: message.peer,
                at: DateFormat.iso8601(message.at, milliseconds: true),
                messageID: "<\(keyring.handle(message: message.key, campaign: campaign.id))@\(domain)>", cause: message.cause,
                resent: message.doubts)
        }
    }

    var table: ResultTable? {
        ResultTable(
            columns: ["email", "relay", "peer", "at", "message_id", "cause", "resent"], numbers: ["resent"],
            rows: messages.map { [$0.email, $0.relay, $0.peer, $0.at, $0.messageID, $0.cause, String($0.resent)] })
    }

    func text(_ style: TextStyle) -> String {
        guard !messages.isEmpty else { return "\(campaign): nothing is uncertain" }
        let lines = messages.map { message in
            "  \(message.email)  \(message.relay ?? "–")\(message.peer.map { " (\($0))" } ?? "")  \(message.at)  \(message.messageID)  \(message.cause)"
                + (message.resent > 0 ? "  sent again \(message.resent) ×" : "")
        }
        return """
            \(style.bold(campaign)) · \(messages.count) uncertain: the final dot went out and no reply came. Look for the Message-ID in the relay's log.

            \(lines.joined(separator: "\n"))

            Decide: mailshot send \(campaign) --resume --uncertain resend | assume-accepted
            """
    }
}
