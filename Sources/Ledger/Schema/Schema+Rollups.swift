extension Schema {
    /// Counts that reports read instead of counting ten million rows, kept in the transactions that make the facts.
    ///
    /// `quarter` is the start of a quarter of an hour in UTC: days of every time zone are sums of quarters. `domain` is empty for all domains
    /// of a campaign but its hundred largest (``largeDomain``). `relay` is 0 for none, `link` −1.
    static let rollups = [audienceDomain, outcomeCount, outcomeTail, domainCount, eventCount, eventDelay, reasonCount].joined(
        separator: "\n")

    private static let owner = "campaign INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE"

    /// Messages of the audience by domain, made at the seal.
    private static let audienceDomain = """
        CREATE TABLE audienceDomain (
            \(owner),
            domain TEXT NOT NULL,
            planned INTEGER NOT NULL CHECK (planned >= 0),
            PRIMARY KEY (campaign, domain)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE largeDomain (
            \(owner),
            domain TEXT NOT NULL,
            PRIMARY KEY (campaign, domain)
        ) STRICT, WITHOUT ROWID;
        """

    /// Messages a relay took or refused, and each time it said "later". `wait` is the ``WaitClass`` of the time from the first lease to the
    /// acceptance; `example` one of the messages.
    private static let outcomeCount = """
        CREATE TABLE outcomeCount (
            \(owner),
            quarter INTEGER NOT NULL,
            domain TEXT NOT NULL,
            relay INTEGER NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome = 'accepted' OR outcome = 'refused' OR outcome = 'deferred'),
            code INTEGER NOT NULL,
            enhanced TEXT NOT NULL,
            wait INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            example INTEGER NOT NULL,
            PRIMARY KEY (campaign, quarter, domain, relay, outcome, code, enhanced, wait)
        ) STRICT, WITHOUT ROWID;
        """

    /// Messages that were leased and are not in ``outcomeCount`` yet, whatever became of them: readers count them by their rows.
    private static let outcomeTail = """
        CREATE TABLE outcomeTail (
            campaign INTEGER PRIMARY KEY REFERENCES campaign (id) ON DELETE CASCADE,
            ranges TEXT NOT NULL CHECK (ranges LIKE '[%]')
        ) STRICT;
        """

    /// Of every domain: messages by what became of them (`what` is an outcome or the kind of an event). `raw` includes machines.
    private static let domainCount = """
        CREATE TABLE domainCount (
            \(owner),
            domain TEXT NOT NULL,
            what TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            raw INTEGER NOT NULL CHECK (raw >= 0),
            PRIMARY KEY (campaign, domain, what)
        ) STRICT, WITHOUT ROWID;
        """

    /// Events, and how many of them were the first: of their message, kind, machine, detail and link (`firstOfClass`); of their message, kind and
    /// machine (`firstOfVerdict`); of their message and kind (`firstOfKind`). First is what was recorded first.
    private static let eventCount = """
        DROP INDEX eventOfMessage;
        CREATE INDEX eventOfMessage ON event (message, kind, machine);
        DROP INDEX eventOfCampaign;
        CREATE INDEX eventOfCampaign ON event (campaign, kind, machine, detail, message);
        CREATE TABLE eventCount (
            \(owner),
            kind TEXT NOT NULL,
            quarter INTEGER NOT NULL,
            detail TEXT NOT NULL,
            cause TEXT NOT NULL,
            machine INTEGER NOT NULL,
            link INTEGER NOT NULL,
            relay INTEGER NOT NULL,
            events INTEGER NOT NULL CHECK (events >= 0),
            firstOfClass INTEGER NOT NULL CHECK (firstOfClass >= 0),
            firstOfVerdict INTEGER NOT NULL CHECK (firstOfVerdict >= 0),
            firstOfKind INTEGER NOT NULL CHECK (firstOfKind >= 0),
            PRIMARY KEY (campaign, kind, quarter, detail, cause, machine, link, relay)
        ) STRICT, WITHOUT ROWID;
        """

    /// How long after the acceptance people first opened or clicked: a ``WaitClass`` of milliseconds.
    private static let eventDelay = """
        CREATE TABLE eventDelay (
            \(owner),
            kind TEXT NOT NULL,
            wait INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (campaign, kind, wait)
        ) STRICT, WITHOUT ROWID;
        """

    /// Why messages were suppressed, failed or expired.
    private static let reasonCount = """
        CREATE TABLE reasonCount (
            \(owner),
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (campaign, state, reason)
        ) STRICT, WITHOUT ROWID;
        """
}
