import Crypto

/// An append-only record of every message whose end the sandbox saw, on the disk before the client is answered.
///
/// It is the evidence a crash test compares a ledger with: what is in it happened, in this order, whatever became of the
/// processes. One JSON object a recipient and line:
///
/// ```
/// {"key":"<a@b.example>","recipient":"ada@example.com","verdict":"accepted","sha256":"9f86…","size":10240,"milliseconds":8123456}
/// ```
///
/// `key` is the value of the key field, or the recipient where the message has no such field; `sha256` is of the content as it
/// was composed; `milliseconds` are monotonic, comparable between processes of one boot of one host.
///
/// ## Limits
/// Refusals at RCPT or DATA and connections closed before the dot are not in it.
public final class RecordingLog: Sendable {
    /// What names a message.
    public enum Key: Hashable, Sendable {
        /// The first field of this name, unfolded; `Message-ID`, or a field a test adds.
        case field(String)
        /// The recipient.
        case recipient
    }

    /// Where it is written.
    public let path: String
    /// Whether each line is on the disk before the client is answered; false is for speed.
    public let isSynced: Bool
    private let key: Key
    private let file: OutputFile

    /// Opens a log to add to it, or makes it, 0600.
    ///
    /// - Throws: `SandboxError.file`
    public init(path: String, isSynced: Bool = true, key: Key = .field("Message-ID")) throws(SandboxError) {
        self.path = path
        self.isSynced = isSynced
        self.key = key
        file = try OutputFile(appendingTo: path)
        if isSynced, let slash = path.lastIndex(of: "/"), slash > path.startIndex { try OutputFile.syncFolder(String(path[..<slash])) }
    }

    /// Adds lines, made by `lines(for:milliseconds:)`, with one write and at most one fsync.
    func append(_ lines: [UInt8]) throws(SandboxError) {
        try file.write(lines)
        if isSynced { try file.sync() }
    }

    /// The record of one message.
    func lines(for message: SandboxMessage, milliseconds: UInt64) -> [UInt8] {
        var digest: [UInt8] = []
        for byte in SHA256.hash(data: message.content) { digest += [Self.hex[Int(byte >> 4)], Self.hex[Int(byte & 15)]] }
        var lines: [UInt8] = []
        for recipient in message.envelope.recipients {
            lines += #"{"key":"#.utf8
            Self.appendString(name(of: message) ?? Array(recipient.address.utf8), to: &lines)
            lines += #","recipient":"#.utf8
            Self.appendString(Array(recipient.address.utf8), to: &lines)
            lines += #","verdict":"\#(message.verdict.rawValue)","sha256":""#.utf8
            lines += digest
            lines += #"","size":\#(message.size),"milliseconds":\#(milliseconds)}"#.utf8
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }

    private func name(of message: SandboxMessage) -> [UInt8]? {
        switch key {
        case .recipient: nil
        case .field(let name): message.field(name)
        }
    }

    private static let hex = Array("0123456789abcdef".utf8)

    /// A JSON string; bytes that are no UTF-8 become U+FFFD.
    private static func appendString(_ bytes: [UInt8], to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        for byte in String(decoding: bytes, as: UTF8.self).utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
            case 0..<0x20, 0x7F: line += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: line.append(byte)
            }
        }
        line.append(UInt8(ascii: "\""))
    }
}

extension SandboxMessage {
    /// The first field of a name, unfolded and trimmed; nil where the header section has none.
    func field(_ name: String) -> [UInt8]? {
        let wanted = name.utf8.map(SandboxLine.upper) + [UInt8(ascii: ":")]
        var start = content.startIndex
        while start < content.endIndex {
            let end = content[start...].firstIndex(of: UInt8(ascii: "\n")) ?? content.endIndex
            let line = content[start..<end]
            if line.isEmpty || line.first == UInt8(ascii: "\r") { return nil }
            if line.prefix(wanted.count).map(SandboxLine.upper) == wanted {
                return Self.unfolded(content[(start + wanted.count)...])
            }
            start = end + 1
        }
        return nil
    }

    /// A field body without its line breaks and outer blanks.
    private static func unfolded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var value: [UInt8] = []
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                let next = index + 1
                guard next < bytes.endIndex, isBlank(bytes[next]) else { break }
            } else if byte != UInt8(ascii: "\r") {
                value.append(byte)
            }
        }
        let inner = value.drop(while: isBlank)
        return Array(inner[..<((inner.lastIndex { !isBlank($0) }).map { $0 + 1 } ?? inner.startIndex)])
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
