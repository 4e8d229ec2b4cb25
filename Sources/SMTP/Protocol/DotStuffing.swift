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
    /// 32 octets at a time: a CR at *i* must meet a LF at *i* + 1 and the other way round, so two loads one octet apart
    /// are compared and the differences or-ed together; what to do about them is asked once a block.
    static func survey(_ content: UnsafeRawBufferPointer) -> Survey {
        guard let base = content.baseAddress, content.count > 0 else { return Survey(isClean: true, dots: 0) }
        let count = content.count
        // The edges, which have no neighbour on one side.
        if content[0] == 0x0A || content[count - 1] == 0x0D { return Survey(isClean: false, dots: 0) }
        var dots = content[0] == 0x2E ? 1 : 0
        var position = 0
        let cr = SIMD32<UInt8>(repeating: 0x0D)
        let lf = SIMD32<UInt8>(repeating: 0x0A)
        let dot = SIMD32<UInt8>(repeating: 0x2E)
        let one = SIMD32<UInt8>(repeating: 1)
        let zero = SIMD32<UInt8>.zero
        while position + 33 <= count {
            // At most 255 rounds, so that a lane of counted dots cannot overflow.
            let end = min(count - 33, position + 254 * 32)
            var difference = zero
            var dotLanes = zero
            while position <= end {
                let here = base.loadUnaligned(fromByteOffset: position, as: SIMD32<UInt8>.self)
                let next = base.loadUnaligned(fromByteOffset: position + 1, as: SIMD32<UInt8>.self)
                let crs = zero.replacing(with: one, where: here .== cr)
                let lfs = zero.replacing(with: one, where: next .== lf)
                difference |= crs ^ lfs
                dotLanes &+= zero.replacing(with: one, where: (here .== lf) .& (next .== dot))
                position += 32
            }
            if difference != zero { return Survey(isClean: false, dots: 0) }
            if dotLanes != zero {
                for lane in 0..<32 { dots += Int(dotLanes[lane]) }
            }
        }
        while position + 1 < count {
            if (content[position] == 0x0D) != (content[position + 1] == 0x0A) { return Survey(isClean: false, dots: 0) }
            if content[position] == 0x0A, content[position + 1] == 0x2E { dots += 1 }
            position += 1
        }
        return Survey(isClean: true, dots: dots)
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
        if startsLine, content.first == 0x2E {
            target[0] = 0x2E
            written = 1
        }
        func copy(upTo end: Int) {
            UnsafeMutableRawBufferPointer(rebasing: target[written...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: content[start..<end]))
            written += end - start
            start = end
        }
        var position = 0
        while position + 1 < content.count {
            if content[position] == 0x0A, content[position + 1] == 0x2E {
                copy(upTo: position + 1)
                target[written] = 0x2E
                written += 1
            }
            position += 1
        }
        copy(upTo: content.count)
        return written
    }
}
