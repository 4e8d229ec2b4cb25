/// What is kept of visits: `[tracking]` of `mailshot.toml`.
public struct VisitRules: Sendable {
    /// Whether fetched pixels count.
    public var opens: Bool
    /// Whether followed links count. They lead on in any case.
    public var clicks: Bool
    /// Counts only, nobody's name: `mode = "aggregate"`.
    public var isAggregate = false
    /// Whether a client that says `Sec-GPC: 1` is counted without a name.
    public var honoursGPC = true
    /// The column in which a recipient says that she does not want to be followed; nil for none.
    public var optOutColumn: String?
    /// Addresses of data centres; nil where no file names them.
    var datacentres: ReloadedFile<AddressRanges>?

    /// Rules from the two that matter most.
    public init(opens: Bool, clicks: Bool) {
        self.opens = opens
        self.clicks = clicks
    }
}
