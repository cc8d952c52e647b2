-- The keys that secrets are encrypted under, one for each owner, each wrapped by the master key, which is not in here.
-- Deleting a row makes everything unreadable that it encrypted.
CREATE TABLE data_keys (
  owner       TEXT PRIMARY KEY,
  wrapped     BLOB NOT NULL,
  create_time TEXT NOT NULL             -- RFC 3339, UTC, microseconds
) WITHOUT ROWID;

-- One row that only the right master key can read.
CREATE TABLE master_key_proof (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  proof BLOB NOT NULL
);
