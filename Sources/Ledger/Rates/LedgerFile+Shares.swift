import GRDB
public import MailFormat

extension LedgerFile {
    /// Takes shares of limits, all in one durable transaction: a process that dies has taken them for good, and no other gets them.
    ///
    /// - Returns: a share for every claim, in their order. Slots are always to be had, later ones; units may be none.
    public func takeShares(_ claims: [LimitClaim]) throws(LedgerError) -> [LimitShare] {
        guard !claims.isEmpty else { return [] }
        let moment = now()
        return try write { database in try claims.map { try Self.take($0, at: moment, on: database) } }
    }

    /// Gives back what was not used: slots where nobody took later ones, units always.
    public func giveBack(_ shares: [LimitShare]) throws(LedgerError) {
        guard !shares.isEmpty else { return }
        try write { database in
            for share in shares {
                switch share {
                case .slots(let name, let stretch):
                    try database.execute(
                        sql: "UPDATE rate SET next = ? WHERE name = ? AND next = ?",
                        arguments: [stretch.lowerBound, name, stretch.upperBound])
                case .units(let name, let span, let count, _):
                    try database.execute(
                        sql: "UPDATE quota SET used = max(0, used - ?) WHERE name = ? AND start = ?",
                        arguments: [count, name, span.lowerBound.milliseconds])
                }
            }
        }
    }

    /// The first slot of a pace that nobody has taken, in microseconds since 1970; nil where none was ever taken.
    public func nextSlot(of name: String) throws(LedgerError) -> Int64? {
        try read { try Int64.fetchOne($0, sql: "SELECT next FROM rate WHERE name = ?", arguments: [name]) }
    }

    /// Units taken in spans that begin at a moment or later, and how many spans before it had any.
    public func unitsTaken(of name: String, since horizon: Timestamp) throws(LedgerError) -> (count: Int, spansBefore: Int) {
        try read { database in
            (
                try Self.used(name, since: horizon.milliseconds, on: database),
                try Self.spans(name, before: horizon.milliseconds, on: database)
            )
        }
    }

    private static func take(_ claim: LimitClaim, at moment: Timestamp, on database: Database) throws -> LimitShare {
        switch claim {
        case .slots(let name, let interval, let burst, let count):
            let oldest = moment.milliseconds * 1000 - interval * Int64(max(1, burst) - 1)
            let next = try Int64.fetchOne(
                try database.cachedStatement(sql: "SELECT next FROM rate WHERE name = ?"), arguments: [name])
            let start = max(next ?? oldest, oldest)
            let end = start + interval * Int64(max(1, count))
            try database.cachedStatement(
                sql: "INSERT INTO rate (name, next) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET next = ?2"
            ).execute(arguments: [name, end])
            return .slots(name: name, start..<end)
        case .units(let name, let span, let horizon, let limits, let count):
            let start = span.lowerBound.milliseconds
            let used = try used(name, since: horizon.milliseconds, on: database)
            let day = try spans(name, before: start, on: database)
            let limit = limits.isEmpty ? 0 : limits[min(day, limits.count - 1)]
            let given = max(0, min(count, limit - used))
            guard given > 0 else {
                let oldest = try Int64.fetchOne(
                    database, sql: "SELECT min(start) FROM quota WHERE name = ? AND start >= ? AND used > 0",
                    arguments: [name, horizon.milliseconds])
                return .units(name: name, span: span, count: 0, oldest: oldest.map(Timestamp.init))
            }
            try database.execute(
                sql: "INSERT INTO quota (name, start, used) VALUES (?1, ?2, ?3) ON CONFLICT (name, start) DO UPDATE SET used = used + ?3",
                arguments: [name, start, given])
            return .units(name: name, span: span, count: given, oldest: nil)
        }
    }

    private static func used(_ name: String, since horizon: Int64, on database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT coalesce(sum(used), 0) FROM quota WHERE name = ? AND start >= ?", arguments: [name, horizon]) ?? 0
    }

    private static func spans(_ name: String, before start: Int64, on database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM quota WHERE name = ? AND start < ? AND used > 0", arguments: [name, start])
            ?? 0
    }
}
