import Campaigns

/// The tables of a ledger. Uniqueness, states and references are constraints here, not checks in Swift.
///
/// JSON is checked by its brackets only: under `trusted_schema = OFF` a CHECK may not call `json_valid`.
/// Times are milliseconds since 1970 in UTC. Tables are STRICT, singular and camelCase, as are columns; `id` is the key.
enum Schema {
    static let version1 = [campaign, link, relay, run, message, recipient, attempt, tally, suppression, event, rate].joined(
        separator: "\n")

    /// What the DNS said of a name, as whoever asked writes it, until it must be asked again.
    static let dnsAnswer = """
        CREATE TABLE dnsAnswer (
            name TEXT PRIMARY KEY,
            answer TEXT NOT NULL CHECK (answer LIKE '{%}'),
            expiresAt INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX dnsAnswerExpiry ON dnsAnswer (expiresAt);
        """

    /// All messages of campaign `?1`, `FROM message WHERE \(walk)`: a walk over its rows in the order of the file.
    static let walk = """
        message.id >= (SELECT coalesce(firstMessage, 0) FROM campaign WHERE id = ?1)
        AND message.id <= (SELECT coalesce(lastMessage, 9223372036854775807) FROM campaign WHERE id = ?1) AND message.campaign = ?1
        """

    /// `state = 'a' OR state = 'b'`: a CHECK of the values of an enum.
    ///
    /// Not `IN ('a', 'b', 'c')`: SQLite builds a table of the list anew for every row it checks.
    static func check<Value: RawRepresentable & CaseIterable>(_ column: String, _: Value.Type) -> String
    where Value.RawValue == String {
        "CHECK (" + Value.allCases.map { "\(column) = '\($0.rawValue)'" }.joined(separator: " OR ") + ")"
    }

    /// `AUTOINCREMENT`, so that a campaign's number, which all its handles carry, is never given twice.
    /// `firstMessage`…`lastMessage` bounds the walk of a lease.
    private static let campaign = """
        CREATE TABLE campaign (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE CHECK (name <> ''),
            kind TEXT NOT NULL \(check("kind", Campaign.Kind.self)),
            state TEXT NOT NULL \(check("state", CampaignState.self)),
            uncertain TEXT NOT NULL \(check("uncertain", Campaign.UncertainPolicy.self)),
            columns TEXT NOT NULL CHECK (columns LIKE '[%]'),
            frozen TEXT NOT NULL CHECK (frozen LIKE '{%}'),
            firstMessage INTEGER,
            lastMessage INTEGER,
            createdAt INTEGER NOT NULL,
            sealedAt INTEGER,
            startedAt INTEGER,
            finishedAt INTEGER,
            CHECK ((sealedAt IS NULL) = (state = 'enqueuing') OR state = 'cancelled'),
            CHECK ((firstMessage IS NULL) = (lastMessage IS NULL) AND firstMessage <= lastMessage)
        ) STRICT;
        """

    private static let link = """
        CREATE TABLE link (
            campaign INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            url TEXT NOT NULL,
            PRIMARY KEY (campaign, position)
        ) STRICT, WITHOUT ROWID;
        """

    private static let relay = """
        CREATE TABLE relay (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;
        """

    private static let run = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            campaign INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
            pid INTEGER NOT NULL,
            host TEXT NOT NULL,
            boot TEXT NOT NULL,
            startedAt INTEGER NOT NULL,
            heartbeat INTEGER NOT NULL,
            endedAt INTEGER
        ) STRICT;
        CREATE INDEX runOfCampaign ON run (campaign);
        """

    /// No index on queued, leased and transmitting rows: leasing walks the campaign's rows from a cursor, and only a crash leaves
    /// rows to search for. `date` is the moment the message carries in its Date field: when it was enqueued, then, and for good, when it
    /// was first leased. `at` is the last change of state.
    private static let message = """
        CREATE TABLE message (
            id INTEGER PRIMARY KEY,
            campaign INTEGER NOT NULL REFERENCES campaign (id),
            email TEXT NOT NULL COLLATE NOCASE CHECK (instr(email, '@') > 1),
            state TEXT NOT NULL \(check("state", MessageState.self)),
            line INTEGER NOT NULL,
            fields TEXT NOT NULL,
            date INTEGER NOT NULL,
            at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            doubts INTEGER NOT NULL DEFAULT 0,
            notBefore INTEGER,
            run INTEGER REFERENCES run (id),
            relay INTEGER REFERENCES relay (id),
            code INTEGER,
            enhanced TEXT,
            reply TEXT,
            reason TEXT,
            CHECK ((state = 'deferred') = (notBefore IS NOT NULL)),
            CHECK (run IS NOT NULL OR (state <> 'leased' AND state <> 'transmitting' AND state <> 'uncertain'))
        ) STRICT;
        CREATE INDEX messageDue ON message (campaign, notBefore) WHERE state = 'deferred';
        CREATE INDEX messageInDoubt ON message (campaign) WHERE state = 'uncertain';
        """

    /// Who is in a sealed audience: once a campaign. NOCASE compares local parts; domains are lower case already.
    ///
    /// A table of its own because it is written once, at the seal, in the order of its key: a tenth of the work, and pages filled to the
    /// brim, where a unique index on `message` would be visited at random by every row. `message` is no foreign key: deleting a message
    /// would search this table without an index. The audit compares the two.
    private static let recipient = """
        CREATE TABLE recipient (
            campaign INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
            email TEXT NOT NULL COLLATE NOCASE,
            message INTEGER NOT NULL,
            PRIMARY KEY (campaign, email)
        ) STRICT, WITHOUT ROWID;
        """

    /// Attempts that settled nothing: deferrals and doubts that were sent again. The attempt that did is in the message row.
    private static let attempt = """
        CREATE TABLE attempt (
            message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number > 0),
            disposition TEXT NOT NULL CHECK (disposition IN ('deferred', 'uncertain')),
            at INTEGER NOT NULL,
            relay INTEGER REFERENCES relay (id),
            code INTEGER,
            enhanced TEXT,
            reply TEXT,
            reason TEXT,
            PRIMARY KEY (message, number)
        ) STRICT, WITHOUT ROWID;
        """

    /// Messages by state, kept in the transactions that change states, so that `status` counts nothing.
    private static let tally = """
        CREATE TABLE tally (
            campaign INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
            state TEXT NOT NULL \(check("state", MessageState.self)),
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (campaign, state)
        ) STRICT, WITHOUT ROWID;
        """

    /// `target` is an address, `@domain`, or for kind `digest` a keyed hash in hex: what is left of an address that was erased.
    /// `scope` is empty for everything, else the name of a list.
    private static let suppression = """
        CREATE TABLE suppression (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL \(check("kind", Suppression.Kind.self)),
            target TEXT NOT NULL COLLATE NOCASE,
            scope TEXT NOT NULL DEFAULT '',
            reason TEXT NOT NULL \(check("reason", Suppression.Reason.self)),
            source TEXT NOT NULL,
            at INTEGER NOT NULL,
            expiresAt INTEGER,
            UNIQUE (target, scope),
            CHECK ((kind = 'domain') = (target LIKE '@_%')),
            CHECK (kind <> 'address' OR target LIKE '_%@_%')
        ) STRICT;
        CREATE INDEX suppressionDigest ON suppression (id) WHERE kind = 'digest';
        CREATE TABLE suppressionLog (
            id INTEGER PRIMARY KEY,
            action TEXT NOT NULL CHECK (action IN ('added', 'removed')),
            target TEXT NOT NULL COLLATE NOCASE,
            scope TEXT NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            source TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX suppressionLogOfTarget ON suppressionLog (target);
        """

    /// What happened after a message left: never rewrites the message row. `token` makes a report that arrives twice one event.
    static let event = """
        CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            campaign INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
            message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
            kind TEXT NOT NULL \(check("kind", Event.Kind.self)),
            detail TEXT NOT NULL DEFAULT '',
            machine INTEGER NOT NULL DEFAULT 0 CHECK (machine IN (0, 1)),
            link INTEGER,
            at INTEGER NOT NULL,
            facts TEXT CHECK (facts LIKE '{%}'),
            token TEXT UNIQUE
        ) STRICT;
        CREATE INDEX eventOfMessage ON event (message);
        CREATE INDEX eventOfCampaign ON event (campaign, kind, machine);
        """

    /// Token buckets of relays and domains, which hold across runs and processes.
    private static let rate = """
        CREATE TABLE rate (
            name TEXT PRIMARY KEY,
            state TEXT NOT NULL CHECK (state LIKE '{%}'),
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
