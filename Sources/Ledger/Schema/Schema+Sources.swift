extension Schema {
    /// How far each source of reports was read: a position in a file or mailbox as whoever reads it writes it, or, where mail has names
    /// but no order, the names that were seen.
    static let sources = """
        CREATE TABLE sourcePosition (
            source TEXT PRIMARY KEY,
            position TEXT NOT NULL CHECK (position LIKE '{%}')
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE seenMail (
            source TEXT NOT NULL,
            uid TEXT NOT NULL,
            PRIMARY KEY (source, uid)
        ) STRICT, WITHOUT ROWID;
        """
}
