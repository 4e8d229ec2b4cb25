extension Schema {
    /// What visits of recipients need.
    ///
    /// `linkContext`: what values in a campaign's links depend on besides the row. `revisedAt`: since when what is sent is made of other inputs.
    /// `visitCount`: visits that are kept as numbers only, of nobody in particular; `link` is -1 for an open, `day` counts days since 1970.
    static let visits = """
        ALTER TABLE campaign ADD COLUMN linkContext TEXT CHECK (linkContext IS NULL OR linkContext LIKE '{%}');
        ALTER TABLE campaign ADD COLUMN revisedAt INTEGER;
        CREATE TABLE visitCount (
            campaign INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('open', 'click')),
            link INTEGER NOT NULL,
            machine INTEGER NOT NULL CHECK (machine IN (0, 1)),
            day INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0),
            PRIMARY KEY (campaign, kind, link, machine, day)
        ) STRICT, WITHOUT ROWID;
        """
}
