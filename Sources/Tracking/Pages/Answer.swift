import HTTPTypes
import Hummingbird
import NIOCore

/// Answers as all routes make them: with the headers that keep a page from being framed, sniffed, cached or told of elsewhere.
enum Answer {
    /// What a page may do: nothing but show itself and send its own form.
    static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

    static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .userAgent
    static let robots = HTTPField.Name("X-Robots-Tag") ?? .userAgent

    /// A page.
    static func page(_ text: String, status: HTTPResponse.Status = .ok, policy: String = Answer.policy) -> Response {
        var response = Response(status: status, body: .init(byteBuffer: ByteBuffer(string: text)))
        response.headers[.contentType] = "text/html; charset=utf-8"
        response.headers[.contentSecurityPolicy] = policy
        harden(&response)
        return response
    }

    /// A line of text, for programs.
    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        var response = Response(status: status, body: .init(byteBuffer: ByteBuffer(string: text)))
        response.headers[.contentType] = "text/plain; charset=utf-8"
        harden(&response)
        return response
    }

    /// Nothing was taken: ask again.
    static func busy() -> Response {
        var response = text("busy, try again\n", status: .serviceUnavailable)
        response.headers[.retryAfter] = "2"
        return response
    }

    /// A page no caching, sniffing, indexing or referring goes with.
    static func harden(_ response: inout Response) {
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[referrerPolicy] = "no-referrer"
        response.headers[robots] = "noindex"
    }
}
