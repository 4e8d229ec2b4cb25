import MailFormat

/// Untagged responses, as curl hands them on: only what is asked for here is understood, and everything is bounded.
///
/// SeeAlso: RFC 9051 §7
enum IMAPReply {
    /// The numbers of `* SEARCH 4 5 9`, in their order; at most a million.
    static func search(_ bytes: [UInt8]) -> [UInt32] {
        var numbers: [UInt32] = []
        for words in lines(bytes) where words.count >= 2 && words[1].uppercased() == "SEARCH" {
            numbers += words.dropFirst(2).prefix(1_000_000 - numbers.count).compactMap { UInt32($0) }
        }
        return numbers.sorted()
    }

    /// The number behind a word of `* STATUS INBOX (UIDVALIDITY 17 UIDNEXT 4)`.
    static func status(_ bytes: [UInt8], _ name: String) -> UInt32? {
        for words in lines(bytes) where words.count >= 2 && words[1].uppercased() == "STATUS" {
            if let index = words.firstIndex(where: { $0.uppercased() == name }), index + 1 < words.endIndex {
                return UInt32(words[index + 1])
            }
        }
        return nil
    }

    /// `1:3,7` of numbers in order.
    static func set(_ numbers: [UInt32]) -> String {
        var ranges: [ClosedRange<UInt32>] = []
        for number in numbers.sorted() {
            if let last = ranges.last, number == last.upperBound &+ 1 {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }.joined(separator: ",")
    }

    /// A mailbox name as a quoted string (RFC 9051 §9).
    static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func lines(_ bytes: [UInt8]) -> [[String]] {
        String(decoding: bytes.prefix(16 << 20), as: UTF8.self).split { $0 == "\n" || $0 == "\r\n" }.map { line in
            line.split { $0 == " " || $0 == "(" || $0 == ")" || $0 == "\r" }.map(String.init)
        }
    }
}
