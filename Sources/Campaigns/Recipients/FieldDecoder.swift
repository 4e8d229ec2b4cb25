/// Makes the texts of a record's fields from their bytes.
struct FieldDecoder {
    /// What the bytes of a whole record are, so that no field needs to be looked at twice.
    enum Form {
        case ascii, utf8, windows1252
        /// No text of the file's encoding in at least one field.
        case damaged
    }

    let form: Form
    let lineEnd: CSVDialect.LineEnd

    /// The texts; the first that cannot be decoded is said in `problem` where none is yet.
    func decode(
        _ fields: ArraySlice<CSVScanner.Field>, in bytes: UnsafeBufferPointer<UInt8>, problem: inout CSVProblem?
    ) -> [String] {
        var texts: [String] = []
        texts.reserveCapacity(fields.count)
        for field in fields {
            let content = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
            if field.isDoubled || field.isQuoted && lineEnd == .cr {
                texts.append(text(of: plain(content), number: texts.count, problem: &problem))
            } else {
                texts.append(text(of: content, number: texts.count, problem: &problem))
            }
        }
        return texts
    }

    private func text(of bytes: some Collection<UInt8>, number: Int, problem: inout CSVProblem?) -> String {
        switch form {
        case .ascii, .utf8:
            return String(decoding: bytes, as: UTF8.self)
        case .windows1252:
            return Windows1252.decode(bytes)
        case .damaged:
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            problem = problem ?? .undecodable(field: number)
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Takes back what quoting did to a field: doubled quotes, and in files of classic Mac OS the CR, as mail knows no bare one.
    private func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            var byte = bytes[position]
            position += 1
            let next = position < bytes.count ? bytes[position] : 0
            if byte == UInt8(ascii: "\""), next == byte { position += 1 }
            if byte == 0x0D, lineEnd == .cr, next != 0x0A { byte = 0x0A }
            content.append(byte)
        }
        return content
    }
}
