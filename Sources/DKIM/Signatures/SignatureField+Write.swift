/// Writes a DKIM-Signature field tag by tag, folded before column 77 where the syntax allows it.
///
/// SeeAlso: RFC 6376 §3.5
struct SignatureFieldWriter {
    private(set) var bytes = Array("DKIM-Signature:".utf8)
    private var column = 15
    private static let width = 76

    /// Adds a tag that must stay in one piece.
    mutating func append(_ name: String, _ value: String) {
        append(piece: "\(name)=\(value);")
    }

    /// Adds `h=`; it may be folded at its colons.
    mutating func append(headers: [String]) {
        for (index, header) in headers.enumerated() {
            let isLast = index == headers.count - 1
            append(piece: (index == 0 ? "h=" : "") + header + (isLast ? ";" : ":"), blank: index == 0)
        }
    }

    /// Ends the list with an empty `b=`: what is signed.
    mutating func appendEmptySignature() {
        append(piece: "b=")
    }

    /// Fills in `b=`, folded, and ends the field.
    mutating func finish(signature: [UInt8]) {
        var rest = Base64.encode(signature)[...]
        while !rest.isEmpty {
            if column >= Self.width { fold() }
            let line = rest.prefix(Self.width - column)
            bytes.append(contentsOf: line)
            column += line.count
            rest = rest.dropFirst(line.count)
        }
        bytes.append(.cr)
        bytes.append(.lf)
    }

    private mutating func append(piece: String, blank: Bool = true) {
        if column + (blank ? 1 : 0) + piece.utf8.count > Self.width {
            fold()
        } else if blank {
            bytes.append(.space)
            column += 1
        }
        bytes.append(contentsOf: piece.utf8)
        column += piece.utf8.count
    }

    private mutating func fold() {
        bytes.append(contentsOf: [.cr, .lf, .space])
        column = 1
    }
}
