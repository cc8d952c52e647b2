-- Blobs that nothing names any more. They are not found, and are removed after a while.
CREATE TABLE condemned_blobs (
  digest TEXT COLLATE "C" PRIMARY KEY,
  time   BIGINT NOT NULL                -- milliseconds since 1970
);
