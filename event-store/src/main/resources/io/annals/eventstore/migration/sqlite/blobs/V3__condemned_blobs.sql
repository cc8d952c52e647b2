-- Blobs that nothing names any more. They are not found, and are removed after a while.
CREATE TABLE condemned_blobs (
  digest TEXT    PRIMARY KEY,
  time   INTEGER NOT NULL               -- milliseconds since 1970
) WITHOUT ROWID;
