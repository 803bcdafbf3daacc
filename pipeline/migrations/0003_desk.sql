-- What the team does at the desk. Append-only: rows hold ids and short codes, the current state is a view.
-- Users are ids (their names lie in desk.sqlite). What a person typed lies in `private.notes`, masked, so that
-- it can be erased apart. `number` is the order of writing; `made_at` is the desk's now, which stands still in the
-- sample.

CREATE TABLE private.notes (
    id VARCHAR NOT NULL,
    text VARCHAR NOT NULL                    -- masked
);

CREATE TABLE decisions (
    number BIGINT NOT NULL,
    id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                   -- see core.decision.DecisionKind
    items JSON NOT NULL,                     -- [[item id, revision], ...] that it covers
    answers JSON NOT NULL,                   -- {"hoax": "yes", "provocation": "no", ...}; {} where none was asked
    severity INTEGER NOT NULL,               -- 0 to 3
    reason VARCHAR NOT NULL,                 -- code of the short list
    note_id VARCHAR NOT NULL,                -- '' without free words
    by_user VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    seconds DOUBLE,                          -- from opening the story to deciding, by the machine's own clock
    until TIMESTAMPTZ,                       -- hold: comes back then
    to_user VARCHAR NOT NULL,                -- hand over: to whom
    refers_to VARCHAR NOT NULL,              -- undo: the decision taken back; settle, second: the first opinion
    copies BIGINT NOT NULL,                  -- that the story had then
    shown JSON NOT NULL                      -- the signals as shown: {"hoax": {"probability", "flagged", "unsure"}}
);

CREATE TABLE comments (
    number BIGINT NOT NULL,
    id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    note_id VARCHAR NOT NULL,
    by_user VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);

-- A claim of the desk's own: opened, sources found, verdicts of two people, decided or withdrawn.
CREATE TABLE claim_events (
    number BIGINT NOT NULL,
    id VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,                   -- see core.decision.ClaimStep
    data JSON NOT NULL,                      -- by kind; public facts only (address and publisher of a source)
    note_id VARCHAR NOT NULL,
    by_user VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);

-- What a person made of candidate incidents.
CREATE TABLE incident_events (
    number BIGINT NOT NULL,
    id VARCHAR NOT NULL,
    incident_id VARCHAR NOT NULL,            -- id of its first item
    kind VARCHAR NOT NULL,                   -- 'confirm', 'merge', 'dismiss', 'undo'
    items JSON NOT NULL,                     -- item ids of the reports
    type VARCHAR NOT NULL,                   -- see core.record.IncidentType; '' unless confirmed
    place VARCHAR NOT NULL,                  -- Kemendagri code of a kecamatan or desa; '' unless confirmed
    happened_on DATE,
    into_incident VARCHAR NOT NULL,          -- merge: the one that stays
    reason VARCHAR NOT NULL,                 -- dismiss: code of the short list
    refers_to VARCHAR NOT NULL,              -- undo: the event taken back
    note_id VARCHAR NOT NULL,
    by_user VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);

-- Two people switch a new source of posts on; one may switch it off.
CREATE TABLE source_switches (
    number BIGINT NOT NULL,
    source_id VARCHAR NOT NULL,
    switched VARCHAR NOT NULL,               -- 'on', 'off'
    note_id VARCHAR NOT NULL,
    by_user VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);

-- Who did, read, exported what.
CREATE TABLE audit (
    number BIGINT NOT NULL,
    id VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    by_user VARCHAR NOT NULL,                -- '' before login
    action VARCHAR NOT NULL,
    object VARCHAR NOT NULL,                 -- "story:0a1b...", "user:...", '' where there is none
    detail JSON NOT NULL
);

-- Decisions that stand: not taken back.
CREATE VIEW standing_decisions AS
SELECT d.* FROM decisions d
    ANTI JOIN (SELECT refers_to AS id FROM decisions WHERE kind = 'undo') u USING (id)
WHERE d.kind <> 'undo';

-- Stories that changed otherwise than by a round or a decision: a claim that came later matched them.
CREATE TABLE story_changes (
    number BIGINT NOT NULL,
    story_id VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
