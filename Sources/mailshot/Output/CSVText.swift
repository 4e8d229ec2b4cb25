import Campaigns

/// One line of CSV output, quoted as RFC 4180 says and safe to open in a spreadsheet.
enum CSVText {
    /// Fields joined by commas, ended by CRLF. A field that a spreadsheet would take for a formula gets an apostrophe before it.
    static func line(_ fields: [String]) -> String {
        var bytes: [UInt8] = []
        CSVWriter(guardsFormulas: true).append(fields, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
