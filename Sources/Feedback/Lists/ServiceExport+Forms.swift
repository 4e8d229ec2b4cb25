import Ledger

extension ServiceExport {
    static let ownName = "mailshot"

    /// The exports that are known. Of those whose columns are all there, the one with the most wins.
    ///
    /// Names of columns as these services are known to write them, not held against their pages again: Amazon SES API v2 `ListSuppressedDestinations`; SendGrid suppressions API and CSV
    /// (bounces, blocks, spam reports, unsubscribes); Mailgun suppressions API and CSV; Postmark suppressions API; Mailchimp audience export
    /// (files of unsubscribed and cleaned contacts); listmonk subscriber export and bounces API.
    static let forms: [Form] = [
        Form(
            name: ownName, columns: ["email", "scope", "reason", "source", "at", "expiresat"],
            values: ("reason", ["unsubscribed": .unsubscribed, "complained": .complained, "bounced": .bounced, "manual": .manual]),
            reason: .manual, time: "at"),
        Form(
            name: "Amazon SES", columns: ["emailaddress", "reason", "lastupdatetime"],
            values: ("reason", ["bounce": .bounced, "complaint": .complained]), reason: .bounced, time: "lastupdatetime"),
        Form(
            name: "SendGrid bounces", columns: ["email", "reason", "status", "created"], reason: .bounced, time: "created",
            words: ["status", "reason"]),
        Form(name: "SendGrid spam reports", columns: ["email", "ip", "created"], reason: .complained, time: "created"),
        Form(name: "SendGrid unsubscribes", columns: ["email", "created"], reason: .unsubscribed, time: "created"),
        Form(
            name: "Mailgun bounces", columns: ["address", "code", "error", "createdat"], reason: .bounced, time: "createdat",
            words: ["code", "error"]),
        Form(name: "Mailgun unsubscribes", columns: ["address", "tags", "createdat"], reason: .unsubscribed, time: "createdat"),
        Form(name: "Mailgun complaints", columns: ["address", "createdat"], reason: .complained, time: "createdat"),
        Form(
            name: "Postmark", columns: ["emailaddress", "suppressionreason", "createdat"],
            values: (
                "suppressionreason", ["hardbounce": .bounced, "spamcomplaint": .complained, "manualsuppression": .unsubscribed]
            ), reason: .bounced, time: "createdat"),
        Form(name: "Mailchimp unsubscribed", columns: ["emailaddress", "unsubtime"], reason: .unsubscribed, time: "unsubtime"),
        Form(name: "Mailchimp cleaned", columns: ["emailaddress", "cleantime"], reason: .bounced, time: "cleantime"),
        Form(
            name: "listmonk subscribers", columns: ["uuid", "email", "status"],
            values: (
                "status",
                [
                    "blocklisted": .unsubscribed, "enabled": nil, "disabled": .manual, "confirmed": nil, "unconfirmed": nil,
                    "unsubscribed": .unsubscribed,
                ]
            ), reason: .manual, time: "updatedat"),
        Form(
            name: "listmonk bounces", columns: ["email", "type", "source", "createdat"],
            values: ("type", ["hard": .bounced, "complaint": .complained, "soft": nil]), reason: .bounced, time: "createdat"),
    ]
}
