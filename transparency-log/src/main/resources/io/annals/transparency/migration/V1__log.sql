-- The transparency log. What an event's row was when it was signed; derived from the events, and compared with them.

-- One row: how far the tree goes, and what was signed of it.
CREATE TABLE tree (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  size        ${integer} NOT NULL,          -- leaves, so also the position of the last event in it
  checkpoint  TEXT NOT NULL,                -- the signed note
  public_key  TEXT NOT NULL,                -- name+id+key
  update_time TEXT NOT NULL                 -- RFC 3339, UTC
);

-- Tiles of 256 hashes, 32 bytes each; the last one of each level may be shorter.
CREATE TABLE tiles (
  level  INTEGER NOT NULL,
  number ${integer} NOT NULL,               -- from 0
  hashes ${bytes} NOT NULL,
  PRIMARY KEY (level, number)
);

-- The entries behind a tile of level 0, deflated.
CREATE TABLE bundles (
  number  ${integer} PRIMARY KEY,           -- from 0
  entries ${bytes} NOT NULL
);
