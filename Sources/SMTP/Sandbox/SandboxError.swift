#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why the sandbox cannot go on.
public enum SandboxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file or folder cannot be made or written; the path, and the system's error number.
    case file(String, errno: Int32)
    /// The host to listen on is neither `localhost` nor a loopback address.
    case notLoopback(String)
    /// The address cannot be listened on; the address, and the system's error number.
    case cannotListen(String, errno: Int32)
    /// `start` was called twice, or after `stop`.
    case alreadyStarted

    /// One sentence for a person.
    public var description: String {
        switch self {
        case .file(let path, let number): "\(path): \(String(cString: strerror(number)))"
        case .notLoopback(let host): "the sandbox listens on loopback only, and \(host) is not: use 127.0.0.1 or ::1"
        case .cannotListen(let address, let number): "cannot listen on \(address): \(String(cString: strerror(number)))"
        case .alreadyStarted: "this sandbox was started before; make another one"
        }
    }
}
