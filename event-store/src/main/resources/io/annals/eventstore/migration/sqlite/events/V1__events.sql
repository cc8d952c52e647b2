-- The truth: every accepted change, in the order in which it was accepted. Nothing updates or deletes a row.
CREATE TABLE events (
  position       INTEGER PRIMARY KEY,   -- dense, from 1
  aggregate_id   TEXT    NOT NULL,
  sequence       INTEGER NOT NULL,      -- within the aggregate, from 0
  aggregate_type TEXT,                  -- null: an event of no aggregate, alone in its stream
  event_id       TEXT    NOT NULL,
  type           TEXT    NOT NULL,
  revision       TEXT,
  time           TEXT    NOT NULL,      -- RFC 3339, UTC, microseconds
  payload        TEXT    NOT NULL,      -- JSON
  metadata       TEXT    NOT NULL,      -- JSON
  UNIQUE (aggregate_id, sequence)
);

-- The newest snapshot of an aggregate: a shortcut for loading it, never needed.
CREATE TABLE snapshots (
  aggregate_id   TEXT    PRIMARY KEY,
  sequence       INTEGER NOT NULL,
  aggregate_type TEXT    NOT NULL,
  event_id       TEXT    NOT NULL,
  type           TEXT    NOT NULL,
  revision       TEXT,
  time           TEXT    NOT NULL,
  payload        TEXT    NOT NULL,
  metadata       TEXT    NOT NULL
) WITHOUT ROWID;

-- One row that is written to learn whether a failed store takes writes again.
CREATE TABLE write_probe (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  beat    INTEGER NOT NULL,
  ballast BLOB
);
INSERT INTO write_probe (id, beat) VALUES (1, 0);
