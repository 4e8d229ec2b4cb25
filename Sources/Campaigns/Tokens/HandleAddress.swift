public import MailFormat

/// The places a handle travels in, besides links: the return path and the Message-ID.
///
/// `bounces+HANDLE@bounces.example.com` is VERP, variable envelope return path: a bounce of a message comes back to an address that
/// names it.
public struct HandleAddress: Hashable, Sendable {
    /// `bounces@bounces.example.com`
    public let base: EmailAddress

    /// Handles behind a plus sign of this address.
    ///
    /// - Throws: a problem where the local part leaves no room for 27 more octets, or is a quoted string.
    public init(_ base: EmailAddress) throws(AddressProblem) {
        self.base = base
        _ = try EmailAddress("\(base.localPart)+\(String(repeating: "a", count: Handle.length))@\(base.domain)")
    }

    /// `bounces+HANDLE@bounces.example.com`
    func address(for handle: Handle) throws(ComposeProblem) -> EmailAddress {
        do {
            return try EmailAddress("\(base.localPart)+\(handle.text)@\(base.domain)")
        } catch {
            throw ComposeProblem(.address(error), name: "return_path")
        }
    }

    /// The handle in an address a bounce came to; nil for any other address. Not verified yet.
    public func handle(in address: EmailAddress) -> String? {
        let prefix = base.localPart.lowercased() + "+"
        guard address.domain == base.domain, address.localPart.lowercased().hasPrefix(prefix) else { return nil }
        let text = address.localPart.dropFirst(prefix.count)
        return HandleClaim(text) == nil ? nil : text.lowercased()
    }

    /// `<HANDLE@example.com>`, RFC 5322 §3.6.4: unique because the handle is, the same on every retry.
    public static func messageID(_ handle: Handle, domain: String) -> String {
        "<\(handle.text)@\(domain)>"
    }

    /// The handle in a Message-ID, with or without its angle brackets; nil where the left side is none. Not verified yet.
    public static func handle(inMessageID text: String) -> String? {
        let left = text.drop { $0 == "<" || $0 == " " }.prefix { $0 != "@" }
        return HandleClaim(left) == nil ? nil : left.lowercased()
    }
}
