extension CSVDialect {
    /// Finds out how a file is written from its beginning (ASCII-compatible bytes without a mark, and without the `sep=` line).
    ///
    /// The delimiter is the candidate in the first record by which most of the first hundred records have as many fields as the
    /// first one; then the one that makes more fields. So a comma in every name does not beat the semicolon of the header.
    /// A first record that holds no candidate means a single column, and a comma.
    static func detect(in sample: UnsafeBufferPointer<UInt8>, isWhole: Bool, given: Given, encoding: TextEncoding) -> CSVDialect {
        var best = (delimiter: given.delimiter ?? .comma, agreement: 0.0, width: 1)
        for candidate in given.delimiter.map({ [$0] }) ?? Delimiter.candidates {
            let widths = widths(in: sample, isWhole: isWhole, delimiter: candidate)
            guard let width = widths.first, width > 1 else { continue }
            let agreement = Double(widths.count { $0 == width }) / Double(widths.count)
            if agreement > best.agreement || agreement == best.agreement && width > best.width {
                best = (candidate, agreement, width)
            }
        }
        return CSVDialect(delimiter: best.delimiter, encoding: encoding, lineEnd: firstLineEnd(in: sample, best.delimiter))
    }

    /// Numbers of fields in the first hundred records that are not blank.
    private static func widths(in sample: UnsafeBufferPointer<UInt8>, isWhole: Bool, delimiter: Delimiter) -> [Int] {
        var scanner = CSVScanner(delimiter: delimiter)
        var widths: [Int] = []
        var position = 0
        while position < sample.count, widths.count < 100,
            case .record(_, let next, _) = scanner.scan(sample, from: position, more: isWhole ? .none : .refused)
        {
            // The last record of a part may be cut anywhere: only a first one counts all the same.
            if next == sample.count, !isWhole, !widths.isEmpty { break }
            if !scanner.isBlank { widths.append(scanner.fields.count) }
            position = next
        }
        return widths
    }

    private static func firstLineEnd(in sample: UnsafeBufferPointer<UInt8>, _ delimiter: Delimiter) -> LineEnd {
        var scanner = CSVScanner(delimiter: delimiter)
        guard case .record(let end, let next, _) = scanner.scan(sample, from: 0, more: .none), end < next else { return .lf }
        return next - end == 2 ? .crlf : sample[end] == UInt8(ascii: "\n") ? .lf : .cr
    }

    /// The delimiter that Excel's `sep=;` line states, and where the line after it begins. The line may be quoted.
    static func separatorLine(in sample: UnsafeBufferPointer<UInt8>) -> (delimiter: Delimiter, next: Int)? {
        guard let end = sample.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }), end <= 8 else { return nil }
        var line = String(decoding: sample[..<end], as: UTF8.self)
        if line.hasPrefix("\""), line.hasSuffix("\"") { line = String(line.dropFirst().dropLast()) }
        guard line.lowercased().hasPrefix("sep="), let delimiter = Delimiter(String(line.dropFirst(4))) else { return nil }
        let isPair = sample[end] == 0x0D && end + 1 < sample.count && sample[end + 1] == 0x0A
        return (delimiter, end + (isPair ? 2 : 1))
    }
}
