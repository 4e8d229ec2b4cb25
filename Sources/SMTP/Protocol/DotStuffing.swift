#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Puts message content into the form DATA wants: a dot in front of every line that begins with one.
///
/// It is also the second, independent gate against smuggling: content with a CR or LF that is not part of CRLF does not
/// pass. The first gate is whoever composed the message.
///
/// SeeAlso: RFC 5321 §4.5.2, §2.3.8
enum DotStuffing {
    /// What content looks like, found in one pass.
    struct Survey: Hashable, Sendable {
        /// Whether every CR is followed by LF and every LF follows a CR.
        var isClean: Bool
        /// How many lines begin with a dot: by so many octets content grows.
        var dots: Int
    }

    /// Looks at content without changing it.
    ///
    /// Line by line, found by `memchr`, which looks at 32 octets at a time: every LF must follow a CR, and there must be as many CRs as
    /// LFs, so that no CR stands alone.
    static func survey(_ content: UnsafeRawBufferPointer) -> Survey {
        var survey = Survey(isClean: true, dots: content.first == dot ? 1 : 0)
        var lines = 0
        var start = 0
        while let end = position(of: lineFeed, in: content, from: start) {
            guard end > 0, content[end - 1] == carriageReturn else { return Survey(isClean: false, dots: 0) }
            lines += 1
            start = end + 1
            if start < content.count, content[start] == dot { survey.dots += 1 }
        }
        var returns = 0
        start = 0
        while let end = position(of: carriageReturn, in: content, from: start) {
            returns += 1
            start = end + 1
        }
        return returns == lines ? survey : Survey(isClean: false, dots: 0)
    }

    /// Writes content with its dots doubled; the target has room for `content.count` and the surveyed dots.
    ///
    /// - Parameters:
    ///   - startsLine: Whether the content begins a line; false for a later piece that goes on in the middle of one.
    ///   - dots: What the survey counted, of the whole content where this is a piece of it; 0 is a plain copy.
    /// - Returns: How many octets were written.
    static func write(
        _ content: UnsafeRawBufferPointer, startsLine: Bool, dots: Int, into target: UnsafeMutableRawBufferPointer
    ) -> Int {
        if dots == 0 {
            target.copyMemory(from: content)
            return content.count
        }
        var written = 0
        var start = 0
        func copy(upTo end: Int) {
            UnsafeMutableRawBufferPointer(rebasing: target[written...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: content[start..<end]))
            written += end - start
            start = end
        }
        func double() {
            target[written] = dot
            written += 1
        }
        if startsLine, content.first == dot { double() }
        var search = 0
        while let end = position(of: lineFeed, in: content, from: search) {
            search = end + 1
            guard search < content.count, content[search] == dot else { continue }
            copy(upTo: search)
            double()
        }
        copy(upTo: content.count)
        return written
    }

    private static let carriageReturn: UInt8 = 0x0D
    private static let lineFeed: UInt8 = 0x0A
    private static let dot: UInt8 = 0x2E

    private static func position(of byte: UInt8, in content: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = content.baseAddress, start < content.count else { return nil }
        return memchr(base + start, Int32(byte), content.count - start).map { UnsafeRawPointer($0) - base }
    }
}
