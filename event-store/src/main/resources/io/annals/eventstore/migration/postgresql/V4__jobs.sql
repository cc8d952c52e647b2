-- Long work: what it is, how far it has come, what became of it.
CREATE TABLE jobs (
  number       BIGINT  PRIMARY KEY,     -- microseconds from 1970 to its beginning
  type         TEXT    NOT NULL,
  subject      TEXT    NOT NULL,
  description  TEXT    NOT NULL,
  creator      TEXT    NOT NULL,
  position     BIGINT  NOT NULL,        -- of the newest event when it began
  owner        TEXT    NOT NULL,        -- the process that does it
  state        TEXT    NOT NULL,        -- RUNNING, SUCCEEDED, FAILED, CANCELLED, ABORTED
  cancelling   BIGINT  NOT NULL,        -- 1 where somebody asked for its end
  done         BIGINT  NOT NULL,
  total        BIGINT  NOT NULL,
  per_second   DOUBLE PRECISION NOT NULL,
  seconds_left BIGINT,
  result       TEXT    NOT NULL,        -- JSON
  error        TEXT,
  update_time  BIGINT  NOT NULL         -- of the last report; microseconds since 1970
);
-- One of a kind at a time.
CREATE UNIQUE INDEX jobs_running ON jobs (type, subject) WHERE state = 'RUNNING';
CREATE INDEX jobs_by_subject ON jobs (type, subject, number);
