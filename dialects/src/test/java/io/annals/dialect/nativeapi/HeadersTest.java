package io.annals.dialect.nativeapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.context.RequestContext;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.DeleteFunction;
import io.annals.api.function.Expected;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.UpdateFunction;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.ResolveFunction;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  private static final String PATH = "/v1/functions/" + Samples.ID;

  private FakeRegistry registry = Server.REGISTRY;

  @BeforeEach
  void start() {
    registry = Samples.willing();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "any",
      value = {
        "\"3-6\"           | 200 | 3   | 6",
        "  \"3-6\"         | 200 | 3   | 6",
        "*                 | 200 | any | any",
        "W/\"3-6\"         | 412 | any | any",
        "\"abc\"           | 412 | any | any",
        "\"\"              | 412 | any | any",
        "\"3\"             | 412 | any | any",
        "\"99999999999999999999-1\" | 412 | any | any",
        "3-6               | 400 | any | any",
        "\"3-6             | 400 | any | any",
        "\"3-6\", \"4-7\"  | 400 | any | any",
      })
  void ifMatchNamesTheStateThatAChangeBuildsOn(
      String header, int status, Long version, Long sequence) {
    var answer = Http.delete(PATH, "If-Match", header);

    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    if (status == 200) {
      assertThat(((DeleteFunction) registry.lastCommand()).expected())
          .isEqualTo(new Expected(version, sequence));
    } else {
      assertThat(registry.commands).isEmpty();
      assertThat(answer.json().path("code").asString())
          .isEqualTo(status == 412 ? "ABORTED" : "INVALID_ARGUMENT");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"3-6\"              | 304",
        "W/\"3-6\"            | 304",
        "\"1-1\", \"3-6\"     | 304",
        "*                    | 304",
        "\"3-7\"              | 200",
        "3-6                  | 200",
      })
  void ifNoneMatchSparesTheBody(String header, int status) {
    var answer = Http.get(PATH, "If-None-Match", header);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("ETag")).isEqualTo("\"3-6\"");
    assertThat(answer.raw().body().length == 0).isEqualTo(status == 304);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "none                            | 50    | none",
        "wait=5                          | 5000  | wait=5",
        "WAIT = 5                        | 5000  | wait=5",
        "wait=\"7\"                      | 7000  | wait=7",
        "wait=600                        | 60000 | wait=60",
        "wait=-1                         | 50    | none",
        "wait=soon                       | 50    | none",
        "wait                            | 50    | none",
        "respond-async, wait=2           | 2000  | respond-async, wait=2",
        "return=minimal; wait=3          | 50    | none",
        "return=minimal, wait=3;x=y      | 3000  | wait=3",
        "wait=3, wait=4                  | 3000  | wait=3",
      })
  void preferSaysHowLongToWait(String header, long millis, String applied) {
    var answer = header == null ? Http.patch(PATH, "{}") : Http.patch(PATH, "{}", "Prefer", header);

    assertThat(((AwaitOperation) registry.lastQuery()).timeout())
        .isEqualTo(Duration.ofMillis(millis));
    assertThat(answer.header("Preference-Applied")).isEqualTo(applied);
  }

  @ParameterizedTest
  @ValueSource(strings = {"respond-async", "wait=0"})
  void whoDoesNotWaitIsToldOfTheEventWithoutAQuestion(String preference) {
    var answer = Http.patch(PATH, "{}", "Prefer", preference);

    assertThat(registry.wasAsked(AwaitOperation.class)).isFalse();
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Preference-Applied")).isEqualTo(preference);
    assertThat(answer.json().path("done").asBoolean()).isFalse();
    assertThat(answer.json().path("type").asString()).isEqualTo("FunctionUpdated");
    assertThat(answer.json().path("description").asString()).isEqualTo("Update function");
    assertThat(answer.json().path("createTime").asString())
        .isEqualTo(FakeRegistry.ACCEPTED.toString());
    assertThat(answer.json().path("metadata").path("version").asLong()).isEqualTo(3);
  }

  @Test
  void aChangeThatIsNotVisibleYetIs202() {
    registry.answer(AwaitOperation.class, asked -> Samples.operation(asked.id(), false));

    var answer = Http.patch(PATH, "{}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().path("done").asBoolean()).isFalse();
    assertThat(answer.json().has("response")).isFalse();
    assertThat(answer.header("Location"))
        .isEqualTo("/v1/operations/" + answer.json().path("id").asString());
  }

  @Test
  void aChangeThatWasAcceptedIsNeverToldOfAsAFailure() {
    registry.answer(
        AwaitOperation.class,
        asked -> {
          throw new IllegalStateException("The views are away");
        });

    var answer = Http.patch(PATH, "{}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().path("done").asBoolean()).isFalse();
    assertThat(answer.json().path("metadata").path("version").asInt()).isEqualTo(3);
  }

  @Test
  void aRetryBearsTheSameFingerprintAndAnythingElseAnother() {
    String first = fingerprint(() -> Http.patch(PATH + "?a=1&b=2", "{\"name\":\"x\"}", key("k")));

    assertThat(fingerprint(() -> Http.patch(PATH + "?a=1&b=2", "{\"name\":\"x\"}", key("k"))))
        .isEqualTo(first);
    assertThat(fingerprint(() -> Http.patch(PATH + "?b=2&a=1", "{\"name\":\"x\"}", key("k"))))
        .isEqualTo(first);
    assertThat(fingerprint(() -> Http.patch(PATH + "?a=1&b=3", "{\"name\":\"x\"}", key("k"))))
        .isNotEqualTo(first);
    assertThat(fingerprint(() -> Http.patch(PATH + "?a=1&b=2", "{\"name\":\"y\"}", key("k"))))
        .isNotEqualTo(first);
    assertThat(fingerprint(() -> Http.patch(PATH + "?a=1&b=2", "{\"name\":\"x\"} ", key("k"))))
        .isNotEqualTo(first);
    assertThat(fingerprint(() -> Http.delete(PATH, key("k"))))
        .isNotEqualTo(fingerprint(() -> Http.post(PATH + ":undelete", "", key("k"))));
    assertThat(first).matches("sha256:[0-9a-f]{64}");
  }

  @Test
  void aCreationWithAKeyDerivesItsId() {
    Http.post("/v1/functions", "{}", key("k"));
    assertThat(((CreateFunction) registry.lastCommand()).functionId())
        .isEqualTo(FunctionIds.forKey("default", "key:root", "k"));
    Http.post("/v1/functions", "{}");
    assertThat(((CreateFunction) registry.lastCommand()).functionId())
        .isNotEqualTo(FunctionIds.forKey("default", "key:root", "k"));
  }

  @Test
  void aKeyHasOneTo256Characters() {
    assertThat(Http.delete(PATH, key("k".repeat(256))).status()).isEqualTo(200);
    assertThat(Http.delete(PATH, key("k".repeat(257))).violated()).isEqualTo("Idempotency-Key");
    assertThat(Http.delete(PATH, key(" ")).violated()).isEqualTo("Idempotency-Key");
  }

  @Test
  void aRetriedDeletionFindsTheNameThatTheFirstAttemptFreed() {
    registry.answer(ResolveFunction.class, asked -> Samples.ID);
    Http.delete("/v1/functions/resize");
    assertThat(resolved().showDeleted()).isFalse();
    Http.delete("/v1/functions/resize", key("k"));
    assertThat(resolved().showDeleted()).isTrue();
    Http.post("/v1/functions/resize:undelete", "");
    assertThat(resolved().showDeleted()).isTrue();
  }

  @Test
  void eventsRememberWhoAskedForThem() {
    Http.patch(PATH, "{}", "X-Request-Id", "r-1", "User-Agent", "u".repeat(300));

    assertThat(registry.contexts.get(0))
        .isEqualTo(new RequestContext("key:root", "native", "r-1", "u".repeat(256), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"abc-1 | true", "a b | false", "ä | false", "'' | false"})
  void aSaneRequestIdIsKept(String id, boolean kept) {
    String answered = Http.get(PATH, "X-Request-Id", id).header("X-Request-Id");
    assertThat(Objects.equals(answered, id)).isEqualTo(kept);
    assertThat(answered).isNotEmpty();
    assertThat(Http.get("/nowhere", "X-Request-Id", "r".repeat(129)).header("X-Request-Id"))
        .hasSize(36);
  }

  @Test
  void theCommandCarriesTheNamespaceThatTheCallerWorksIn() {
    Http.patch(PATH, "{}");
    assertThat(((UpdateFunction) registry.lastCommand()).namespace()).isNull();
    Http.patch(PATH + "?namespace=x", "{}");
    assertThat(((UpdateFunction) registry.lastCommand()).namespace()).isEqualTo("x");
    Http.patch(PATH, "{}", "Test-Caller", "team");
    assertThat(((UpdateFunction) registry.lastCommand()).namespace()).isEqualTo("team-a");
    Http.patch(PATH + "?namespace=team-b", "{}", "Test-Caller", "team");
    assertThat(((UpdateFunction) registry.lastCommand()).namespace()).isEqualTo("team-b");
  }

  private ResolveFunction resolved() {
    return registry.queries.stream()
        .filter(ResolveFunction.class::isInstance)
        .map(ResolveFunction.class::cast)
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private static String[] key(String key) {
    return new String[] {"Idempotency-Key", key};
  }

  private String fingerprint(Runnable request) {
    registry.contexts.clear();
    request.run();
    return Objects.requireNonNull(registry.contexts.get(0).idempotency()).fingerprint();
  }
}
