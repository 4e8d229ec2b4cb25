import HTTPTypes
import Hummingbird
import MailFormat

/// The fields of a form: `application/x-www-form-urlencoded` or `multipart/form-data` (RFC 7578), as RFC 8058 §3.2 lets a receiver send both.
///
/// Names are compared in lower case. What is neither is no form and has no fields.
struct FormBody: Sendable {
    private var fields: [String: String] = [:]
    /// Fields that are looked at.
    private static let most = 100

    subscript(name: String) -> String? { fields[name] }

    /// Every field.
    var all: [String: String] { fields }

    /// Reads the body of a request.
    ///
    /// - Throws: 413 where it is longer than `limit` octets.
    init(_ request: Request, upTo limit: Int) async throws {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw HTTPError(.contentTooLarge) }
        var bytes: [UInt8] = []
        for try await chunk in request.body {
            guard bytes.count + chunk.readableBytes <= limit else { throw HTTPError(.contentTooLarge) }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        self.init(bytes, type: request.headers[.contentType] ?? "")
    }

    init(_ bytes: [UInt8], type: String) {
        let media = ReadContentType(Array(type.utf8))
        if media.mediaType == "multipart/form-data", let boundary = media.parameters["boundary"], !boundary.isEmpty {
            readParts(bytes, boundary: boundary)
        } else {
            readPairs(bytes)
        }
    }

    private mutating func readPairs(_ bytes: [UInt8]) {
        for pair in bytes.split(separator: UInt8(ascii: "&")).prefix(Self.most) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            set(Self.decoded(halves[0]), halves.count == 2 ? Self.decoded(halves[1]) : "")
        }
    }

    private mutating func readParts(_ bytes: [UInt8], boundary: String) {
        let header = Array("Content-Type: multipart/form-data; boundary=\"\(boundary.filter { $0 != "\"" && $0 != "\\" })\"\r\n\r\n".utf8)
        for part in ReadMessage((header + bytes)[...]).parts.prefix(Self.most) {
            guard let disposition = part.header.value("content-disposition") else { continue }
            let parameters = ReadContentType(Array("x/x".utf8) + disposition.drop { $0 != UInt8(ascii: ";") }).parameters
            if let name = parameters["name"] { set(name, part.text) }
        }
    }

    private mutating func set(_ name: String, _ value: String) {
        let name = name.lowercased()
        if fields[name] == nil { fields[name] = String(value.trimmingBlanks().prefix { !$0.isNewline }) }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        var out: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
