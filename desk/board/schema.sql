-- board.sqlite: a reading copy of what the team has to look at, made from the store. Times are seconds since 1970.
-- What lists are narrowed and ordered by stands in columns; what is only shown lies in JSON, apart, so that a
-- list reads few pages.

CREATE TABLE IF NOT EXISTS marks (               -- how far the store was taken in
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS rounds (              -- those that had not all finished below a number
    id TEXT PRIMARY KEY,
    items INTEGER NOT NULL                       -- taken in until now
) STRICT;

CREATE TABLE IF NOT EXISTS stories (
    n INTEGER PRIMARY KEY,
    story_id TEXT NOT NULL UNIQUE,
    item_id TEXT NOT NULL,                       -- that stands for it
    base REAL,                                   -- priority = base + slope * recency; NULL: it has none
    slope REAL NOT NULL,
    said REAL NOT NULL,                          -- what its recency counts from
    aged REAL NOT NULL,                          -- the priority at the last ageing; -1: none
    fetched REAL NOT NULL,                       -- decides where two are alike, as the terminal's queue does
    overtaken REAL,                              -- when another of its items will stand for it
    language TEXT NOT NULL,
    marked INTEGER NOT NULL,                     -- has an item that is flagged or unsure
    flagged INTEGER NOT NULL,                    -- the item that stands for it is
    unsure INTEGER NOT NULL,                     -- it is unsure, not flagged
    asked INTEGER NOT NULL,                      -- somebody's decision keeps it open, marked or not
    matched INTEGER NOT NULL,                    -- a claim rated true or false, automatically
    state TEXT NOT NULL,
    until REAL,                                  -- held: until when
    later TEXT NOT NULL,                         -- the state once the hold is over
    assigned TEXT NOT NULL,                      -- user id: handed over to; '' to nobody
    decided REAL,                                -- when it was decided last
    spreads REAL,                                -- listed as spreading until then
    pace INTEGER NOT NULL,
    last_seen REAL NOT NULL,
    changed INTEGER NOT NULL                     -- rises with each writing: what was written since a look
) STRICT;
CREATE INDEX IF NOT EXISTS stories_by_change ON stories (changed);
CREATE INDEX IF NOT EXISTS stories_by_decision ON stories (decided) WHERE decided IS NOT NULL;
CREATE INDEX IF NOT EXISTS stories_by_priority ON stories (aged DESC, fetched, item_id);

CREATE TABLE IF NOT EXISTS shown (               -- by stories.n: a Row, when copies came, claim ids
    n INTEGER PRIMARY KEY,
    data TEXT NOT NULL,
    times TEXT NOT NULL,
    claims TEXT NOT NULL,
    revised TEXT NOT NULL,                       -- by item: the latest revision that is material
    flagged TEXT NOT NULL,                       -- by item: its flagged signals -> severity, 0: unsure
    unfounded TEXT NOT NULL                      -- ids of decisions whose claim is found false no more
) STRICT;

CREATE TABLE IF NOT EXISTS copies (
    n INTEGER NOT NULL,
    place INTEGER NOT NULL,
    data TEXT NOT NULL,                          -- a Copy
    PRIMARY KEY (n, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS tags (                -- filters of which a story may have several values
    name TEXT NOT NULL,                          -- as in lists.COUNTED
    value TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (n, name, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tags_by_value ON tags (name, value, n);

CREATE TABLE IF NOT EXISTS claims (
    id TEXT PRIMARY KEY,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS incidents (           -- candidates
    item_id TEXT PRIMARY KEY,
    n INTEGER NOT NULL,
    published REAL NOT NULL,
    data TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS incidents_by_story ON incidents (n);

CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS word_counts USING fts5vocab (words, 'row');
