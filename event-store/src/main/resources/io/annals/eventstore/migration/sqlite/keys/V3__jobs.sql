-- Long work: what it is, how far it has come, what became of it.
CREATE TABLE jobs (
  number       INTEGER PRIMARY KEY,     -- microseconds from 1970 to its beginning
  type         TEXT    NOT NULL,
  subject      TEXT    NOT NULL,
  description  TEXT    NOT NULL,
  creator      TEXT    NOT NULL,
  position     INTEGER NOT NULL,        -- of the newest event when it began
  owner        TEXT    NOT NULL,        -- the process that does it
  state        TEXT    NOT NULL,        -- RUNNING, SUCCEEDED, FAILED, CANCELLED, ABORTED
  cancelling   INTEGER NOT NULL,        -- 1 where somebody asked for its end
  done         INTEGER NOT NULL,
  total        INTEGER NOT NULL,
  per_second   REAL    NOT NULL,
  seconds_left INTEGER,
  result       TEXT    NOT NULL,        -- JSON
  error        TEXT,
  update_time  INTEGER NOT NULL         -- of the last report; microseconds since 1970
);
-- One of a kind at a time.
CREATE UNIQUE INDEX jobs_running ON jobs (type, subject) WHERE state = 'RUNNING';
CREATE INDEX jobs_by_subject ON jobs (type, subject, number);
