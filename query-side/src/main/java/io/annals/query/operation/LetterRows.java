package io.annals.query.operation;

import io.annals.api.operation.EventFacts;
import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.resource.Operation;
import io.annals.query.json.ViewJson;
import io.annals.query.state.FunctionRows;
import io.annals.query.state.Micros;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads the operations whose events were put aside: done, with an error. */
final class LetterRows {
  private final JdbcTemplate jdbc;

  LetterRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A failed operation.
   *
   * @param namespace null where even that is unknown
   */
  record Failed(long position, @Nullable String namespace, Operation operation) {}

  Optional<Failed> find(OperationId id) {
    return find("WHERE function_id = ? AND sequence = ?", id.functionId(), id.sequence()).stream()
        .findFirst();
  }

  List<Failed> find(String conditionAndOrder, Object... arguments) {
    return jdbc.query(
        "SELECT * FROM dead_letters " + conditionAndOrder,
        (row, number) -> {
          EventFacts facts =
              new EventFacts(
                  row.getString("type"),
                  ViewJson.readStrings(row.getString("changed")),
                  FunctionRows.longOrNull(row, "restored"),
                  OptionalLong.empty(),
                  row.getString("revision"),
                  row.getString("note"));
          Instant time = Micros.instant(row.getLong("time"));
          String functionId = row.getString("function_id");
          Operation operation =
              new Operation(
                  new OperationId(functionId, row.getLong("sequence")).toString(),
                  true,
                  facts.type(),
                  facts.description(),
                  time,
                  time,
                  row.getString("principal"),
                  facts.metadata(functionId, row.getLong("version")),
                  null,
                  ProblemException.of(ProblemType.INTERNAL, sentence(row.getString("cause_type")))
                      .toProblem());
          return new Failed(row.getLong("position"), row.getString("namespace"), operation);
        },
        arguments);
  }

  private static String sentence(@Nullable String cause) {
    return cause == null
        ? "The change is stored, but cannot be shown before an earlier change of the function is."
            + " An operator has to look into it."
        : "The change is stored, but cannot be shown. An operator has to look into it.";
  }
}
