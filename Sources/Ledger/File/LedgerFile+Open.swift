import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension LedgerFile {
    /// Makes an empty file only its owner can read; SQLite gives `-wal` and `-shm` the same mode.
    ///
    /// The file is never opened here when it exists: closing a descriptor of it would drop SQLite's own locks in this process.
    static func prepareFile(_ path: String, create: Bool) throws(LedgerError) {
        guard access(path, F_OK) != 0 else {
            if access(path, R_OK | W_OK) != 0 { throw .readOnly(path: path) }
            return
        }
        guard create else { throw .notFound(path: path) }
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            switch errno {
            case EEXIST: return
            case EACCES, EROFS, EPERM: throw .readOnly(path: path)
            case ENOENT, ENOTDIR: throw .notFound(path: path)
            case ENOSPC, EDQUOT: throw .diskFull(path: path)
            default: throw .io(path: path, detail: String(cString: strerror(errno)))
            }
        }
        fsync(descriptor)
        Glibc.close(descriptor)
    }

    /// Whether the folder takes the log and the shared memory that SQLite keeps beside the ledger.
    static func mayAddFiles(beside path: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        return access(folder.isEmpty ? "/" : folder, W_OK | X_OK) == 0
    }

    /// One writer and a few `query_only` readers.
    static func openPool(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "mailshot.ledger"
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            try Migrations.checkFormat(of: database, path: path)
            try database.execute(
                sql: """
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA mmap_size = 0;
                    PRAGMA wal_autocheckpoint = 0;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA cache_size = -4096;
                    """)
            if database.configuration.readonly {
                try database.execute(sql: "PRAGMA query_only = ON; PRAGMA cache_size = -2048")
            }
        }
        return try DatabasePool(path: path, configuration: configuration)
    }
}
