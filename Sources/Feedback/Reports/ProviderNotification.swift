import Foundation
import MailFormat

/// A provider's event in JSON, mailed as it is (Amazon SNS with an e-mail subscription).
enum ProviderNotification {
    private struct Event: Decodable {
        struct Bounce: Decodable {
            struct Recipient: Decodable {
                var emailAddress: String
                var status: String?
                var action: String?
                var diagnosticCode: String?
            }
            var bounceType: String?
            var bouncedRecipients: [Recipient]
        }
        struct Complaint: Decodable {
            struct Recipient: Decodable { var emailAddress: String }
            var complainedRecipients: [Recipient]
            var complaintFeedbackType: String?
        }
        struct Delivery: Decodable { var recipients: [String] }
        var notificationType: String
        var bounce: Bounce?
        var complaint: Complaint?
        var delivery: Delivery?
    }

    /// Nil where the text is no such event.
    static func findings(in text: String) -> [Finding]? {
        let line = text.utf8.drop { $0 <= 0x20 }
        guard line.first == UInt8(ascii: "{"), let last = line.lastIndex(of: UInt8(ascii: "}")) else { return nil }
        // A mail breaks the line of JSON at 998 octets.
        let json = line[...last].filter { $0 != 0x0A && $0 != 0x0D }
        guard let event = try? JSONDecoder().decode(Event.self, from: Data(json)) else { return nil }
        if let bounce = event.bounce {
            return bounce.bouncedRecipients.map { recipient in
                let text = recipient.diagnosticCode ?? ""
                var cause = ReplyClassifier.classify(text, status: recipient.status.flatMap { EnhancedStatusCode(parsing: $0) }, stage: nil)
                if cause.status == nil { cause.isHard = bounce.bounceType == "Permanent" }
                return Finding(recipient: recipient.emailAddress, action: recipient.action ?? "failed", cause: cause, diagnostic: text)
            }
        }
        if let complaint = event.complaint {
            return complaint.complainedRecipients.map {
                var finding = Finding(.complaint, recipient: $0.emailAddress, reason: .complaint, rule: "complaint.provider")
                finding.feedbackType = complaint.complaintFeedbackType ?? "abuse"
                return finding
            }
        }
        return event.delivery?.recipients.map {
            var finding = Finding(.delivered, recipient: $0, reason: .delivered, rule: "provider.delivered")
            finding.action = "delivered"
            return finding
        }
    }
}
