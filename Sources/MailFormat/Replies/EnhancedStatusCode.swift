/// `class.subject.detail` of RFC 3463: what a reply or a bounce says beyond three digits.
public struct EnhancedStatusCode: Hashable, Sendable, CustomStringConvertible {
    /// 2 success, 4 persistent transient failure, 5 permanent failure.
    public var statusClass: Int
    /// 0…999
    public var subject: Int
    /// 0…999
    public var detail: Int

    /// A code from its parts.
    public init(_ statusClass: Int, _ subject: Int, _ detail: Int) {
        self.statusClass = statusClass
        self.subject = subject
        self.detail = detail
    }

    /// The code that is the whole of `text`: `5.1.1`. Nil for anything else, such as class 3 or four digits.
    ///
    /// SeeAlso: RFC 3463 §2
    public init?(parsing text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard let (code, length) = Self.prefix(of: bytes[...]), length == bytes.count else { return nil }
        self = code
    }

    /// The code that `bytes` start with, and its length; what follows must not be a digit, a letter or another dot and digit.
    static func prefix(of bytes: ArraySlice<UInt8>) -> (EnhancedStatusCode, length: Int)? {
        var index = bytes.startIndex
        func number() -> Int? {
            let first = index
            var value = 0
            while index < bytes.endIndex, bytes[index].isASCIIDigit {
                guard index - first < 3 else { return nil }
                value = value * 10 + Int(bytes[index] - 0x30)
                index += 1
            }
            return index > first ? value : nil
        }
        func dot() -> Bool {
            guard index < bytes.endIndex, bytes[index] == ASCII.dot else { return false }
            index += 1
            return true
        }
        guard let statusClass = number(), dot(), let subject = number(), dot(), let detail = number() else { return nil }
        if index < bytes.endIndex {
            if bytes[index].isASCIILetter { return nil }
            if bytes[index] == ASCII.dot, index + 1 < bytes.endIndex, bytes[index + 1].isASCIIDigit { return nil }
        }
        guard statusClass == 2 || statusClass == 4 || statusClass == 5 else { return nil }
        return (EnhancedStatusCode(statusClass, subject, detail), index - bytes.startIndex)
    }

    /// `5.1.1`
    public var description: String { "\(statusClass).\(subject).\(detail)" }
}
