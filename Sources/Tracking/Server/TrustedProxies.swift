import HTTPTypes
import Hummingbird

/// Who asks, behind the proxies that are trusted to say so.
struct TrustedProxies: Sendable {
    let ranges: AddressRanges

    private static let forwarded = HTTPField.Name("X-Forwarded-For") ?? .userAgent

    /// The address of the client: the other end of the connection, or, while that is trusted, the last name before it in X-Forwarded-For.
    /// What stands further left anyone may have written.
    func client(of request: Request, _ context: TrackingContext) -> ClientAddress? {
        client(peer: context.peer.flatMap { ClientAddress($0) }, forwarded: request.headers)
    }

    func client(peer: ClientAddress?, forwarded fields: HTTPFields) -> ClientAddress? {
        guard let peer else { return nil }
        guard !ranges.isEmpty, ranges.contains(peer), let chain = fields[Self.forwarded] else { return peer }
        var client = peer
        for name in chain.split(separator: ",").suffix(32).reversed() {
            guard let address = ClientAddress(name) else { return client }
            client = address
            if !ranges.contains(address) { return client }
        }
        return client
    }
}
