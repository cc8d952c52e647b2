-- Finds the purged functions, whose code is to be removed.
CREATE INDEX history_purges ON history (function_row) WHERE type = 'FunctionPurged';
