/// The right to do everything that is due: one process has it at a time.
///
/// A lock of the operating system, so it ends with the process, however that ends.
public final class RoundsClaim: Sendable {
    private let claim: CampaignClaim

    init(_ claim: CampaignClaim) { self.claim = claim }

    /// Lets go; once more changes nothing.
    public func release() { claim.release() }
}

extension LedgerFile {
    /// Claims the right to do everything that is due; nil where somebody has it.
    public func claimRounds() throws(LedgerError) -> RoundsClaim? {
        do {
            return try lock.claim(LedgerLock.rounds).map(RoundsClaim.init)
        } catch {
            throw LedgerError(error, path: path)
        }
    }
}
