import Campaigns
import Ledger
import MailFormat

/// `report --messages`: one line a message, streamed from the ledger.
struct MessageList {
    let options: GlobalOptions
    let states: Set<MessageState>

    private static let columns = [
        "email", "state", "relay", "attempts", "code", "enhanced", "reply", "message_id", "reason", "accepted_at",
    ]

    /// Writes the messages of a campaign in the order of the list.
    func write(_ campaign: CampaignRecord, of ledger: LedgerFile) throws {
        let project = try Project(options)
        let keyring = try project.keyring()
        // The Message-ID's domain is the From's; a campaign file that is gone leaves the sender's.
        let from = (try? CampaignFile.load(campaign.name, from: project).campaign.from) ?? project.sender.from
        var first = true
        if options.format == .csv { StandardOutput.write(CSVText.line(Self.columns)) }
        if options.format == .json { StandardOutput.write("[") }
        try ledger.forEachMessage(campaign: campaign.id, in: states) { page in
            for message in page {
                let messageID = "<\(keyring.handle(message: message.key, campaign: campaign.id))@\(from.address.domain)>"
                write(message, messageID: message.relay == nil ? nil : messageID, first: first)
                first = false
            }
            return true
        }
        if options.format == .json { StandardOutput.write(first ? "]\n" : "\n]\n") }
    }

    private func write(_ message: MessageRecord, messageID: String?, first: Bool) {
        let accepted = message.state == .accepted ? DateFormat.iso8601(message.at, milliseconds: true) : nil
        switch options.format {
        case .csv:
            StandardOutput.write(
                CSVText.line([
                    message.email, message.state.rawValue, message.relay ?? "", String(message.attempts),
                    message.code.map(String.init) ?? "",
                    message.enhanced ?? "", message.reply ?? "", messageID ?? "", message.reason ?? "", accepted ?? "",
                ]))
        case .json, .ndjson:
            let text = { (value: String?) in value.map(JSONText.string) ?? "null" }
            let object = """
                {"email":\(text(message.email)),"state":\(text(message.state.rawValue)),"relay":\(text(message.relay)),\
                "attempts":\(message.attempts),"code":\(message.code.map(String.init) ?? "null"),"enhanced":\(text(message.enhanced)),\
                "reply":\(text(message.reply)),"message_id":\(text(messageID)),"reason":\(text(message.reason)),"accepted_at":\(text(accepted))}
                """
            StandardOutput.write(options.format == .ndjson ? object + "\n" : (first ? "\n" : ",\n") + object)
        case .text:
            let answer = [message.code.map(String.init), message.enhanced, message.reply, message.reason].compactMap(\.self).joined(
                separator: " ")
            StandardOutput.write(
                "\(message.state.rawValue.padding(toLength: 12)) \(message.email)  \(message.relay ?? "")  \(TerminalText.safe(answer))\n")
        }
    }
}
