extension Schema {
    /// What a campaign's guard had counted when somebody let it go on: what counts from then on is what comes after.
    static let guardAck = """
        CREATE TABLE guardAck (
            campaign INTEGER PRIMARY KEY REFERENCES campaign (id) ON DELETE CASCADE,
            answered INTEGER NOT NULL,
            refused INTEGER NOT NULL,
            blocked INTEGER NOT NULL,
            complaints INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        """
}
