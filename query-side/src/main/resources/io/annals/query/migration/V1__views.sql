-- The views: what the registry shows. All of it can be thrown away and is rebuilt from the events, to the same bytes.
-- Times are microseconds since 1970. A text that may grow large (definition, config, files, settings) stands in its
-- column as JSON, or, above a size, as the digest of a document.

CREATE TABLE functions (
  row_id        ${integer} PRIMARY KEY,     -- position of the event that created it: the order of creation
  id            ${text}    NOT NULL,
  namespace     ${text}    NOT NULL,
  name          ${text},
  kind          ${text}    NOT NULL,
  display_name  ${text}    NOT NULL,
  description   ${text}    NOT NULL,
  status        ${text}    NOT NULL,
  head          ${text},
  published     ${text},
  definition    ${text}    NOT NULL,        -- all that a version freezes but the config
  config        ${text}    NOT NULL,
  policies      ${text}    NOT NULL,        -- name to document
  version       ${integer} NOT NULL,
  sequence      ${integer} NOT NULL,        -- of its last event
  position      ${integer} NOT NULL,        -- of its last event
  alias_periods ${integer} NOT NULL,        -- how many there ever were
  create_time   ${integer} NOT NULL,
  update_time   ${integer} NOT NULL,
  delete_time   ${integer},
  creator       ${text}    NOT NULL,
  updater       ${text}    NOT NULL
);
CREATE UNIQUE INDEX functions_by_id ON functions (id);
CREATE INDEX functions_by_name ON functions (namespace, name);
CREATE INDEX functions_by_namespace ON functions (namespace, row_id);

CREATE TABLE labels (
  function_row ${integer} NOT NULL,
  label_key    ${text}    NOT NULL,
  label_value  ${text}    NOT NULL,
  PRIMARY KEY (function_row, label_key)
)${clustered};
CREATE INDEX labels_by_key ON labels (label_key, label_value);

CREATE TABLE tags (
  function_row ${integer} NOT NULL,
  tag          ${text}    NOT NULL,
  PRIMARY KEY (function_row, tag)
)${clustered};
CREATE INDEX tags_by_tag ON tags (tag);

-- One row for each event of each function: the whole function as of it.
CREATE TABLE history (
  position     ${integer} PRIMARY KEY,      -- in the order of all events
  function_row ${integer} NOT NULL,
  namespace    ${text}    NOT NULL,
  sequence     ${integer} NOT NULL,         -- within the function, from 0
  version      ${integer} NOT NULL,
  made_version ${integer} NOT NULL,         -- 1 where the event made the version, else 0
  type         ${text}    NOT NULL,
  changed      ${text}    NOT NULL,         -- a JSON list of paths
  restored     ${integer},                  -- the version that it brought back
  revision     ${text},                     -- the revision that it brought, named or deleted
  note         ${text},                     -- what was asked for, where the event says it
  name         ${text},
  definition   ${text}    NOT NULL,
  config       ${text}    NOT NULL,
  policies     ${text}    NOT NULL,
  delete_time  ${integer},
  principal    ${text}    NOT NULL,
  dialect      ${text}    NOT NULL,
  request_id   ${text}    NOT NULL,
  source       ${text},
  time         ${integer} NOT NULL
);
CREATE INDEX history_by_function ON history (function_row, sequence, time);
CREATE INDEX history_by_version ON history (function_row, version) WHERE made_version = 1;
CREATE INDEX history_by_namespace ON history (namespace, position);

CREATE TABLE documents (
  digest  ${text} PRIMARY KEY,
  content ${text} NOT NULL
);

CREATE TABLE revisions (
  function_row     ${integer} NOT NULL,
  number           ${integer} NOT NULL,
  id               ${text}    NOT NULL,
  version          ${integer} NOT NULL,
  files            ${text}    NOT NULL,
  runtime          ${text}    NOT NULL,
  entrypoint       ${text}    NOT NULL,
  settings         ${text}    NOT NULL,
  message          ${text}    NOT NULL,
  author           ${text}    NOT NULL,
  create_time      ${integer} NOT NULL,
  deleted_sequence ${integer},              -- of the event that deleted it
  PRIMARY KEY (function_row, number)
)${clustered};
CREATE INDEX revisions_by_id ON revisions (id);
CREATE INDEX revisions_by_time ON revisions (create_time, function_row, number);

-- What an alias named from one event to another.
CREATE TABLE alias_periods (
  function_row  ${integer} NOT NULL,
  from_sequence ${integer} NOT NULL,
  ordinal       ${integer} NOT NULL,        -- among those that one event began
  alias         ${text}    NOT NULL,
  revision_id   ${text}    NOT NULL,
  from_time     ${integer} NOT NULL,
  to_sequence   ${integer} NOT NULL,        -- 9223372036854775807 while it is so
  to_time       ${integer},
  PRIMARY KEY (function_row, from_sequence, ordinal)
)${clustered};
CREATE INDEX alias_periods_by_end ON alias_periods (function_row, to_sequence);

-- Events that could not be shown, and those of the same function that came after.
CREATE TABLE dead_letters (
  position      ${integer} PRIMARY KEY,
  function_id   ${text}    NOT NULL,
  namespace     ${text},
  sequence      ${integer} NOT NULL,
  version       ${integer} NOT NULL,
  type          ${text}    NOT NULL,
  changed       ${text}    NOT NULL,
  restored      ${integer},
  revision      ${text},
  note          ${text},
  principal     ${text}    NOT NULL,
  time          ${integer} NOT NULL,
  cause_type    ${text},                    -- null where only an earlier letter is in the way
  cause_message ${text}
);
CREATE INDEX dead_letters_by_function ON dead_letters (function_id, sequence);

-- How far the views have come, and who carries them on.
CREATE TABLE progress (
  processor    ${text}    NOT NULL,
  segment      ${integer} NOT NULL,
  position     ${integer} NOT NULL,         -- of the last event shown, -1 before the first
  replay_until ${integer} NOT NULL,         -- up to here, events are shown again
  owner        ${text},
  claim_time   ${integer} NOT NULL,         -- milliseconds; the one clock in here
  PRIMARY KEY (processor, segment)
);
