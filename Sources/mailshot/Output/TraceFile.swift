import ArgumentParser
import Foundation
import MailFormat
import SMTP
import Synchronization

/// `--trace FILE`: the dialogue with the relays, a line each: when, which connection, which relay, who, what.
///
///     2026-11-25T02:10:11.123Z 1 ses S: 220 email-smtp.eu-west-1.amazonaws.com ESMTP
///     2026-11-25T02:10:11.124Z 1 ses C: EHLO news.example.com
///     2026-11-25T02:10:11.171Z 1 ses C: AUTH PLAIN <redacted 36 octets>
///     2026-11-25T02:10:11.402Z 1 ses C: <10240 octets>
///
/// `C` is mailshot, `S` the relay, `*` nobody. Passwords, tokens and what is made of them are left out, content is its size. The addresses are
/// whole, so the file is its owner's alone (0600). A file that exists is appended to.
final class TraceFile: Sendable {
    static let help = ArgumentHelp("Write the dialogue with the relays to this file, without secrets and content.", valueName: "file")

    private let handle: FileHandle
    private let connections = Mutex(0)

    init(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "\(path): \(String(cString: strerror(errno))); --trace needs a file it may write")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard fchmod(descriptor, 0o600) == 0 else {
            throw Failure(.cannotCreate, "\(path): belongs to somebody else, who could read the trace; name another file")
        }
    }

    /// The trace of one more connection.
    func connection(to relay: Relay) -> DialogueTrace {
        let number = connections.withLock { count in
            count += 1
            return count
        }
        return DialogueTrace { [self] speaker, text in
            let moment = DateFormat.iso8601(WallClock.now(), milliseconds: true)
            // One write a line, so that lines of several connections do not mix. A disk that is full must not stop a send.
            try? handle.write(contentsOf: Data("\(moment) \(number) \(relay.name) \(speaker.rawValue): \(text)\n".utf8))
        }
    }
}
