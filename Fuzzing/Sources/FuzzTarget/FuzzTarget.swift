import Synchronization

/// Something that any octets may be given to. It must not trap, and traps itself (`precondition`) where a promise is broken:
///
///     import FuzzTarget
///     @testable import MailFormat
///
///     @main enum ReplyFuzz: FuzzTarget {
///         static func test(_ input: [UInt8]) {
///             precondition(Reply(input).description.utf8.count <= input.count)
///         }
///     }
///
/// The same input must always do the same: no clock, no randomness, nothing kept from one call to the next.
public protocol FuzzTarget: SendableMetatype {
    /// One try.
    static func test(_ input: [UInt8])
}

extension FuzzTarget {
    /// Hands the arguments to libFuzzer, which calls ``test(_:)`` until its time is over. A main of libFuzzer's own would do the same,
    /// but SwiftPM names an executable's main itself.
    public static func main() {
        chosen.withLock { $0 = { test($0) } }
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        _ = runDriver(&count, &arguments, testOneInput)
    }
}

/// The one target of this executable.
private let chosen = Mutex<(@Sendable ([UInt8]) -> Void)?>(nil)

/// libFuzzer's library wants this name to exist, whoever calls it.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen.withLock { $0 }?(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

/// https://llvm.org/docs/LibFuzzer.html, "Using libFuzzer as a library".
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
