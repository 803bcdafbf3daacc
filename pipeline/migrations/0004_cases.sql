-- Cases and what is told to others. Append-only: ids, codes and hashes; no personal data.

-- Words and names of cases, apart, so that they can be erased; the log holds sha256(salt + text).
CREATE TABLE private.case_texts (
    id VARCHAR NOT NULL,
    case_id VARCHAR NOT NULL,
    salt VARCHAR NOT NULL,                   -- hexadecimal
    text VARCHAR NOT NULL                    -- as typed
);

-- The custody log: one chain a case (cases/log.py).
CREATE TABLE case_log (
    number BIGINT NOT NULL,
    case_id VARCHAR NOT NULL,
    place BIGINT NOT NULL,                   -- from 1 within the case
    id VARCHAR NOT NULL,
    step VARCHAR NOT NULL,                   -- see cases.log.CaseStep
    data VARCHAR NOT NULL,                   -- canonical JSON, as hashed
    by_user VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    previous VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);

-- Editions of reports that were issued; a correction is a new row that names the one it corrects.
CREATE TABLE report_editions (
    number BIGINT NOT NULL,
    id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                   -- 'week', 'day', 'transparency'
    period VARCHAR NOT NULL,                 -- '2026-W47', '2026-11-23'
    edition VARCHAR NOT NULL,                -- 'full', 'partners', 'public'
    files JSON NOT NULL,                     -- {"name": "sha256", ...}
    figures VARCHAR NOT NULL,                -- canonical JSON of what it tells: a correction says what changed
    corrects VARCHAR NOT NULL,               -- id, or ''
    by_user VARCHAR NOT NULL,                -- '' for the schedule
    made_at TIMESTAMPTZ NOT NULL
);

-- What was taken along by hand: a text or picture for WhatsApp, a clarification, an edition to a partner.
CREATE TABLE taken_along (
    number BIGINT NOT NULL,
    id VARCHAR NOT NULL,
    object VARCHAR NOT NULL,                 -- 'report:ID', 'claim:ID', 'story:ID'
    whereto VARCHAR NOT NULL,                -- code of the short list, or the group's kind; never a person
    by_user VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
