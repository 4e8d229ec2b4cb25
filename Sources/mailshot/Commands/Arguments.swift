public import ArgumentParser
public import Campaigns
public import Ledger

// Words of the rooms that may stand on the command line.
extension Campaign.UncertainPolicy: ExpressibleByArgument {}
extension MessageState: ExpressibleByArgument {}
extension Suppression.Reason: ExpressibleByArgument {}
