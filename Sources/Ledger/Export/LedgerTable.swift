/// A table or view of the ledger as it can be exported: what it is called and what its columns are.
public struct LedgerTable: Hashable, Sendable {
    /// `message`: the view `v_message` where there is one, or else the table of that name.
    public var name: String
    /// Whether it is one of the documented views, whose columns stay.
    public var isDocumented: Bool
    /// Names of the columns in their order.
    public var columns: [String]
    /// What it is called in the file.
    var source: String
}

/// A value of an exported row.
public enum LedgerValue: Hashable, Sendable {
    /// NULL.
    case null
    /// A whole number.
    case integer(Int64)
    /// A number with a fraction.
    case real(Double)
    /// Text.
    case text(String)
}
