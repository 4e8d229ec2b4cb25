import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a person should read of an error of the network: `Connection refused`, without the machinery around it.
enum NetworkTrouble {
    static func describe(_ error: any Error) -> String {
        switch error {
        case let error as ProxyProblem: return error.description
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first { return describe(first.error) }
            return "the name \(error.host) has no address"
        case let error as IOError:
            return strerror(error.errnoCode).map { String(cString: $0) } ?? "error \(error.errnoCode)"
        case ChannelError.connectTimeout(let limit):
            return "no connection within \(limit.nanoseconds / 1_000_000_000) s"
        default:
            return "\(error)"
        }
    }
}
