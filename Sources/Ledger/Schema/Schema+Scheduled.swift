extension Schema {
    /// Since when a schedule has been known as it is: what it asked for before that is nobody's omission.
    static let scheduled = """
        CREATE TABLE scheduled (
            name TEXT PRIMARY KEY,
            schedule TEXT NOT NULL,
            since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
