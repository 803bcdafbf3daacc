-- desk.sqlite. Times are seconds since 1970, by the machine's own clock (core.clock.wall).

CREATE TABLE IF NOT EXISTS users (
    id TEXT PRIMARY KEY,                     -- 'u-' and random; what decisions and the audit trail hold
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role TEXT NOT NULL,
    password TEXT NOT NULL,                  -- argon2id
    must_change INTEGER NOT NULL,            -- the password is a one-time one
    disabled INTEGER NOT NULL DEFAULT 0,
    language TEXT NOT NULL DEFAULT 'id',
    made_at REAL NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY,                     -- SHA-256 of what the cookie holds
    user_id TEXT NOT NULL REFERENCES users (id),
    began_at REAL NOT NULL,
    seen_at REAL NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS login_attempts (
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    at REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS login_attempts_by_time ON login_attempts (at);

-- A story opened is held by one person.
CREATE TABLE IF NOT EXISTS holds (
    story_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    since REAL NOT NULL,
    until REAL NOT NULL
) STRICT;

-- Not now, not by me: a story that somebody skipped does not come to him again that day.
CREATE TABLE IF NOT EXISTS skips (
    user_id TEXT NOT NULL,
    story_id TEXT NOT NULL,
    until REAL NOT NULL,
    PRIMARY KEY (user_id, story_id)
) STRICT;

-- What goes into the store's audit trail with the next turn of the background thread.
CREATE TABLE IF NOT EXISTS audit_waiting (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,                        -- ISO 8601, the desk's now
    by_user TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL                     -- JSON
) STRICT;

-- Answers in training mode; apart from the live queue.
CREATE TABLE IF NOT EXISTS training_answers (
    user_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    text_id TEXT NOT NULL,
    answers TEXT NOT NULL,                   -- JSON
    at REAL NOT NULL,
    PRIMARY KEY (user_id, attempt, text_id)
) STRICT;

-- When somebody last looked at a case, so that looking again does not fill its custody log.
CREATE TABLE IF NOT EXISTS case_reads (
    user_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    what TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (user_id, case_id, what)
) STRICT;

-- The Ed25519 keys of those who approve (desk/people/signing.py). Rows stay for good: old approvals verify with
-- the public half in the certificate. Of a key that has ended the private half is gone.
CREATE TABLE IF NOT EXISTS signing_keys (
    fingerprint TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    wrapped TEXT NOT NULL,                   -- nonce and AES-256-GCM, hexadecimal; '' once ended
    salt TEXT NOT NULL,                      -- of argon2id, hexadecimal
    cost TEXT NOT NULL,                      -- JSON: argon2id's parameters
    certificate TEXT NOT NULL,               -- JSON: cases.signers.Certificate, signed by the desk
    ended INTEGER NOT NULL DEFAULT 0,
    made_at REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS signing_keys_one_each ON signing_keys (user_id) WHERE ended = 0;

-- Who stands in for whom, until when (desk/people/deputies.py).
CREATE TABLE IF NOT EXISTS deputies (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    deputy TEXT NOT NULL,                    -- JSON: cases.signers.Deputy, signed by the desk
    made_at REAL NOT NULL
) STRICT;

-- Who answers to a contestant of an election (desk/people/affiliations.py): set by an administrator. Rows stay;
-- one that has ended says so.
CREATE TABLE IF NOT EXISTS affiliations (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    contestant TEXT NOT NULL,                -- as in pipeline/reference/contestants.yml
    made_by TEXT NOT NULL,
    made_at REAL NOT NULL,
    ended_by TEXT NOT NULL DEFAULT '',
    ended_at REAL                            -- NULL: stands
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS affiliations_one_each ON affiliations (user_id) WHERE ended_at IS NULL;

-- What became of an account that those must know who rely on its signature (desk/people/history.py). Rows stay.
CREATE TABLE IF NOT EXISTS account_changes (
    user_id TEXT NOT NULL REFERENCES users (id),
    what TEXT NOT NULL,                      -- 'was_administrator' (until then), 'reset' (by somebody else)
    at REAL NOT NULL
) STRICT;
