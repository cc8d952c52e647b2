package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.annals.api.blob.Digest;
import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.operation.OperationId;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindOperation;
import io.annals.api.resource.Function;
import io.annals.api.resource.Operation;
import io.annals.eventstore.TinkSecretVault;
import io.annals.query.database.ViewDump;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a purged function, and of the key of its secrets. */
class PurgeTest extends RegistryTest {
  private TinkSecretVault vault;
  private String id;
  private String sealed;

  @BeforeEach
  void deleteAFunctionWithASecret() {
    vault = registry.vault();
    id = registry.create("resize");
    sealed = vault.encrypt(id, "K", "value");
    registry.update(id, Changes.of(Field.SECRETS, Map.of("K", sealed)));
    registry.delete(id, "resize");
    registry.settle();
  }

  private Function function(@Nullable Long version) {
    return registry.ask(new FindFunction(Registry.ref(id), true, version, null), Function.class);
  }

  private Operation find(OperationId id) {
    return registry.ask(new FindOperation(id, null), Operation.class);
  }

  @Test
  void it_stays_in_history_and_its_key_is_gone() {
    Function before = function(2L);
    assertThat(vault.decrypt(id, "K", sealed)).contains("value");

    OperationId purge = registry.purge(id);
    registry.settle();

    assertThat(vault.decrypt(id, "K", sealed)).isEmpty();
    assertThat(find(purge).description()).isEqualTo("Purge function");
    assertThat(find(purge).error()).isNull();
    assertThat(function(2L)).isEqualTo(before);
    assertThat(function(2L).secrets()).containsExactly("K");
    assertThat(function(null).secrets()).isEmpty();
    assertThat(function(null).deleteTime()).isNotNull();
    assertNotFound(() -> registry.functions().apply(id));
  }

  @Test
  void it_is_not_shown_as_purged_before_its_key_is_gone() {
    registry.keysAway(true);
    OperationId purge = registry.purge(id);
    String other = registry.create("other");
    await().until(() -> ProjectionTest.failures(registry) > 0);

    assertThat(find(purge).done()).isFalse();
    assertThat(vault.decrypt(id, "K", sealed)).contains("value");
    registry.keysAway(false);
    registry.settle();

    assertThat(find(purge).done()).isTrue();
    assertThat(find(purge).error()).isNull();
    assertThat(vault.decrypt(id, "K", sealed)).isEmpty();
    assertThat(registry.functions().apply(other).id()).isEqualTo(other);
  }

  @Test
  void it_goes_on_soon_however_long_the_keys_were_away() {
    // What makes the pauses is the same on both.
    assumeTrue(store == Store.SQLITE);
    registry.keysAway(true);
    registry.purge(id);
    await().until(() -> registry.refusals() >= 4);
    registry.keysAway(false);

    // Axon by itself would leave the events alone for eight seconds now, at last for sixty.
    await()
        .atMost(Duration.ofSeconds(6))
        .until(() -> registry.querySide().position() >= registry.engine.headPosition());
  }

  @Test
  void an_error_that_is_no_exception_ends_nothing() {
    registry.stumble();
    OperationId purge = registry.purge(id);
    registry.settle();

    assertThat(find(purge).done()).isTrue();
    assertThat(find(purge).error()).isNull();
  }

  @Test
  void a_replay_finds_nothing_to_destroy_and_ends_in_the_same_bytes() {
    registry.purge(id);
    registry.settle();
    String alive = registry.create("alive");
    String kept = vault.encrypt(alive, "K", "kept");
    registry.settle();
    Digest digest = ViewDump.digest(registry.database());

    registry.replay();

    assertThat(ViewDump.digest(registry.database())).isEqualTo(digest);
    assertThat(vault.decrypt(alive, "K", kept)).contains("kept");
  }
}
