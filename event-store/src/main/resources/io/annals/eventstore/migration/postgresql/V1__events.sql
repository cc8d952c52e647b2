-- The truth: every accepted change, in the order in which it was accepted. Nothing updates or deletes a row.
CREATE TABLE events (
  position       BIGINT PRIMARY KEY,             -- dense, from 1
  aggregate_id   TEXT COLLATE "C" NOT NULL,
  sequence       BIGINT NOT NULL,                -- within the aggregate, from 0
  aggregate_type TEXT,                           -- null: an event of no aggregate, alone in its stream
  event_id       TEXT NOT NULL,
  type           TEXT NOT NULL,
  revision       TEXT,
  time           TEXT COLLATE "C" NOT NULL,      -- RFC 3339, UTC, microseconds
  payload        TEXT NOT NULL,                  -- JSON
  metadata       TEXT NOT NULL,                  -- JSON
  UNIQUE (aggregate_id, sequence)
);

-- The newest snapshot of an aggregate: a shortcut for loading it, never needed.
CREATE TABLE snapshots (
  aggregate_id   TEXT COLLATE "C" PRIMARY KEY,
  sequence       BIGINT NOT NULL,
  aggregate_type TEXT NOT NULL,
  event_id       TEXT NOT NULL,
  type           TEXT NOT NULL,
  revision       TEXT,
  time           TEXT NOT NULL,
  payload        TEXT NOT NULL,
  metadata       TEXT NOT NULL
);

-- One row that is written to learn whether a failed store takes writes again.
CREATE TABLE write_probe (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  beat    BIGINT NOT NULL,
  ballast BYTEA
);
INSERT INTO write_probe (id, beat) VALUES (1, 0);

-- Bytes under their SHA-256, each content once, cut into chunks of 1 MiB.
CREATE TABLE blobs (
  digest      TEXT COLLATE "C" PRIMARY KEY,
  size        BIGINT NOT NULL,                   -- bytes
  create_time TEXT NOT NULL                      -- RFC 3339, UTC, microseconds
);

CREATE TABLE blob_chunks (
  digest  TEXT COLLATE "C" NOT NULL,
  number  INTEGER NOT NULL,                      -- from 0
  content BYTEA NOT NULL,
  PRIMARY KEY (digest, number)
);
