extension Schema {
    /// Limits that processes share, and what waits for them.
    ///
    /// `rate.next`: slots before it are taken, in microseconds. `quota.used`: units taken in the span that begins at `start`. `rest`: what is
    /// to be left alone. `message.hold`: the limit a queued message waits for; walks go past it.
    static let limits = """
        DROP TABLE rate;
        CREATE TABLE rate (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE quota (
            name TEXT NOT NULL,
            start INTEGER NOT NULL,
            used INTEGER NOT NULL CHECK (used >= 0),
            PRIMARY KEY (name, start)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE rest (name TEXT PRIMARY KEY, until INTEGER NOT NULL, reason TEXT NOT NULL) STRICT, WITHOUT ROWID;
        ALTER TABLE message ADD COLUMN hold TEXT CHECK (hold IS NULL OR state = 'queued');
        CREATE INDEX messageHeld ON message (campaign, hold) WHERE hold IS NOT NULL;
        """
}
