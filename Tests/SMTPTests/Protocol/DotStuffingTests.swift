import Testing

@testable import SMTP

@Suite struct DotStuffingTests {
    private func survey(_ bytes: [UInt8]) -> DotStuffing.Survey { bytes.withUnsafeBytes(DotStuffing.survey) }

    private func stuffed(_ bytes: [UInt8], cuts: [Int] = []) -> [UInt8] {
        let dots = survey(bytes).dots
        var out: [UInt8] = []
        var start = 0
        for end in cuts + [bytes.count] {
            let piece = Array(bytes[start..<end])
            var room = [UInt8](repeating: 0xEE, count: piece.count + dots)
            let startsLine = start == 0 || bytes[start - 1] == 0x0A
            let count = piece.withUnsafeBytes { source in
                room.withUnsafeMutableBytes { DotStuffing.write(source, startsLine: startsLine, dots: dots, into: $0) }
            }
            out += room.prefix(count)
            start = end
        }
        return out
    }

    /// What a receiver does, RFC 5321 §4.5.2, written down another way: line by line.
    private func unstuffed(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var startsLine = true
        for byte in bytes {
            if startsLine, byte == 0x2E {
                startsLine = false
                continue
            }
            startsLine = byte == 0x0A
            out.append(byte)
        }
        return out
    }

    /// Every text of up to seven pieces out of CRLF, dot and letter.
    private var texts: [[UInt8]] {
        var all: [[UInt8]] = [[]]
        var longest: [[UInt8]] = [[]]
        for _ in 0..<7 {
            longest = longest.flatMap { text in [[13, 10], [0x2E], [0x61]].map { text + $0 } }
            all += longest
        }
        return all
    }

    @Test func `a receiver gets back what was sent, however it was cut`() {
        for text in texts {
            let whole = stuffed(text)
            #expect(unstuffed(whole) == text)
            #expect(survey(text).isClean)
            #expect(survey(text).dots == whole.count - text.count)
            for cut in 0...text.count where cut > 0 { #expect(stuffed(text, cuts: [cut]) == whole) }
        }
    }

    @Test func `no stuffed content holds the end of data`() {
        for text in texts where text.last == 10 {
            let sent = shown(stuffed(text))
            #expect(!sent.hasPrefix(".␍") && !sent.contains("␊\n.␍"))
        }
    }

    /// The vector part and the tail part must find the same: a bad octet at every place of texts of every length around 32.
    @Test func `a lone CR or LF is found at every place`() {
        for length in [1, 2, 31, 32, 33, 34, 63, 64, 65, 66, 100] {
            for place in 0..<length {
                for bad: UInt8 in [13, 10] {
                    var text = [UInt8](repeating: 0x61, count: length)
                    text[place] = bad
                    #expect(!survey(text).isClean, "\(bad) at \(place) of \(length)")
                }
            }
        }
    }

    @Test(arguments: ["a\n.\r\n", "a\r.\r\n", "a\r\n.\n", "\n", "\r", "a\r\r\n", "a\n\r\n", "a\r\n\n", "a\n\r"])
    func `the texts smuggling is made of do not pass`(text: String) {
        #expect(!survey(Array(text.utf8)).isClean)
    }

    @Test func `dots are counted in long content`() {
        let line = Array(".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".utf8)
        for count in [1, 7, 300, 20_000] {
            let text = (0..<count).flatMap { _ in line }
            #expect(survey(text) == DotStuffing.Survey(isClean: true, dots: count))
        }
    }
}
