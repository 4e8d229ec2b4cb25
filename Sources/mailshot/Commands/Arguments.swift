public import ArgumentParser
public import Campaigns
public import Ledger
public import Reports

// Words of the rooms that may stand on the command line.
extension Campaign.UncertainPolicy: ExpressibleByArgument {}
extension MessageState: ExpressibleByArgument {}
extension Suppression.Reason: ExpressibleByArgument {}
extension Reports.Span: ExpressibleByArgument {}
