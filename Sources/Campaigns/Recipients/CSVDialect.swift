/// How one CSV file is written: what RFC 4180 leaves to the programs that write it.
public struct CSVDialect: Hashable, Sendable {
    /// What stands between fields.
    public struct Delimiter: Hashable, Sendable {
        /// An ASCII character that is no quote, CR or LF.
        public let byte: UInt8

        /// RFC 4180's.
        public static let comma = Delimiter(byte: UInt8(ascii: ","))
        /// What Excel writes where the comma is the decimal sign.
        public static let semicolon = Delimiter(byte: UInt8(ascii: ";"))
        /// A tab, of TSV files and of text copied from a spreadsheet.
        public static let tab = Delimiter(byte: UInt8(ascii: "\t"))
        /// A vertical bar.
        public static let pipe = Delimiter(byte: UInt8(ascii: "|"))

        /// What is looked for, the most usual first.
        static let candidates = [comma, semicolon, tab, pipe]

        private init(byte: UInt8) { self.byte = byte }

        /// A delimiter by its character (`;`), or by `tab`, `\t`, `comma`, `semicolon`, `pipe`; nil for what cannot be one.
        public init?(_ text: String) {
            switch text {
            case "tab", "\\t": self = .tab
            case "comma": self = .comma
            case "semicolon": self = .semicolon
            case "pipe": self = .pipe
            default:
                guard let byte = text.utf8.first, text.utf8.count == 1, byte < 0x7F, byte >= 0x20 || byte == 0x09 else { return nil }
                guard byte != UInt8(ascii: "\"") else { return nil }
                self.byte = byte
            }
        }
    }

    /// What ends a line. All three are understood everywhere; the first one seen says what a CR inside quotes means.
    public enum LineEnd: Hashable, Sendable {
        case crlf, lf
        /// Classic Mac OS; a CR inside quotes is a line break too and is read as LF.
        case cr
    }

    /// What the user said about a file; nil where it is to be found out.
    public struct Given: Hashable, Sendable {
        /// Between fields; by default a `sep=` line says it, or the first records do.
        public var delimiter: Delimiter?
        /// By default a byte order mark or the bytes themselves say it.
        public var encoding: TextEncoding?

        /// What the user said.
        public init(delimiter: Delimiter? = nil, encoding: TextEncoding? = nil) {
            self.delimiter = delimiter
            self.encoding = encoding
        }
    }

    /// Between fields.
    public var delimiter: Delimiter
    /// How characters are stored; UTF-8 as long as only ASCII was seen.
    public var encoding: TextEncoding
    /// The end of the first line.
    public var lineEnd: LineEnd

    /// A dialect from its parts; RFC 4180's by default.
    public init(delimiter: Delimiter = .comma, encoding: TextEncoding = .utf8, lineEnd: LineEnd = .crlf) {
        self.delimiter = delimiter
        self.encoding = encoding
        self.lineEnd = lineEnd
    }
}

extension CSVDialect.Delimiter: CustomStringConvertible {
    /// `','`, `';'`, `tab`
    public var description: String { self == .tab ? "tab" : "'\(Character(Unicode.Scalar(byte)))'" }
}
