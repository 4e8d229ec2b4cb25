#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Who works on a campaign, for a person to find. Whether it still does is told by the operating-system lock, not by this.
public struct RunOwner: Hashable, Sendable {
    /// Process number on its host.
    public var pid: Int
    /// The host's name.
    public var host: String
    /// What the kernel calls this boot; empty where it does not say.
    public var boot: String

    /// An owner from its parts.
    public init(pid: Int, host: String, boot: String) {
        self.pid = pid
        self.host = host
        self.boot = boot
    }

    /// This process.
    public static func current() -> RunOwner {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return RunOwner(pid: Int(getpid()), host: text(name), boot: bootID())
    }

    private static func bootID() -> String {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [CChar](repeating: 0, count: 64)
        let count = read(descriptor, &bytes, 36)
        return count == 36 ? text(bytes) : ""
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
