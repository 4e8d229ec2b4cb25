import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /o/HANDLE.gif`: the pixel. HEAD answers the same and counts nothing.
struct OpenRoutes: RouteGroup {
    let handles: HandleCheck
    let visits: Visits
    let proxies: TrustedProxies

    func add(to router: Router<TrackingContext>) {
        router.get("/o/:file") { request, context in try await open(request, context) }
        router.head("/o/:file") { request, context in try await head(context) }
    }

    private func open(_ request: Request, _ context: TrackingContext) async throws -> Response {
        guard let text = Self.handle(context), let handle = try await handles.verify(text) else { throw HTTPError(.notFound) }
        if visits.rules.opens {
            try visits.take(
                visits.facts(.pixel, request, client: proxies.client(of: request, context), handle: text), of: handle, request)
        }
        return Self.pixel
    }

    private func head(_ context: TrackingContext) async throws -> Response {
        guard let text = Self.handle(context), try await handles.verify(text) != nil else { throw HTTPError(.notFound) }
        visits.recent.note(text, .pixel)
        return Self.pixel
    }

    private static func handle(_ context: TrackingContext) -> Substring? {
        guard let file = context.parameters.get("file"), file.hasSuffix(".gif") else { return nil }
        return file.dropLast(4)
    }

    private static let pixel: Response = {
        var response = Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: gif)))
        response.headers[.contentType] = "image/gif"
        Answer.harden(&response)
        return response
    }()

    /// GIF89a, 1 × 1, transparent: 43 octets.
    static let gif: [UInt8] =
        Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF]
        + [0x21, 0xF9, 4, 1, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
}
