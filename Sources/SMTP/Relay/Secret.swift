/// A password or token that does not show itself.
///
/// Printing, interpolating, dumping and mirroring give `<redacted>`. The bytes come out of ``reveal()`` only, which is easy to search for.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    /// A secret from its text, in UTF-8.
    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// A secret from its bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The secret itself.
    public func reveal() -> [UInt8] { bytes }

    /// `<redacted>`
    public var description: String { "<redacted>" }
    /// `<redacted>`
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
