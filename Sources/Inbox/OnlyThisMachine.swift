import Hummingbird

/// Refuses requests whose Host is not this machine: a name elsewhere that was made to lead here (DNS rebinding) reads nothing.
struct OnlyThisMachine<Context: RequestContext>: RouterMiddleware {
    let host: String

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        guard let authority = request.head.authority else { throw HTTPError(.badRequest) }
        let name = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        guard ["localhost", "127.0.0.1", "[::1]", host, "[\(host)]"].contains(String(name)) else { throw HTTPError(.forbidden) }
        return try await next(request, context)
    }
}
