-- How much changed, by the hour. Hours and days are counted from 1970 in UTC; an absent value is an empty text.
-- The counts come from the events and can be thrown away; visible_latency was measured and cannot be had again.

CREATE TABLE changes (
  hour      ${integer} NOT NULL,
  namespace ${text}    NOT NULL,
  kind      ${text}    NOT NULL,
  type      ${text}    NOT NULL,
  principal ${text}    NOT NULL,
  dialect   ${text}    NOT NULL,
  total     ${integer} NOT NULL,
  PRIMARY KEY (hour, namespace, kind, type, principal, dialect)
)${clustered};

CREATE TABLE field_changes (                  -- an event counts once for each field that it names
  hour      ${integer} NOT NULL,
  namespace ${text}    NOT NULL,
  kind      ${text}    NOT NULL,
  type      ${text}    NOT NULL,
  principal ${text}    NOT NULL,
  dialect   ${text}    NOT NULL,
  field     ${text}    NOT NULL,
  total     ${integer} NOT NULL,
  PRIMARY KEY (hour, namespace, kind, type, principal, dialect, field)
)${clustered};

CREATE TABLE resource_changes (               -- by the day, and for a bounded number of days only
  day       ${integer} NOT NULL,
  resource  ${text}    NOT NULL,              -- function or workflow
  namespace ${text}    NOT NULL,
  id        ${text}    NOT NULL,
  total     ${integer} NOT NULL,
  PRIMARY KEY (day, resource, namespace, id)
)${clustered};

CREATE TABLE counted (                        -- one row
  id        ${integer} PRIMARY KEY,
  position  ${integer} NOT NULL,              -- of the last event that is counted
  time      ${integer} NOT NULL               -- of that event, microseconds since 1970
);

CREATE TABLE visible_latency (                -- how long changes took to be shown, by the hour when they were
  hour       ${integer} NOT NULL,
  namespace  ${text}    NOT NULL,
  bucket     ${integer} NOT NULL,             -- of LatencyBuckets
  total      ${integer} NOT NULL,
  max_micros ${integer} NOT NULL,
  PRIMARY KEY (hour, namespace, bucket)
)${clustered};

CREATE TABLE progress (
  processor    ${text}    NOT NULL,
  segment      ${integer} NOT NULL,
  position     ${integer} NOT NULL,           -- of the last event counted, -1 before the first
  replay_until ${integer} NOT NULL,           -- up to here, events are counted again
  owner        ${text},
  claim_time   ${integer} NOT NULL,           -- milliseconds; the one clock in here
  PRIMARY KEY (processor, segment)
);
