-- Keys of the registry's own, encrypted under its data key.
CREATE TABLE server_keys (
  name        TEXT COLLATE "C" PRIMARY KEY,
  sealed      TEXT NOT NULL,
  create_time TEXT NOT NULL                      -- RFC 3339, UTC, microseconds
);

-- Clients that sign in with a key of their own; the public half of it.
CREATE TABLE client_keys (
  client_id   TEXT COLLATE "C" PRIMARY KEY,
  namespace   TEXT NOT NULL,
  public_key  TEXT NOT NULL,                     -- Ed25519, 32 bytes in base64url
  creator     TEXT NOT NULL,
  create_time TEXT COLLATE "C" NOT NULL,
  revoke_time TEXT
);

-- What was used and may not be used again, until it would be refused for its age.
CREATE TABLE used_once (
  digest      TEXT COLLATE "C" PRIMARY KEY,
  expire_time BIGINT NOT NULL                    -- milliseconds since 1970
);
CREATE INDEX used_once_by_time ON used_once (expire_time);

-- Revisions whose files are on their way.
CREATE TABLE pending_revisions (
  id          TEXT COLLATE "C" PRIMARY KEY,
  function_id TEXT NOT NULL,
  message     TEXT NOT NULL,
  expire_time BIGINT NOT NULL                    -- milliseconds since 1970
);
CREATE INDEX pending_revisions_by_time ON pending_revisions (expire_time);

CREATE TABLE pending_files (
  revision_id TEXT COLLATE "C" NOT NULL,
  number      INTEGER NOT NULL,                  -- in the order of the announcement
  path        TEXT COLLATE "C" NOT NULL,
  digest      TEXT,                              -- null until it came
  size        BIGINT,                            -- bytes
  PRIMARY KEY (revision_id, path)
);
