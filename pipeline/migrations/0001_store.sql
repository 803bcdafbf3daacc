-- The first store. No keys, indexes or sequences: one writer at a time decides (pipeline/store/writing.py),
-- and a DuckLake catalogue, the way out when one machine is not enough, has none. All times are UTC.
--
-- Schema `main` holds masked texts, ids, hashes and numbers. Whatever can point at a person (URLs, native ids,
-- unmasked texts, names of forwarders) lies in schema `private`, so that it can be erased apart.

CREATE SCHEMA private;

-- Rounds -----------------------------------------------------------------------------------------------------

CREATE TABLE rounds (
    id VARCHAR NOT NULL,
    number BIGINT NOT NULL,                  -- 1, 2, 3 ... in the order of starting
    profile VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,                 -- NULL: running, or it died
    seconds DOUBLE,                          -- measured, since the clock of the sample stands still
    responses_balanced BOOLEAN,
    candidates_balanced BOOLEAN
);

-- Both balances of a finished round: how many responses served for what, how many candidates ended how.
CREATE TABLE round_counts (
    round_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                   -- 'response', 'candidate'
    result VARCHAR NOT NULL,                 -- use of the response, outcome of the candidate
    reason VARCHAR NOT NULL,                 -- short code, '' where none is needed
    number BIGINT NOT NULL
);

CREATE TABLE source_reports (
    round_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    requests BIGINT NOT NULL,
    responses BIGINT NOT NULL,
    offered BIGINT NOT NULL,
    seconds DOUBLE NOT NULL,
    paused_until TIMESTAMPTZ,
    reported_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE control_pages (
    url VARCHAR NOT NULL,                    -- of a feed, a sitemap, a list: where sources are looked up
    source_id VARCHAR NOT NULL,
    etag VARCHAR NOT NULL,
    last_modified VARCHAR NOT NULL
);

-- One row a candidate while its round runs; when it has finished, the rows of known ones go (round_counts
-- has their number): they would be nearly all rows of this table, and say nothing more.
CREATE TABLE outcomes (
    round_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    key_hash VARCHAR NOT NULL,               -- of source and candidate key; the key itself is private
    outcome VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,                -- '' where it did not become one
    revision INTEGER,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL
);

-- Items and what the stages said of them ---------------------------------------------------------------------

CREATE TABLE items (
    id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,               -- 0, 1, 2 ... without gaps
    story_id VARCHAR NOT NULL,               -- the same in all revisions
    source_id VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    title VARCHAR NOT NULL,                  -- masked
    text VARCHAR NOT NULL,                   -- masked
    language VARCHAR NOT NULL,
    author_key VARCHAR NOT NULL,
    published_at TIMESTAMPTZ,
    fetched_at TIMESTAMPTZ NOT NULL,
    advertorial BOOLEAN NOT NULL,
    content_hash VARCHAR NOT NULL,
    round_id VARCHAR NOT NULL
);

CREATE TABLE annotations (
    item_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    role VARCHAR,
    role_probability DOUBLE,
    role_model VARCHAR,
    priority DOUBLE,
    priority_parts JSON,                     -- {"spread": 0.2, ...}
    annotated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE signals (
    item_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    probability DOUBLE NOT NULL,
    threshold DOUBLE NOT NULL,
    flagged BOOLEAN NOT NULL,
    unsure BOOLEAN NOT NULL,
    severity INTEGER NOT NULL,
    facets VARCHAR[] NOT NULL,
    spans JSON NOT NULL,                     -- [[start, end], ...] in the masked text
    reasons JSON NOT NULL,                   -- [{"words", "weight", "span", "note"}, ...]
    model_version VARCHAR NOT NULL
);

CREATE TABLE matches (
    item_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    claim_id VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    automatic BOOLEAN NOT NULL,
    stance VARCHAR NOT NULL,
    agree VARCHAR[] NOT NULL,
    differ VARCHAR[] NOT NULL
);

CREATE TABLE places (
    item_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    span_start INTEGER,
    span_end INTEGER,
    confidence DOUBLE NOT NULL
);

-- What grouping compares. It carries the story, so that no join is needed.
CREATE TABLE signatures (
    item_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    story_id VARCHAR NOT NULL,
    bands BIGINT[] NOT NULL,                 -- by which candidates are found
    signature UBIGINT[] NOT NULL
);

CREATE TABLE claims (
    id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    rating VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    published_at TIMESTAMPTZ,
    is_false BOOLEAN NOT NULL,
    stored_at TIMESTAMPTZ NOT NULL
);

-- What can point at a person ---------------------------------------------------------------------------------

CREATE TABLE private.originals (
    item_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    forwarded_from VARCHAR NOT NULL,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL
);

-- What each source has offered before, for the next crawl.
CREATE TABLE private.keys (
    source_id VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    key_hash VARCHAR NOT NULL,
    item_id VARCHAR NOT NULL,                -- '' where it did not become one
    first_seen TIMESTAMPTZ NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,         -- the last time
    updated_at VARCHAR NOT NULL,             -- as the source wrote it
    etag VARCHAR NOT NULL,
    last_modified VARCHAR NOT NULL
);

CREATE TABLE private.responses (
    round_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    status INTEGER NOT NULL,
    use VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    body_sha256 VARCHAR NOT NULL,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL
);

CREATE TABLE private.rejections (
    round_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    key_hash VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL
);

-- Views ------------------------------------------------------------------------------------------------------

-- The latest revision of each item. Revisions are rare, so the few are looked up rather than all ranked.
CREATE VIEW latest_revisions AS
SELECT id, max(revision) AS revision FROM items WHERE revision > 0 GROUP BY id;

CREATE VIEW current_items AS
SELECT i.*
FROM items i LEFT JOIN latest_revisions r ON r.id = i.id
WHERE i.revision = coalesce(r.revision, 0);

-- A story is its items; its id is that of its first one.
CREATE VIEW stories AS
SELECT
    story_id AS id,
    count(*) FILTER (WHERE revision = 0) AS copies,
    count(DISTINCT source_id) AS sources,
    min(fetched_at) AS first_seen,
    max(fetched_at) AS last_seen
FROM items
GROUP BY story_id;
