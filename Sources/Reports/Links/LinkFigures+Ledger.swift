import Ledger

extension LinkFigures {
    /// Clicks by link, in the order of the links; links nobody followed are there with zeros.
    ///
    /// - Parameter clickers: people who clicked anything: the whole of the shares.
    static func of(_ campaign: Int64, in ledger: LedgerFile, period: Period, clickers: Int) throws -> [LinkFigures] {
        let counts = try ledger.eventCounts(
            campaign: campaign, kinds: [.click], since: period.since, until: period.until, by: [.link, .machine])
        return try ledger.links(campaign: campaign).map { link in
            let clicks = counts.filter { $0.link == link.position }
            let people = clicks.filter { $0.machine == false }
            let unique = people.reduce(0) { $0 + $1.firstOfClass }
            return LinkFigures(
                position: link.position, url: link.url, unique: unique, total: people.reduce(0) { $0 + $1.events },
                machine: clicks.filter { $0.machine == true }.reduce(0) { $0 + $1.events },
                machineUnique: clicks.filter { $0.machine == true }.reduce(0) { $0 + $1.firstOfClass },
                share: Figures.share(unique, of: clickers))
        }
    }
}
