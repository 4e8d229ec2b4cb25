/// Unicode labels as letters, digits and hyphens.
///
/// SeeAlso: RFC 3492
enum Punycode {
    private static let base = 36
    private static let tMin = 1
    private static let tMax = 26
    private static let skew = 38
    private static let damp = 700
    private static let initialBias = 72
    private static let initialCode = 128

    /// The encoding of a label, without `xn--`; nil where a number overflows 32 bits, which no label of a domain does.
    static func encode(_ label: some Collection<Unicode.Scalar>) -> String? {
        let codes = label.map { Int($0.value) }
        var out = codes.filter { $0 < initialCode }.map { UInt8($0) }
        let basicCount = out.count
        if basicCount > 0 { out.append(ASCII.hyphen) }
        var (code, delta, bias) = (initialCode, 0, initialBias)
        var handled = basicCount
        while handled < codes.count {
            guard let next = codes.filter({ $0 >= code }).min() else { return nil }
            delta += (next - code) * (handled + 1)
            guard delta <= Int(Int32.max) else { return nil }
            code = next
            for other in codes {
                if other < code { delta += 1 }
                guard other == code else { continue }
                var rest = delta
                var position = base
                while true {
                    let threshold = min(max(position - bias, tMin), tMax)
                    if rest < threshold { break }
                    out.append(digit(threshold + (rest - threshold) % (base - threshold)))
                    rest = (rest - threshold) / (base - threshold)
                    position += base
                }
                out.append(digit(rest))
                bias = adapted(delta, count: handled + 1, isFirst: handled == basicCount)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The label behind an encoding given without `xn--`, or nil where it is none.
    static func decode(_ text: some StringProtocol) -> [Unicode.Scalar]? {
        let bytes = Array(text.utf8)
        var scalars: [Unicode.Scalar] = []
        var index = 0
        if let hyphen = bytes.lastIndex(of: ASCII.hyphen) {
            scalars = bytes[..<hyphen].map { Unicode.Scalar($0) }
            guard scalars.allSatisfy(\.isASCII) else { return nil }
            index = hyphen + 1
        }
        var (code, insertion, bias) = (initialCode, 0, initialBias)
        while index < bytes.count {
            let start = insertion
            var weight = 1
            var position = base
            while true {
                guard index < bytes.count, let value = value(of: bytes[index]) else { return nil }
                index += 1
                insertion += value * weight
                guard insertion <= Int(Int32.max) else { return nil }
                let threshold = min(max(position - bias, tMin), tMax)
                if value < threshold { break }
                weight *= base - threshold
                guard weight <= Int(Int32.max) else { return nil }
                position += base
            }
            let count = scalars.count + 1
            bias = adapted(insertion - start, count: count, isFirst: start == 0)
            code += insertion / count
            insertion %= count
            guard code >= initialCode, code <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
            scalars.insert(scalar, at: insertion)
            insertion += 1
        }
        return scalars
    }

    /// RFC 3492 §6.1
    private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var steps = 0
        while delta > (base - tMin) * tMax / 2 {
            delta /= base - tMin
            steps += base
        }
        return steps + (base - tMin + 1) * delta / (delta + skew)
    }

    private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? value + 0x61 : value - 26 + 0x30) }

    private static func value(of byte: UInt8) -> Int? {
        if byte.isASCIIDigit { return Int(byte) - 0x30 + 26 }
        return byte.isASCIILetter ? Int(byte | 0x20) - 0x61 : nil
    }
}
