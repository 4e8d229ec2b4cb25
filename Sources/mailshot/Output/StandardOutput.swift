import Foundation
import Synchronization

/// The one door to standard output: results only. What is written is buffered and leaves in large pieces.
enum StandardOutput {
    private static let buffer = Mutex<[UInt8]>([])
    private static let lost = Mutex<Int32?>(nil)

    /// The system's error number, where something could not be written. A reader that has closed its end (`| head`) wants no more: none.
    static var trouble: Int32? { lost.withLock(\.self) }

    /// Appends text.
    static func write(_ text: String) {
        buffer.withLock { bytes in
            bytes.append(contentsOf: text.utf8)
            if bytes.count >= 1 << 16 { note(drain(&bytes, to: STDOUT_FILENO)) }
        }
    }

    /// Sends on what is buffered; called once at the end, and before a prompt.
    static func flush() {
        buffer.withLock { note(drain(&$0, to: STDOUT_FILENO)) }
    }

    /// Lets a command end its work although nobody reads what it says any more: a closed pipe would kill it in the middle.
    static func outliveReaders() {
        signal(SIGPIPE, SIG_IGN)
    }

    private static func note(_ number: Int32?) {
        if let number, number != EPIPE { lost.withLock { $0 = $0 ?? number } }
    }

    /// Writes everything, or as much as can be.
    ///
    /// - Returns: the system's error number, where the rest was dropped.
    fileprivate static func drain(_ bytes: inout [UInt8], to descriptor: Int32) -> Int32? {
        var start = 0
        var trouble: Int32?
        bytes.withUnsafeBytes { raw in
            while start < raw.count {
                let written = Foundation.write(descriptor, raw.baseAddress?.advanced(by: start), raw.count - start)
                if written < 0 {
                    if errno == EINTR { continue }
                    // It ends the output, not the work.
                    trouble = errno
                    break
                }
                start += written
            }
        }
        bytes.removeAll(keepingCapacity: true)
        return trouble
    }
}

/// Standard error: progress, prompts, notices.
enum StandardError {
    /// Writes a text at once.
    static func write(_ text: String) {
        var bytes = Array(text.utf8)
        _ = StandardOutput.drain(&bytes, to: STDERR_FILENO)
    }

    /// Writes a line at once.
    static func line(_ text: String) {
        write(text + "\n")
    }
}
