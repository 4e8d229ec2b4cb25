extension Schema {
    /// Which address a message's dot went to: what one looks for in the log of a relay that has many machines.
    ///
    /// A number in the message's row and the text once for all, so that it costs an octet or two a message.
    static let peer = """
        CREATE TABLE peer (
            id INTEGER PRIMARY KEY,
            address TEXT NOT NULL UNIQUE
        ) STRICT;
        ALTER TABLE message ADD COLUMN peer INTEGER REFERENCES peer (id);
        """
}
