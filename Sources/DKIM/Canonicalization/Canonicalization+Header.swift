extension Canonicalization {
    /// Appends the canonical form of one field, with its CRLF.
    ///
    /// SeeAlso: RFC 6376 §3.4.1, §3.4.2
    func append(_ field: HeaderFields.Field, of message: [UInt8], to output: inout [UInt8]) {
        switch self {
        case .simple:
            output.append(contentsOf: message[field.whole])
        case .relaxed:
            output.append(contentsOf: message[field.name].lazy.map(\.lowercased))
            output.append(.colon)
            Self.appendRelaxed(message, field.value, to: &output)
            output.append(.cr)
            output.append(.lf)
        }
    }

    /// Unfolds a value, makes every run of blanks one space, and drops those at either end.
    private static func appendRelaxed(_ message: [UInt8], _ value: Range<Int>, to output: inout [UInt8]) {
        var index = value.lowerBound
        var pendingSpace = false
        var isFirst = true
        while index < value.upperBound {
            let octet = message[index]
            if octet.isBlank {
                pendingSpace = true
                index += 1
            } else if message.isLineEnd(index) {
                // Inside a field a line end is always followed by a blank.
                index += 2
            } else {
                if pendingSpace && !isFirst { output.append(.space) }
                (pendingSpace, isFirst) = (false, false)
                output.append(octet)
                index += 1
            }
        }
    }
}
