import Foundation
import Synchronization

/// Something that was read from files and is read again when they change: certificates, keys, address ranges.
///
/// The files are looked at when the value is asked for, at most once a second. What cannot be read leaves the value as it was, and is
/// reported once: half a new certificate must not take the server down.
final class ReloadedFile<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var stamp: [FileStamp]
        var lookedAt: Int64
    }

    private let paths: [String]
    private let load: @Sendable () throws -> Value
    private let now: @Sendable () -> Int64
    private let onTrouble: @Sendable (any Error) -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - paths: the files the value depends on.
    ///   - now: milliseconds of any clock.
    ///   - load: reads them.
    ///   - onTrouble: told why a change was not taken over.
    init(
        _ paths: [String], now: @escaping @Sendable () -> Int64, load: @escaping @Sendable () throws -> Value,
        onTrouble: @escaping @Sendable (any Error) -> Void = { _ in }
    ) throws {
        self.paths = paths
        self.load = load
        self.now = now
        self.onTrouble = onTrouble
        state = Mutex(State(value: try load(), stamp: paths.map(FileStamp.init), lookedAt: now()))
    }

    /// A value that no file can change.
    init(_ value: Value) {
        paths = []
        load = { value }
        now = { 0 }
        onTrouble = { _ in }
        state = Mutex(State(value: value, stamp: [], lookedAt: 0))
    }

    /// The value as the files have it now.
    var current: Value {
        guard !paths.isEmpty else { return state.withLock(\.value) }
        let moment = now()
        return state.withLock { state in
            guard moment - state.lookedAt >= 1000 || moment < state.lookedAt else { return state.value }
            state.lookedAt = moment
            let stamp = paths.map(FileStamp.init)
            guard stamp != state.stamp else { return state.value }
            state.stamp = stamp
            do { state.value = try load() } catch { onTrouble(error) }
            return state.value
        }
    }
}

/// What changes when a file is written or replaced.
private struct FileStamp: Hashable {
    var inode: UInt64 = 0
    var size: Int64 = 0
    var seconds = 0
    var nanoseconds = 0

    init(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        seconds = Int(status.st_mtim.tv_sec)
        nanoseconds = Int(status.st_mtim.tv_nsec)
    }
}
