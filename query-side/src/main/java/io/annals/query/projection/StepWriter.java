package io.annals.query.projection;

import io.annals.api.function.RevisionAdded;
import io.annals.query.json.StoredText;
import io.annals.query.json.ViewJson;
import io.annals.query.json.WellFormed;
import io.annals.query.state.AliasPeriod;
import io.annals.query.state.FunctionState;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;

/** Writes the steps of a batch into the tables, each table by one JDBC batch. */
final class StepWriter {
  private static final String NEW_FUNCTION =
      "INSERT INTO functions (row_id, id, namespace, name, kind, display_name, description, status,"
          + " head, published, definition, config, policies, version, sequence, position,"
          + " alias_periods, create_time, update_time, delete_time, creator, updater)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  /** Without the columns that are indexed: their indexes stay untouched. */
  private static final String FUNCTION =
      "UPDATE functions SET kind = ?, display_name = ?, description = ?, status = ?, head = ?,"
          + " published = ?, definition = ?, config = ?, policies = ?, version = ?, sequence = ?,"
          + " position = ?, alias_periods = ?, update_time = ?, delete_time = ?, updater = ?"
          + " WHERE row_id = ?";

  private static final String NAME = "UPDATE functions SET name = ? WHERE row_id = ?";

  private static final String HISTORY =
      "INSERT INTO history (position, function_row, namespace, sequence, version, made_version,"
          + " type, changed, restored, revision, note, name, definition, config, policies,"
          + " delete_time, principal, dialect, request_id, source, time)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String DOCUMENT =
      "INSERT INTO documents (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING";

  private static final String NO_LABELS = "DELETE FROM labels WHERE function_row = ?";

  /** Keys that no column can hold may look alike once they are mended; the first one counts. */
  private static final String LABEL =
      "INSERT INTO labels (function_row, label_key, label_value) VALUES (?, ?, ?)"
          + " ON CONFLICT DO NOTHING";

  private static final String NO_TAGS = "DELETE FROM tags WHERE function_row = ?";

  private static final String TAG =
      "INSERT INTO tags (function_row, tag) VALUES (?, ?) ON CONFLICT DO NOTHING";

  private static final String REVISION =
      "INSERT INTO revisions (function_row, number, id, version, files, runtime, entrypoint,"
          + " settings, message, author, create_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String NO_REVISION =
      "UPDATE revisions SET deleted_sequence = ?"
          + " WHERE function_row = ? AND id = ? AND deleted_sequence IS NULL";

  private static final String ALIAS =
      "INSERT INTO alias_periods (function_row, from_sequence, ordinal, alias, revision_id,"
          + " from_time, to_sequence, to_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (function_row, from_sequence, ordinal)"
          + " DO UPDATE SET to_sequence = excluded.to_sequence, to_time = excluded.to_time";

  private final JdbcTemplate jdbc;

  StepWriter(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Writes steps, in the order of their events, within the current transaction. */
  void write(List<Step> steps) {
    Rows rows = new Rows();
    steps.forEach(rows::add);
    run(DOCUMENT, rows.documents.values());
    run(NEW_FUNCTION, rows.created());
    run(FUNCTION, rows.updated());
    run(NAME, rows.renamed());
    run(HISTORY, rows.history);
    run(REVISION, rows.revisions);
    run(NO_REVISION, rows.deletedRevisions);
    run(ALIAS, rows.periods.values());
    run(NO_LABELS, rows.rowsOf(rows.labelled));
    run(LABEL, rows.labels());
    run(NO_TAGS, rows.rowsOf(rows.tagged));
    run(TAG, rows.tags());
  }

  private void run(String sql, Iterable<@Nullable Object[]> rows) {
    if (!rows.iterator().hasNext()) {
      return;
    }
    PreparedStatementCallback<Integer> batch =
        statement -> {
          int size = 0;
          for (@Nullable Object[] row : rows) {
            bind(statement, row);
            statement.addBatch();
            size++;
          }
          statement.executeBatch();
          return size;
        };
    jdbc.execute(sql, batch);
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] row)
      throws SQLException {
    for (int i = 0; i < row.length; i++) {
      Object value = row[i];
      if (value instanceof String text) {
        statement.setString(i + 1, text);
      } else if (value instanceof Long number) {
        statement.setLong(i + 1, number);
      } else {
        statement.setNull(i + 1, Types.NULL);
      }
    }
  }

  /** The rows of one batch: one for each function that changed, one for each event. */
  private static final class Rows {
    private final Map<Long, FunctionState> newest = new LinkedHashMap<>();
    private final Map<Long, Boolean> isNew = new LinkedHashMap<>();
    private final Map<Long, Boolean> hasNewName = new LinkedHashMap<>();
    private final Map<Long, Boolean> labelled = new LinkedHashMap<>();
    private final Map<Long, Boolean> tagged = new LinkedHashMap<>();
    private final Map<String, @Nullable Object[]> documents = new LinkedHashMap<>();
    private final Map<List<Long>, @Nullable Object[]> periods = new LinkedHashMap<>();
    private final List<@Nullable Object[]> history = new ArrayList<>();
    private final List<@Nullable Object[]> revisions = new ArrayList<>();
    private final List<@Nullable Object[]> deletedRevisions = new ArrayList<>();

    void add(Step step) {
      FunctionState before = step.before();
      FunctionState after = step.after();
      Long row = after.row();
      newest.put(row, after);
      isNew.putIfAbsent(row, before == null);
      if (before != null && !Objects.equals(before.name(), after.name())) {
        hasNewName.put(row, true);
      }
      if (step.labelsChanged()) {
        labelled.put(row, true);
      }
      if (step.tagsChanged()) {
        tagged.put(row, true);
      }
      for (StoredText text : step.documents()) {
        documents.put(text.column(), new Object[] {text.column(), text.document()});
      }
      history.add(history(step));
      RevisionAdded revision = step.revision();
      if (revision != null) {
        revisions.add(revision(after, revision));
      }
      if (step.deletedRevision() != null) {
        deletedRevisions.add(new Object[] {after.sequence(), row, step.deletedRevision()});
      }
      for (AliasPeriod period : step.periods()) {
        periods.put(
            List.of(row, period.fromSequence(), (long) period.ordinal()), period(row, period));
      }
    }

    private static @Nullable Object[] history(Step step) {
      FunctionState after = step.after();
      return new @Nullable Object[] {
        after.position(),
        after.row(),
        after.namespace(),
        after.sequence(),
        after.version(),
        step.facts().madeVersion().isPresent() ? 1L : 0L,
        step.facts().type(),
        ViewJson.write(step.facts().changed()),
        step.facts().restored(),
        step.facts().revision(),
        WellFormed.textOrNull(step.facts().note()),
        after.name(),
        after.definitionColumn(),
        after.configColumn(),
        after.policiesColumn(),
        after.deleteTime(),
        WellFormed.text(after.updater()),
        WellFormed.text(step.context().dialect()),
        WellFormed.text(step.context().requestId()),
        WellFormed.textOrNull(step.context().source()),
        after.updateTime()
      };
    }

    private @Nullable Object[] revision(FunctionState after, RevisionAdded revision) {
      return new @Nullable Object[] {
        after.row(),
        revision.number(),
        revision.id(),
        after.version(),
        stored(ViewJson.writeFiles(revision.files())),
        WellFormed.text(revision.runtime()),
        WellFormed.text(revision.entrypoint()),
        stored(ViewJson.write(revision.settings())),
        WellFormed.text(revision.message()),
        WellFormed.text(after.updater()),
        after.updateTime()
      };
    }

    private String stored(String json) {
      StoredText text = StoredText.of(json);
      if (text.document() != null) {
        documents.put(text.column(), new Object[] {text.column(), text.document()});
      }
      return text.column();
    }

    private static @Nullable Object[] period(Long row, AliasPeriod period) {
      return new @Nullable Object[] {
        row,
        period.fromSequence(),
        (long) period.ordinal(),
        WellFormed.text(period.alias()),
        period.revisionId(),
        period.fromTime(),
        period.toSequence(),
        period.isOpen() ? null : period.toTime()
      };
    }

    List<@Nullable Object[]> created() {
      List<@Nullable Object[]> rows = new ArrayList<>();
      newest.forEach(
          (row, state) -> {
            if (isNew.getOrDefault(row, false)) {
              rows.add(
                  new @Nullable Object[] {
                    row,
                    state.id(),
                    WellFormed.text(state.namespace()),
                    WellFormed.textOrNull(state.name()),
                    WellFormed.text(state.definition().kind()),
                    WellFormed.text(state.definition().displayName()),
                    WellFormed.text(state.definition().description()),
                    state.definition().status().name(),
                    state.definition().head(),
                    state.definition().published(),
                    state.definitionColumn(),
                    state.configColumn(),
                    state.policiesColumn(),
                    state.version(),
                    state.sequence(),
                    state.position(),
                    state.aliasPeriods(),
                    state.createTime(),
                    state.updateTime(),
                    state.deleteTime(),
                    WellFormed.text(state.creator()),
                    WellFormed.text(state.updater())
                  });
            }
          });
      return rows;
    }

    List<@Nullable Object[]> updated() {
      List<@Nullable Object[]> rows = new ArrayList<>();
      newest.forEach(
          (row, state) -> {
            if (!isNew.getOrDefault(row, false)) {
              rows.add(
                  new @Nullable Object[] {
                    WellFormed.text(state.definition().kind()),
                    WellFormed.text(state.definition().displayName()),
                    WellFormed.text(state.definition().description()),
                    state.definition().status().name(),
                    state.definition().head(),
                    state.definition().published(),
                    state.definitionColumn(),
                    state.configColumn(),
                    state.policiesColumn(),
                    state.version(),
                    state.sequence(),
                    state.position(),
                    state.aliasPeriods(),
                    state.updateTime(),
                    state.deleteTime(),
                    WellFormed.text(state.updater()),
                    row
                  });
            }
          });
      return rows;
    }

    List<@Nullable Object[]> renamed() {
      List<@Nullable Object[]> rows = new ArrayList<>();
      for (Long row : hasNewName.keySet()) {
        if (!isNew.getOrDefault(row, false)) {
          rows.add(new @Nullable Object[] {WellFormed.textOrNull(state(row).name()), row});
        }
      }
      return rows;
    }

    List<@Nullable Object[]> rowsOf(Map<Long, Boolean> functions) {
      List<@Nullable Object[]> rows = new ArrayList<>();
      for (Long row : functions.keySet()) {
        if (!isNew.getOrDefault(row, false)) {
          rows.add(new Object[] {row});
        }
      }
      return rows;
    }

    List<@Nullable Object[]> labels() {
      List<@Nullable Object[]> rows = new ArrayList<>();
      for (Long row : labelled.keySet()) {
        state(row)
            .definition()
            .labels()
            .forEach(
                (key, value) ->
                    rows.add(new Object[] {row, WellFormed.text(key), WellFormed.text(value)}));
      }
      return rows;
    }

    List<@Nullable Object[]> tags() {
      List<@Nullable Object[]> rows = new ArrayList<>();
      for (Long row : tagged.keySet()) {
        state(row)
            .definition()
            .tags()
            .forEach(tag -> rows.add(new Object[] {row, WellFormed.text(tag)}));
      }
      return rows;
    }

    private FunctionState state(Long row) {
      return Objects.requireNonNull(newest.get(row));
    }
  }
}
