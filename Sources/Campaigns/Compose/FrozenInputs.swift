import Crypto

/// One thing a campaign is made of, and what it was when the campaign was first sent.
public struct FrozenInput: Hashable, Sendable, Codable {
    /// `campaigns/autumn.toml`, `templates/newsletter/body.html`, `[sender] in mailshot.toml`.
    public var what: String
    /// SHA-256 of its octets, 64 hexadecimal digits.
    public var digest: String

    /// An input as the ledger has it.
    public init(what: String, digest: String) {
        self.what = what
        self.digest = digest
    }

    /// An input as it is now.
    public init(what: String, bytes: some Sequence<UInt8>) {
        self.what = what
        digest = SHA256.hash(data: Array(bytes)).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

/// Everything a campaign is made of. Late edits never leak in silently: what changed since the first `send` is named.
public struct FrozenInputs: Hashable, Sendable, Codable {
    /// Sorted by `what`.
    public private(set) var inputs: [FrozenInput]

    /// A list of inputs in any order.
    public init(_ inputs: [FrozenInput]) {
        self.inputs = inputs.sorted { $0.what < $1.what }
    }

    /// What differs now from what was frozen, one diagnostic each; empty where nothing does.
    public func changes(now: FrozenInputs) -> [Diagnostic] {
        let before = Dictionary(inputs.map { ($0.what, $0.digest) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(now.inputs.map { ($0.what, $0.digest) }, uniquingKeysWith: { first, _ in first })
        return Set(before.keys).union(after.keys).sorted().compactMap { what in
            switch (before[what], after[what]) {
            case (let old?, let new?): old == new ? nil : Self.change(what, "changed since this campaign was first sent")
            case (_?, nil): Self.change(what, "was part of this campaign when it was first sent and is gone")
            case (nil, _): Self.change(what, "was not part of this campaign when it was first sent")
            }
        }
    }

    private static func change(_ what: String, _ message: String) -> Diagnostic {
        Diagnostic(
            .error, rule: "campaign.changed", file: what, message: message,
            hint: "undo the change, or send what is left with the new content: --revise")
    }
}
