-- Claims that stored items still have to be matched with: a command marks them with what it writes, and takes
-- the marks off when the items are matched. What it left undone the next command or round makes up.
CREATE TABLE due_claims (
    id VARCHAR NOT NULL,                     -- of the mark: a claim that changes meanwhile is marked once more
    claim_id VARCHAR NOT NULL
);
