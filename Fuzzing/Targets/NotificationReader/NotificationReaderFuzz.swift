import FuzzTarget
import MailFormat

@testable import Feedback

/// Any octets as the fields of a delivery status notification, and as a report in words: something is found, bounded and printable.
@main enum NotificationReaderFuzz: FuzzTarget {
    private static let head = Array(
        """
        From: MAILER-DAEMON@mx.example.net
        Subject: Delivery report
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status


        """.utf8)
    private static let words = Array("From: MAILER-DAEMON@mx.example.net\nSubject: Undelivered mail\n\n".utf8)

    static func test(_ input: [UInt8]) {
        precondition(DeliveryStatus(input).recipients.count <= DeliveryStatus.mostRecipients)
        for mail in [input, head + input, words + input] {
            let findings = FeedbackReader.read(mail)
            precondition(!findings.isEmpty && findings.count <= DeliveryStatus.mostRecipients)
            for finding in findings {
                precondition((finding.diagnostic ?? "").utf8.count <= 1024 && (finding.diagnostic ?? "").utf8.allSatisfy { $0 >= 0x20 })
                precondition(finding.kind == .none || finding.reason != nil)
            }
        }
    }
}
