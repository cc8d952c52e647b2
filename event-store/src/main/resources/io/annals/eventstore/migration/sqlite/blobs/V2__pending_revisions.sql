-- Revisions whose files are on their way.
CREATE TABLE pending_revisions (
  id          TEXT    PRIMARY KEY,
  function_id TEXT    NOT NULL,
  message     TEXT    NOT NULL,
  expire_time INTEGER NOT NULL          -- milliseconds since 1970
) WITHOUT ROWID;
CREATE INDEX pending_revisions_by_time ON pending_revisions (expire_time);

CREATE TABLE pending_files (
  revision_id TEXT    NOT NULL,
  number      INTEGER NOT NULL,         -- in the order of the announcement
  path        TEXT    NOT NULL,
  digest      TEXT,                     -- null until it came
  size        INTEGER,                  -- bytes
  PRIMARY KEY (revision_id, path)
) WITHOUT ROWID;
