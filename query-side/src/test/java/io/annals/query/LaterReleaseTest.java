package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.operation.OperationId;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.FindOperation;
import io.annals.api.resource.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Views of a release that is older than one that writes events beside it. */
class LaterReleaseTest extends RegistryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void an_event_of_a_later_release_is_left_to_a_node_that_knows_it() throws SQLException {
    String id = registry.create("name");
    registry.settle();
    registry.pause();
    OperationId update = registry.update(id, Changes.of(Field.DISPLAY_NAME, "x"));
    edit("UPDATE events SET type = 'OfTomorrow' WHERE sequence = 1");
    registry.reopen();
    watch("the projection tries", registry::isCarriedOn);
    watch("and gives up", () -> !registry.isCarriedOn());

    assertRefused(() -> find(update), ProblemType.UNAVAILABLE, "later release");
    assertThat(registry.functions().apply("name").displayName()).isNotEqualTo("x");

    edit("UPDATE events SET type = 'FunctionUpdated' WHERE sequence = 1");
    registry.reopen();
    await("as on a node that knows it").until(() -> find(update).done());
    assertThat(find(update).error()).isNull();
    assertThat(registry.functions().apply("name").displayName()).isEqualTo("x");
  }

  /** Looks all the time, as what is waited for may be over within less than a millisecond. */
  private static void watch(String what, BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - begun).as(what).isLessThan(PATIENCE.toNanos());
      Thread.onSpinWait();
    }
  }

  private Operation find(OperationId id) {
    return registry.ask(new FindOperation(id, null), Operation.class);
  }

  private void edit(String sql) throws SQLException {
    try (Connection connection = registry.editEvents();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }
}
