/// Reads a selector from left to right.
struct SelectorReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { index >= bytes.count }
    var isAtCombinator: Bool { current.isCSSBlank || current == UInt8(ascii: ">") }
    var isAtTrailingBlanks: Bool { bytes[index...].allSatisfy(\.isCSSBlank) }

    private var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

    mutating func skipBlanks() {
        while current.isCSSBlank { index += 1 }
    }

    /// Passes over what stands between two compounds; true for `>`.
    mutating func takeChildCombinator() -> Bool {
        skipBlanks()
        guard current == UInt8(ascii: ">") else { return false }
        index += 1
        skipBlanks()
        return true
    }

    /// One compound, and whether it has pseudo-classes; nil for one that is not understood.
    mutating func compound() -> (StyleSelector.Compound, hasPseudo: Bool)? {
        var compound = StyleSelector.Compound()
        var hasPseudo = false
        let start = index
        if current == UInt8(ascii: "*") {
            compound.isUniversal = true
            index += 1
        } else if let name = name() {
            compound.type = name.lowercased()
        }
        while !isAtEnd, !isAtCombinator {
            let mark = current
            index += 1
            switch mark {
            case UInt8(ascii: "."):
                guard let name = name() else { return nil }
                compound.classes.append(name)
            case UInt8(ascii: "#"):
                guard let name = name(), compound.id == nil else { return nil }
                compound.id = name
            case UInt8(ascii: "["):
                guard let test = attributeTest() else { return nil }
                compound.attributes.append(test)
            case UInt8(ascii: ":"):
                guard skipPseudo() else { return nil }
                hasPseudo = true
            default: return nil
            }
        }
        return index > start ? (compound, hasPseudo) : nil
    }

    private mutating func name() -> String? {
        let start = index
        while current.isCSSName, index < bytes.count { index += 1 }
        return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
    }

    /// `:hover`, `::before`, `:not(.a)`
    private mutating func skipPseudo() -> Bool {
        if current == UInt8(ascii: ":") { index += 1 }
        guard name() != nil else { return false }
        if current == UInt8(ascii: "(") {
            index = CSSText.run(in: bytes, index + 1..<bytes.count, until: [UInt8(ascii: ")")]).upperBound + 1
        }
        return index <= bytes.count
    }

    private mutating func attributeTest() -> StyleSelector.AttributeTest? {
        skipBlanks()
        guard let name = name() else { return nil }
        skipBlanks()
        var test = StyleSelector.AttributeTest(name: name.lowercased())
        if current != UInt8(ascii: "]") {
            test.relation = current
            if current != UInt8(ascii: "=") {
                guard "~|^$*".utf8.contains(current) else { return nil }
                index += 1
            }
            guard current == UInt8(ascii: "=") else { return nil }
            index += 1
            skipBlanks()
            guard let value = attributeValue() else { return nil }
            test.value = value
            skipBlanks()
        }
        guard current == UInt8(ascii: "]") else { return nil }
        index += 1
        return test
    }

    private mutating func attributeValue() -> String? {
        let quote = current
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return name() }
        index += 1
        let start = index
        while index < bytes.count, bytes[index] != quote {
            guard bytes[index] != UInt8(ascii: "\\") else { return nil }
            index += 1
        }
        guard index < bytes.count else { return nil }
        index += 1
        return String(decoding: bytes[start..<index - 1], as: UTF8.self)
    }
}
