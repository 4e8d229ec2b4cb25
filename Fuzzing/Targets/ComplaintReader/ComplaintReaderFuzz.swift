import FuzzTarget
import MailFormat

@testable import Feedback

/// Any octets as a feedback report, behind its head and as a whole mail, in an mbox and as a line of a log.
@main enum ComplaintReaderFuzz: FuzzTarget {
    private static let head = Array(
        """
        From: fbl@provider.example
        Subject: FW: News
        Content-Type: multipart/report; report-type=feedback-report; boundary=b

        --b
        Content-Type: message/feedback-report


        """.utf8)

    static func test(_ input: [UInt8]) {
        let findings = FeedbackReader.read(head + input)
        precondition(!findings.isEmpty)
        precondition(findings.allSatisfy { $0.kind == .complaint ? $0.reason == .complaint : true })
        var scanner = MboxScanner(longest: 1000)
        var last = 0
        for byte in input {
            scanner.feed([byte]) { message in
                precondition(message.mail.count <= 1000 && message.end >= last)
                last = message.end
            }
        }
        scanner.finish { precondition($0.end == input.count) }
        _ = PostfixDelivery(input[...], now: Timestamp(milliseconds: 1_795_572_000_000))
        _ = IMAPReply.search(input)
        _ = POP3Mailbox.names(input)
    }
}
