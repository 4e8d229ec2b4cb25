/// What a User-Agent says of whoever sends it.
public enum AgentKind: String, Hashable, Sendable {
    /// A browser, or a mail program.
    case reader
    /// Fetches images for people who read mail elsewhere.
    case imageProxy = "proxy"
    /// A crawler, a scanner, a library, a monitor: software by itself.
    case bot
    /// Nothing, or nothing that can be read.
    case none
}

/// Tells programs by their names.
public enum AgentTable {
    /// The kind of a User-Agent.
    public static func classify(_ agent: String) -> AgentKind {
        let text = agent.lowercased()
        guard !text.isEmpty else { return .none }
        if imageProxies.contains(where: { text.contains($0) }) { return .imageProxy }
        if bots.contains(where: { text.contains($0) }) { return .bot }
        return .reader
    }

    private static let imageProxies = ["googleimageproxy", "yahoomailproxy"]
    private static let bots = ["bot", "crawl", "spider", "curl/", "wget/", "python-", "go-http-client", "http://", "https://"]
}
