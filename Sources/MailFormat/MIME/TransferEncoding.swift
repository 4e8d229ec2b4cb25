/// How a body's octets travel; the raw value is the Content-Transfer-Encoding.
///
/// SeeAlso: RFC 2045 §6
public enum TransferEncoding: String, Hashable, Sendable, CaseIterable {
    case sevenBit = "7bit"
    case eightBit = "8bit"
    case quotedPrintable = "quoted-printable"
    case base64

    /// The longest line that may travel unencoded, in octets.
    ///
    /// RFC 5322 §2.1.1 allows 998, but Sendmail breaks lines at 990 and others count differently, and a line broken on its way breaks DKIM.
    public static let longestPlainLine = 900

    /// The lightest encoding that brings a text through unharmed.
    ///
    /// The rule, counted over the text with `\n`, `\r\n` and `\r` as line breaks:
    /// 1. *7bit* if all octets are ASCII and *8bit* if not but `allow8Bit` is given, where no line is longer than 900 octets, ends in a blank
    ///    or starts with `From `, and there are no controls (NUL among them) but tabs and line breaks;
    /// 2. *quoted-printable* if at most one octet in six must be encoded (8-bit, controls, `=`): about where base64 gets shorter;
    /// 3. *base64* otherwise.
    public static func choose(for text: [UInt8], allow8Bit: Bool) -> TransferEncoding {
        text.withUnsafeBufferPointer { choose(for: TextCensus($0), allow8Bit: allow8Bit) }
    }

    static func choose(for census: TextCensus, allow8Bit: Bool) -> TransferEncoding {
        let travelsPlain =
            census.longestLine <= longestPlainLine && census.trailingBlanks == 0 && census.fromLines == 0 && census.controls == 0
        if travelsPlain, census.nonASCII == 0 { return .sevenBit }
        if travelsPlain, allow8Bit { return .eightBit }
        let encoded = census.nonASCII + census.controls + census.equalsSigns
        return encoded * 6 <= census.octets ? .quotedPrintable : .base64
    }

    /// Appends a text in this encoding, ending in CRLF whether or not it came with a line break there.
    func write(_ text: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
        let start = out.count
        switch self {
        case .sevenBit, .eightBit:
            LineBreaks.normalize(text, into: &out)
        case .quotedPrintable:
            QuotedPrintable.encode(text, into: &out)
        case .base64:
            // The encoded octets are text in canonical form, so they have CRLF inside (RFC 2049 §4).
            var canonical: [UInt8] = []
            canonical.reserveCapacity(text.count + text.count / 32)
            LineBreaks.normalize(text, into: &canonical)
            Base64MIME.encode(canonical, into: &out)
        }
        if out.count > start, out[out.count - 1] != ASCII.lf {
            out.append(ASCII.cr)
            out.append(ASCII.lf)
        }
    }
}
