-- Keys of the registry's own, encrypted under its data key.
CREATE TABLE server_keys (
  name        TEXT PRIMARY KEY,
  sealed      TEXT NOT NULL,
  create_time TEXT NOT NULL             -- RFC 3339, UTC, microseconds
) WITHOUT ROWID;

-- Clients that sign in with a key of their own; the public half of it.
CREATE TABLE client_keys (
  client_id   TEXT PRIMARY KEY,
  namespace   TEXT NOT NULL,
  public_key  TEXT NOT NULL,            -- Ed25519, 32 bytes in base64url
  creator     TEXT NOT NULL,
  create_time TEXT NOT NULL,
  revoke_time TEXT
) WITHOUT ROWID;

-- What was used and may not be used again, until it would be refused for its age.
CREATE TABLE used_once (
  digest      TEXT PRIMARY KEY,
  expire_time INTEGER NOT NULL          -- milliseconds since 1970
) WITHOUT ROWID;
CREATE INDEX used_once_by_time ON used_once (expire_time);
