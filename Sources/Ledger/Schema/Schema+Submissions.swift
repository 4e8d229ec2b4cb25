extension Schema {
    /// Messages that programs hand in one by one. An address may get many messages of one campaign then (a receipt for each order), so the
    /// key of `recipient` ends with the message; that a list's row is mailed once is the seal's business.
    ///
    /// `submission.key`: what makes a request that comes twice one message. `digest`: what was asked for under that key.
    static let submissions = """
        ALTER TABLE recipient RENAME TO formerRecipient;
        CREATE TABLE recipient (
            campaign INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
            email TEXT NOT NULL COLLATE NOCASE,
            message INTEGER NOT NULL,
            PRIMARY KEY (campaign, email, message)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO recipient SELECT * FROM formerRecipient ORDER BY campaign, email;
        DROP TABLE formerRecipient;
        CREATE TABLE submission (
            key TEXT PRIMARY KEY CHECK (key <> ''),
            digest TEXT NOT NULL,
            message INTEGER NOT NULL UNIQUE REFERENCES message (id) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        """
}
