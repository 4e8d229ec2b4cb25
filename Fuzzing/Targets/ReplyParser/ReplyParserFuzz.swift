import FuzzTarget
import MailFormat

@testable import SMTP

/// What a relay sends, cut into pieces: the parser gives the same replies however they are cut, and nothing in them can hurt a terminal.
///
/// The first octet gives the length of the pieces; 0 for all at once.
@main enum ReplyParserFuzz: FuzzTarget {
    static func test(_ input: [UInt8]) {
        guard let length = input.first else { return }
        let whole = read(input.dropFirst(), pieces: 0)
        precondition(read(input.dropFirst(), pieces: Int(length)) == whole, "replies depend on how they were cut")
        for reply in whole.replies {
            precondition((200...599).contains(reply.code))
            precondition(reply.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
            // A class that disagrees with the code is no enhanced code (RFC 2034 §4).
            precondition(reply.enhanced.map { $0.statusClass == reply.code / 100 } ?? true)
        }
    }

    private struct Reading: Equatable {
        var replies: [SMTPReply] = []
        /// What exactly is wrong is said of the octets that had come, and how many those were is the network's affair.
        var isBroken = false
        var hasUnreadBytes = false
    }

    private static func read(_ bytes: ArraySlice<UInt8>, pieces length: Int) -> Reading {
        var reading = Reading()
        var parser = SMTPReplyParser()
        var rest = bytes
        do throws(ReplyProblem) {
            repeat {
                let piece = rest.prefix(length == 0 ? rest.count : length)
                rest = rest.dropFirst(piece.count)
                parser.append(piece)
                while let reply = try parser.next() { reading.replies.append(reply) }
            } while !rest.isEmpty
        } catch {
            precondition(!error.phrase.isEmpty)
            reading.isBroken = true
            return reading
        }
        reading.hasUnreadBytes = parser.hasUnreadBytes
        return reading
    }
}
