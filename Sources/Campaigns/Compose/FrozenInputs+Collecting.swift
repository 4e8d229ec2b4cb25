import Crypto
import MailFormat

extension FrozenInputs {
    /// Everything a campaign is made of, as it is now: its file, template, attachments, list, and what of the configuration is in its
    /// messages.
    ///
    /// - Parameters:
    ///   - template: read before; its files are not read again.
    ///   - project: path of the project folder.
    /// - Throws: `missing` and `unreadable`.
    public static func collect(
        campaign: Campaign, template: MessageTemplate, sender: Sender, tracking: TrackingSettings?, project: String
    ) throws(CampaignError) -> FrozenInputs {
        var inputs = template.files
        inputs.append(try FrozenInput(file: "campaigns/\(campaign.name).toml", in: project))
        for attachment in campaign.attachments { inputs.append(try FrozenInput(file: attachment.path, in: project)) }
        if campaign.recipients != "-" { inputs.append(try FrozenInput(file: campaign.recipients, in: project, anywhere: true)) }
        inputs.append(FrozenInput(what: "[sender] in mailshot.toml", bytes: sender.content.utf8))
        inputs.append(FrozenInput(what: "[tracking] in mailshot.toml", bytes: (tracking?.content ?? "").utf8))
        return FrozenInputs(inputs)
    }
}

extension FrozenInput {
    /// A file as it is now, read in pieces: a list may be larger than memory.
    init(file path: String, in project: String, anywhere: Bool = false) throws(CampaignError) {
        var hash = SHA256()
        try FrozenFile.read(path, in: project, anywhere: anywhere) { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        self.init(what: path, digest: hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined())
    }
}

extension Sender {
    /// What of the sender is in messages.
    fileprivate var content: String {
        [from.description, replyTo?.description, postalAddress, returnPath?.description, unsubscribeMailbox?.description]
            .map { $0 ?? "" }.joined(separator: "\n")
    }
}

extension Mailbox {
    fileprivate var description: String { (name ?? "") + "\n" + address.description }
}

extension TrackingSettings {
    /// What of the settings is in messages.
    fileprivate var content: String { "\(baseURL)\n\(opens)\n\(clicks)" + (honeypot ? "\nhoneypot" : "") }
}
