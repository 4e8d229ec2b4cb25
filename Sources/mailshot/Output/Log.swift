import Logging

/// The log of a command: standard error, warnings only unless `--verbose`.
enum Log {
    /// A logger that does not touch standard output.
    static func logger(verbose: Bool) -> Logger {
        var logger = Logger(label: "mailshot") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = verbose ? .debug : .error
        return logger
    }
}
