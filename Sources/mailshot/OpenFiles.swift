#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How many files the system lets this process have open.
enum OpenFiles {
    /// What a send needs beside its connections: the ledger with its log and readers, the list, event loops.
    static let needed: rlim_t = 24
    /// More than any number of connections asks for.
    private static let plenty: rlim_t = 65_536

    /// Takes as many as the system allows, and stops a command that would run out of them on its way.
    static func allow() throws {
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return }
        if limit.rlim_cur < min(limit.rlim_max, plenty) {
            limit.rlim_cur = min(limit.rlim_max, plenty)
            guard setrlimit(resource, &limit) == 0 else { return }
        }
        guard limit.rlim_cur >= needed else {
            throw Failure(
                .configuration,
                "the system allows this process \(limit.rlim_cur) open files and a send needs \(needed); raise the limit with: ulimit -n 1024"
            )
        }
    }
}
