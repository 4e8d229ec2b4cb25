import GRDB
public import MailFormat

/// The state of one rate limit, as its owner writes it.
public struct RateState: Hashable, Sendable {
    /// What is limited: `relay ses`, `domain gmail.com`.
    public var name: String
    /// A JSON object.
    public var state: String
    /// When it was saved.
    public var at: Timestamp

    /// A state from its parts.
    public init(name: String, state: String, at: Timestamp) {
        self.name = name
        self.state = state
        self.at = at
    }
}

extension LedgerFile {
    /// The saved states of all rate limits, so that limits hold across runs and processes.
    public func rates() throws(LedgerError) -> [RateState] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT name, state, at FROM rate ORDER BY name")
                .map { RateState(name: $0[0], state: $0[1], at: Timestamp(milliseconds: $0[2])) }
        }
    }

    /// Saves states, replacing those of the same names.
    public func saveRates(_ rates: [RateState]) throws(LedgerError) {
        try write { database in
            for rate in rates {
                try database.execute(
                    sql:
                        "INSERT INTO rate (name, state, at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET state = excluded.state, at = excluded.at",
                    arguments: [rate.name, rate.state, rate.at.milliseconds])
            }
        }
    }
}
