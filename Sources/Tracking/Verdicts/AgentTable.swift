/// What a User-Agent says of whoever sends it.
public enum AgentKind: String, Hashable, Sendable, CaseIterable {
    /// A browser, or a mail program.
    case reader
    /// Fetches images for people who read mail elsewhere.
    case imageProxy = "proxy"
    /// A crawler, a scanner, a library, a monitor: software by itself.
    case bot
    /// Nothing.
    case none
}

/// Tells programs by the names they give themselves. What hides behind a browser's name is told by what it does (``VisitJudge``).
public enum AgentTable {
    /// Octets of a User-Agent that are looked at.
    static let longest = 1024

    /// The kind of a User-Agent.
    ///
    /// A proxy's name counts before a program's, since proxies name themselves beside the browser they stand for. What names itself as no
    /// browser or mail program does (`Mozilla/`, `Outlook` …) is software by itself, whatever its name.
    public static func classify(_ agent: String) -> AgentKind {
        let text = Array(agent.utf8.prefix(longest).map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 })
        guard text.contains(where: { $0 > 0x20 }) else { return .none }
        func names(_ list: [[UInt8]]) -> Bool { list.contains { text.firstRange(of: $0) != nil } }
        if names(imageProxies) { return .imageProxy }
        if names(programs) || names(words) && !names(innocent) { return .bot }
        return names(readers) ? .reader : .bot
    }
}
