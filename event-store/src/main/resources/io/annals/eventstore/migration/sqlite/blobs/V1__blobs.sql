-- Bytes under their SHA-256, each content once, cut into chunks of 1 MiB.
CREATE TABLE blobs (
  digest      TEXT    PRIMARY KEY,
  size        INTEGER NOT NULL,         -- bytes
  create_time TEXT    NOT NULL          -- RFC 3339, UTC, microseconds
) WITHOUT ROWID;

CREATE TABLE blob_chunks (
  digest  TEXT    NOT NULL,
  number  INTEGER NOT NULL,             -- from 0
  content BLOB    NOT NULL,
  UNIQUE (digest, number)
);
