#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads the content of one message as strictly as RFC 5321 §2.3.8 and §4.5.2 say: only CRLF ends a line, only CRLF `.` CRLF
/// ends the content, and whatever breaks a rule is noted and kept.
///
/// The bytes are searched with memchr and copied in runs; nothing looks at one byte after the other.
struct SandboxContent {
    /// What the transaction allows.
    struct Rules: Hashable {
        /// DATA takes dot-stuffing off and ends at the dot; BDAT does neither.
        var isDotStuffed = true
        /// `BODY=8BITMIME`
        var allows8BitBody = false
        /// `SMTPUTF8`
        var allowsUTF8Header = false
        /// Octets; what goes over it is counted and thrown away.
        var maxSize = Int.max
        /// Whether anybody wants to see the bytes afterwards.
        var keepsBytes = true
        /// Octets announced by SIZE, 0 where it is not known.
        var expectedSize = 0
    }

    /// Where the next byte stands.
    private enum Position {
        /// Behind a CRLF, or at the start.
        case lineStart
        /// Behind a dot at the start of a line.
        case dot
        /// Behind such a dot and a CR.
        case dotCR
        /// Inside a line.
        case inLine
        /// Behind a CR inside a line.
        case inLineCR
    }

    /// RFC 5321 §4.5.3.1.6, less CRLF.
    static let maxLineLength = 998

    let rules: Rules
    /// The content so far, dot-stuffing taken off.
    private(set) var bytes: [UInt8] = []
    /// Octets so far, kept or not.
    private(set) var size = 0
    /// The first place where each rule was broken.
    private(set) var violations: [SandboxViolation] = []

    private var position = Position.lineStart
    private var lineNumber = 1
    private var lineLength = 0
    private var isInHeader = true

    init(_ rules: Rules) {
        self.rules = rules
        // A promise of a stranger's: bounded.
        if rules.keepsBytes { bytes.reserveCapacity(min(rules.expectedSize, 1 << 18)) }
    }

    var isTooBig: Bool { size > rules.maxSize }

    /// Reads `input[range]`.
    ///
    /// - Returns: the index behind the last byte read, and whether the end of the content was among them.
    mutating func read(_ input: [UInt8], _ range: Range<Int>) -> (end: Int, isComplete: Bool) {
        input.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return (range.upperBound, false) }
            return read(base, range)
        }
    }

    private mutating func read(_ base: UnsafeRawPointer, _ range: Range<Int>) -> (end: Int, isComplete: Bool) {
        let end = range.upperBound
        var index = range.lowerBound
        // Bytes from here on are read and not yet kept.
        var run = index
        while index < end {
            let byte = base.load(fromByteOffset: index, as: UInt8.self)
            switch position {
            case .lineStart:
                if byte == UInt8(ascii: "."), rules.isDotStuffed {
                    keep(base, run..<index)
                    index += 1
                    run = index
                    position = .dot
                } else {
                    position = .inLine
                }
            case .dot:
                if byte == UInt8(ascii: "\r") {
                    index += 1
                    run = index
                    position = .dotCR
                } else {
                    if byte != UInt8(ascii: ".") { note(.unstuffedDot) }
                    position = .inLine
                }
            case .dotCR:
                if byte == UInt8(ascii: "\n") { return (index + 1, true) }
                note(.unstuffedDot)
                note(.bareCR)
                keepCR()
                lineLength += 1
                position = .inLine
            case .inLineCR:
                if byte == UInt8(ascii: "\n") {
                    index += 1
                    endLine(base, &run, index)
                } else {
                    note(.bareCR)
                    lineLength += 1
                    position = .inLine
                }
            case .inLine:
                guard let newline = Self.find(UInt8(ascii: "\n"), base, index..<end) else {
                    leaveLineOpen(base, index..<end)
                    index = end
                    continue
                }
                if hasCR(base, index..<newline) {
                    lineLength += newline - 1 - index
                    index = newline + 1
                    endLine(base, &run, index)
                } else {
                    // Not the end of a line: a dot behind it stays content.
                    note(.bareLF)
                    lineLength += newline + 1 - index
                    index = newline + 1
                }
            }
        }
        keep(base, run..<end)
        return (end, false)
    }

    /// BDAT: nothing more comes.
    mutating func finish() {
        if position == .inLineCR { note(.bareCR) }
        if lineLength > Self.maxLineLength { note(.longLine) }
    }

    /// Whether the text in front of an LF ends in CR; notes any CR before that.
    private mutating func hasCR(_ base: UnsafeRawPointer, _ text: Range<Int>) -> Bool {
        guard let first = Self.find(UInt8(ascii: "\r"), base, text) else { return false }
        if first == text.upperBound - 1 { return true }
        note(.bareCR)
        return base.load(fromByteOffset: text.upperBound - 1, as: UInt8.self) == UInt8(ascii: "\r")
    }

    /// The input ends inside a line.
    private mutating func leaveLineOpen(_ base: UnsafeRawPointer, _ text: Range<Int>) {
        let last = text.upperBound - 1
        lineLength += text.count
        guard let first = Self.find(UInt8(ascii: "\r"), base, text) else { return }
        if first < last { note(.bareCR) }
        if base.load(fromByteOffset: last, as: UInt8.self) == UInt8(ascii: "\r") {
            lineLength -= 1
            position = .inLineCR
        }
    }

    private mutating func endLine(_ base: UnsafeRawPointer, _ run: inout Int, _ index: Int) {
        if lineLength > Self.maxLineLength { note(.longLine) }
        let isEmpty = lineLength == 0
        lineNumber += 1
        lineLength = 0
        position = .lineStart
        if isInHeader, isEmpty {
            keep(base, run..<index)
            run = index
            isInHeader = false
        }
    }

    /// Counts and keeps a run of bytes, and looks for octets that do not belong in it.
    private mutating func keep(_ base: UnsafeRawPointer, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let run = UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
        size += run.count
        if let place = Self.find(0, base, range) { note(.nul, line: line(of: place - range.lowerBound, in: run)) }
        if isInHeader ? !rules.allowsUTF8Header : !rules.allows8BitBody, Self.has8Bit(run) {
            let place = run.firstIndex { $0 >= 0x80 } ?? 0
            note(isInHeader ? .eightBitHeader : .eightBitBody, line: line(of: place, in: run))
        }
        guard rules.keepsBytes else { return }
        if isTooBig { bytes = [] } else { bytes.append(contentsOf: run) }
    }

    private mutating func keepCR() {
        size += 1
        if rules.keepsBytes, !isTooBig { bytes.append(UInt8(ascii: "\r")) }
    }

    private mutating func note(_ rule: SandboxViolation.Rule, line: Int? = nil) {
        guard !violations.contains(where: { $0.rule == rule }) else { return }
        violations.append(SandboxViolation(rule, line: line ?? lineNumber))
    }

    /// The number of the line a byte of a run stands in; the run ends in the current line.
    private func line(of place: Int, in run: UnsafeRawBufferPointer) -> Int {
        lineNumber - run[place...].reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    }

    private static func find(_ byte: UInt8, _ base: UnsafeRawPointer, _ range: Range<Int>) -> Int? {
        guard let found = memchr(base + range.lowerBound, Int32(byte), range.count) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// Eight octets at a time.
    private static func has8Bit(_ run: UnsafeRawBufferPointer) -> Bool {
        var bits: UInt64 = 0
        var offset = 0
        while offset + 8 <= run.count {
            bits |= run.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        while offset < run.count {
            bits |= UInt64(run[offset])
            offset += 1
        }
        return bits & 0x8080_8080_8080_8080 != 0
    }
}
