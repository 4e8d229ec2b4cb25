import Crypto

extension Canonicalization {
    /// SHA-256 of the canonical body.
    ///
    /// SeeAlso: RFC 6376 §3.4.3, §3.4.4, §3.7
    func bodyHash(of message: [UInt8], from start: Int) -> [UInt8] {
        withBody(of: message, from: start) { Self.hash($0[...]) }
    }

    /// SHA-256 of the first octets of the canonical body, as `l=` wants it, and how many octets come behind them;
    /// nil where the body is shorter than that.
    func bodyHash(of message: [UInt8], from start: Int, length: Int) -> (hash: [UInt8], rest: Int)? {
        withBody(of: message, from: start) { body in
            length <= body.count ? (Self.hash(body[..<length]), body.count - length) : nil
        }
    }

    private static func hash(_ octets: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        var hash = SHA256()
        hash.update(bufferPointer: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: octets)))
        return Array(hash.finalize())
    }

    /// The canonical body.
    func body(of message: [UInt8], from start: Int = 0) -> [UInt8] {
        withBody(of: message, from: start) { Array($0) }
    }

    /// Calls with the canonical body: the message's own bytes where they are canonical already, a copy otherwise.
    private func withBody<Result>(
        of message: [UInt8], from start: Int, _ use: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        message.withUnsafeBufferPointer { message in
            let body = UnsafeBufferPointer(rebasing: message[start...])
            if endsCanonically(body), self == .simple || BlankRuns.next(in: body, from: 0) == body.count {
                return use(body)
            }
            let copy = [UInt8](unsafeUninitializedCapacity: body.count + 2) { output, count in
                count = self == .simple ? output.copy(body, 0..<body.count, at: 0) : Self.relax(body, into: output)
                count = finish(output, count)
            }
            return copy.withUnsafeBufferPointer(use)
        }
    }

    /// Copies a body with every run of blanks made one space, and none at the ends of lines. Gives back the length.
    ///
    /// Where a body ends without CRLF its last blanks are not at the end of a line; dkimpy and libdkim leave a space there too.
    private static func relax(_ body: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var (index, length) = (0, 0)
        while index < body.count {
            let run = BlankRuns.next(in: body, from: index)
            length = output.copy(body, index..<run, at: length)
            index = run
            guard index < body.count else { break }
            while index < body.count, body[index].isBlank { index += 1 }
            if index == body.count || !body.isLineEnd(index) {
                output.initializeElement(at: length, to: .space)
                length += 1
            }
        }
        return length
    }

    /// Whether a body has exactly one line end at its end, or is the canonical empty body.
    private func endsCanonically(_ body: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = body.count
        guard count >= 2, body.isLineEnd(count - 2) else { return count == 0 && self == .relaxed }
        if count == 2 { return self == .simple }
        return count < 4 || !body.isLineEnd(count - 4)
    }

    /// Removes empty lines at the end of a body and sees that a line end is there. Gives back the new length.
    ///
    /// An empty body is CRLF when simple and nothing when relaxed.
    private func finish(_ output: UnsafeMutableBufferPointer<UInt8>, _ length: Int) -> Int {
        let bytes = UnsafeBufferPointer(output)
        var length = length
        while length >= 2, bytes.isLineEnd(length - 2) { length -= 2 }
        if length == 0 && self == .relaxed { return 0 }
        output.initializeElement(at: length, to: .cr)
        output.initializeElement(at: length + 1, to: .lf)
        return length + 2
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether CRLF stands at an index.
    fileprivate func isLineEnd(_ index: Int) -> Bool {
        self[index] == .cr && index + 1 < count && self[index + 1] == .lf
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Copies a range of another buffer and gives back where the copy ends.
    fileprivate func copy(_ source: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, at index: Int) -> Int {
        guard let from = source.baseAddress, let to = baseAddress else { return index }
        to.advanced(by: index).initialize(from: from.advanced(by: range.lowerBound), count: range.count)
        return index + range.count
    }
}
