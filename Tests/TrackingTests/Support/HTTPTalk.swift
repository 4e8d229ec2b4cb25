import NIOCore
import NIOPosix

/// What came back for one request.
struct Answered: Sendable {
    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    var body: String

    init(_ text: String) {
        let halves = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = halves[0].split(separator: "\r\n")
        status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
        headers = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        body = halves.count > 1 ? String(halves[1]) : ""
    }
}

/// Speaks HTTP over a real socket, octet for octet: follows nothing, adds nothing.
struct HTTPTalk: Sendable {
    let port: Int

    /// Sends octets and returns all that comes until the other side closes.
    func raw(_ text: String) async throws -> String {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var out = ByteBuffer()
            do {
                for try await var part in inbound { out.writeBuffer(&part) }
            } catch let error as IOError where error.errnoCode == ECONNRESET {
                // What was said before counts.
            }
            return String(buffer: out)
        }
    }

    func request(
        _ method: String, _ path: String, _ headers: [String: String] = [:], body: String? = nil
    ) async throws -> Answered {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: t.example.com\r\nConnection: close\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if let body { text += "Content-Length: \(body.utf8.count)\r\n" }
        return Answered(try await raw(text + "\r\n" + (body ?? "")))
    }

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Answered { try await request("GET", path, headers) }

    func post(_ path: String, _ form: String, _ headers: [String: String] = [:]) async throws -> Answered {
        let type = ["Content-Type": "application/x-www-form-urlencoded"]
        return try await request("POST", path, headers.merging(type) { own, _ in own }, body: form)
    }
}
