-- Workflows, as functions are kept: the current view, one row for each event, and what uses what.

CREATE TABLE workflows (
  row_id        ${integer} PRIMARY KEY,     -- position of the event that created it: the order of creation
  id            ${text}    NOT NULL,
  namespace     ${text}    NOT NULL,
  name          ${text}    NOT NULL,
  display_name  ${text}    NOT NULL,
  definition    ${text}    NOT NULL,        -- all that a version freezes but the name; JSON or a document's digest
  version       ${integer} NOT NULL,
  sequence      ${integer} NOT NULL,        -- of its last event
  position      ${integer} NOT NULL,        -- of its last event
  create_time   ${integer} NOT NULL,
  update_time   ${integer} NOT NULL,
  delete_time   ${integer},
  creator       ${text}    NOT NULL,
  updater       ${text}    NOT NULL
);
CREATE UNIQUE INDEX workflows_by_id ON workflows (id);
CREATE INDEX workflows_by_name ON workflows (namespace, name);

CREATE TABLE workflow_tags (
  workflow_row ${integer} NOT NULL,
  tag          ${text}    NOT NULL,
  PRIMARY KEY (workflow_row, tag)
)${clustered};

-- One row for each event of each workflow: the whole workflow as of it.
CREATE TABLE workflow_history (
  position     ${integer} PRIMARY KEY,      -- in the order of all events
  workflow_row ${integer} NOT NULL,
  namespace    ${text}    NOT NULL,
  sequence     ${integer} NOT NULL,         -- within the workflow, from 0
  version      ${integer} NOT NULL,
  made_version ${integer} NOT NULL,         -- 1 where the event made the version, else 0
  type         ${text}    NOT NULL,
  changed      ${text}    NOT NULL,         -- a JSON list of paths
  restored     ${integer},                  -- the version that it brought back
  name         ${text}    NOT NULL,
  definition   ${text}    NOT NULL,
  delete_time  ${integer},
  principal    ${text}    NOT NULL,
  dialect      ${text}    NOT NULL,
  request_id   ${text}    NOT NULL,
  source       ${text},
  time         ${integer} NOT NULL
);
CREATE INDEX workflow_history_by_workflow ON workflow_history (workflow_row, sequence);

-- Which version of a workflow uses which version of a function.
CREATE TABLE usages (
  workflow_row     ${integer} NOT NULL,
  workflow_version ${integer} NOT NULL,
  function_id      ${text}    NOT NULL,
  function_version ${integer} NOT NULL,     -- 0 where it follows the current one
  PRIMARY KEY (workflow_row, workflow_version, function_id, function_version)
)${clustered};
CREATE INDEX usages_by_function ON usages (function_id, workflow_row);
