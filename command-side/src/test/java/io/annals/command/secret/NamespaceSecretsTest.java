package io.annals.command.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.secret.ChangeSecret;
import io.annals.api.secret.PutSecret;
import io.annals.api.secret.ReadSecret;
import io.annals.api.secret.Secret;
import io.annals.api.secret.SecretChanged;
import io.annals.api.secret.SecretPut;
import io.annals.api.secret.SecretRead;
import io.annals.api.secret.Secrets;
import io.annals.api.serialization.EventSerializer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.hamcrest.CustomMatcher;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NamespaceSecretsTest {
  private static final String STREAM = Secrets.streamOf("default");
  private static final Instant END = Instant.parse("2030-01-01T00:00:00Z");
  private static final SecretPut PUT =
      new SecretPut(STREAM, "default", "an-id", "KEY", "one", false, END);

  private final AggregateTestFixture<NamespaceSecrets> fixture =
      new AggregateTestFixture<>(NamespaceSecrets.class);

  private static PutSecret put(String name, String ciphertext) {
    return new PutSecret(STREAM, "default", name, ciphertext, false, null);
  }

  private static ChangeSecret change(@Nullable Boolean active) {
    return new ChangeSecret(STREAM, "default", "KEY", null, active, null, null, false);
  }

  private static SecretChanged changed(@Nullable Boolean active, @Nullable Boolean reserved) {
    return new SecretChanged(STREAM, "KEY", null, active, reserved, null, false);
  }

  private static ReadSecret read(Instant at) {
    return new ReadSecret(STREAM, "default", "KEY", at);
  }

  private static Matcher<Throwable> problem(ProblemType type) {
    return new CustomMatcher<>(type.name()) {
      @Override
      public boolean matches(Object failure) {
        return failure instanceof ProblemException problem && problem.type() == type;
      }
    };
  }

  @Test
  void aSecretThatComesBackHasItsOldId() {
    fixture
        .given(PUT, changed(false, null))
        .when(put("KEY", "two"))
        .expectEvents(new SecretPut(STREAM, "default", "an-id", "KEY", "two", false, null));
  }

  @Test
  void anActiveSecretIsNotReplaced() {
    fixture
        .given(PUT)
        .when(put("KEY", "two"))
        .expectNoEvents()
        .expectException(problem(ProblemType.NAME_TAKEN));
  }

  @Test
  void aSecretThatNeverWasIsNotChangedAndNotRead() {
    fixture
        .given(new SecretPut(STREAM, "default", "other-id", "OTHER", "one", false, null))
        .when(change(true))
        .expectNoEvents()
        .expectException(problem(ProblemType.NOT_FOUND));
    new AggregateTestFixture<>(NamespaceSecrets.class)
        .givenNoPriorActivity()
        .when(read(END))
        .expectNoEvents()
        .expectException(problem(ProblemType.NOT_FOUND));
  }

  @Test
  void aReservedSecretIsNotChanged() {
    fixture
        .given(PUT, changed(null, true))
        .when(change(false))
        .expectNoEvents()
        .expectException(problem(ProblemType.PERMISSION_DENIED));
  }

  @Test
  void aSecretIsReadUntilItEnds() {
    fixture.given(PUT).when(read(END.minusSeconds(1))).expectEvents(new SecretRead(STREAM, "KEY"));
    new AggregateTestFixture<>(NamespaceSecrets.class)
        .given(PUT)
        .when(read(END))
        .expectNoEvents()
        .expectException(problem(ProblemType.NOT_FOUND));
  }

  @Test
  void aSecretThatIsNotActiveIsNotRead() {
    fixture
        .given(PUT, changed(false, null))
        .when(read(END.minusSeconds(1)))
        .expectNoEvents()
        .expectException(problem(ProblemType.NOT_FOUND));
  }

  @Test
  void aValueHasALargestSize() {
    fixture
        .givenNoPriorActivity()
        .when(put("KEY", "x".repeat(Secrets.CIPHERTEXT_LENGTH + 1)))
        .expectNoEvents()
        .expectException(problem(ProblemType.INVALID_ARGUMENT));
  }

  @Test
  void aNamespaceHasOnlySoManySecrets() {
    List<SecretPut> all =
        IntStream.range(0, Secrets.MOST)
            .mapToObj(i -> new SecretPut(STREAM, "default", "id" + i, "K" + i, "c", false, null))
            .toList();
    fixture
        .given(all)
        .when(put("ONE_MORE", "c"))
        .expectNoEvents()
        .expectException(problem(ProblemType.FAILED_PRECONDITION));
  }

  @Test
  void aSnapshotRemembersEverything() {
    NamespaceSecrets secrets = new NamespaceSecrets();
    secrets.evolve(PUT, END.minusSeconds(9));
    secrets.evolve(new SecretPut(STREAM, "default", "b-id", "B", "two", true, null), END);
    secrets.evolve(new SecretRead(STREAM, "KEY"), END.minusSeconds(5));
    secrets.evolve(changed(false, null), END.minusSeconds(1));

    EventSerializer serializer = EventSerializer.create();
    NamespaceSecrets recalled = serializer.deserialize(serializer.serialize(secrets, String.class));

    assertThat(recalled.state()).isEqualTo(secrets.state());
    assertThat(Objects.requireNonNull(recalled.state()).byName().keySet())
        .containsExactly("KEY", "B");
    Secret secret = Objects.requireNonNull(recalled.state().find("KEY"));
    assertThat(secret.createTime()).isEqualTo(END.minusSeconds(9));
    assertThat(secret.lastUse()).isEqualTo(END.minusSeconds(5));
    assertThat(secret.updateTime()).isEqualTo(END.minusSeconds(1));
    assertThat(secret.active()).isFalse();
    assertThat(secret.expires()).isEqualTo(END);
  }
}
