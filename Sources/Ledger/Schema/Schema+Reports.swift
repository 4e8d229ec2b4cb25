extension Schema {
    /// What reports need: the list of a campaign, which is the scope of its suppressions beside those that hold everywhere; refusals among
    /// the events, for which their table is written anew, since a CHECK cannot be changed; and reports that are nobody's.
    static let reports = [list, refusals, unattributed].joined(separator: "\n")

    private static let list = "ALTER TABLE campaign ADD COLUMN list TEXT NOT NULL DEFAULT '';"

    private static let refusals = """
        ALTER TABLE event RENAME TO formerEvent;
        DROP INDEX eventOfMessage;
        DROP INDEX eventOfCampaign;
        \(event)
        INSERT INTO event SELECT * FROM formerEvent;
        DROP TABLE formerEvent;
        """

    /// Reports whose handle did not verify: counted, never acted on. `token` makes one that arrives twice count once.
    private static let unattributed = """
        CREATE TABLE unattributed (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL \(check("kind", Event.Kind.self)),
            at INTEGER NOT NULL,
            token TEXT NOT NULL UNIQUE
        ) STRICT;
        """
}
