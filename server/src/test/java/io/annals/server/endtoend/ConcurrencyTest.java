package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Many clients at once. */
class ConcurrencyTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void twoHundredThreadsUpdatingOneFunctionMakeDenseVersionsAndLoseNone(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String path = path(client.create(Map.of("name", "hot")));

    List<Answer> answers =
        atOnce(
            200,
            i ->
                () -> client.call("PATCH", path).json(Map.of("description", "thread " + i)).send());

    Set<Long> acknowledged = new HashSet<>();
    answers.forEach(answer -> acknowledged.add(answer.ok().number("metadata.version")));
    assertThat(acknowledged).isEqualTo(numbers(2, 201));
    answers.forEach(answer -> client.await(answer.text("id")));
    List<JsonNode> versions = client.all(path + "/versions", "versions", 37);
    assertThat(versions).extracting(version -> version.path("version").asLong()).hasSize(201);
    assertThat(Set.copyOf(versions.stream().map(v -> v.path("version").asLong()).toList()))
        .isEqualTo(numbers(1, 201));
    assertThat(versions)
        .extracting(version -> version.path("function").path("description").asString())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(-1, 200).mapToObj(i -> i < 0 ? "" : "thread " + i).toList());
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void exactlyOneOfThoseWhoBuildOnTheSameStateWins(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String path = path(client.create(Map.of("name", "contested")));

    for (int round = 1; round <= 10; round++) {
      String etag = client.get(path).is(200).header("ETag");
      assertThat(etag).matches("\".+\"");
      List<Answer> answers =
          atOnce(
              20,
              i ->
                  () ->
                      client
                          .call("PATCH", path)
                          .header("If-Match", etag)
                          .header("Prefer", "wait=30")
                          .json(Map.of("description", "racer " + i))
                          .send());

      assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
      assertThat(answers).filteredOn(answer -> answer.status() == 412).hasSize(19);
      assertThat(client.get(path).number("version")).isEqualTo(round + 1L);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void exactlyOneOfThoseWhoCreateTheSameNameWins(Store store) {
    NativeClient client = SERVERS.on(store).client();

    for (int round = 1; round <= 5; round++) {
      String name = "wanted-" + round;
      List<Answer> answers =
          atOnce(
              20,
              i ->
                  () ->
                      client
                          .call("POST", "/v1/functions")
                          .header("Prefer", "wait=30")
                          .json(Map.of("name", name, "description", "creator " + i))
                          .send());

      List<Answer> winners = answers.stream().filter(answer -> answer.status() == 200).toList();
      assertThat(winners).hasSize(1);
      assertThat(answers).filteredOn(answer -> answer.status() == 409).hasSize(19);
      assertThat(client.get("/v1/functions/" + name).is(200).text("id"))
          .isEqualTo(winners.get(0).text("metadata.functionId"));
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void renamesThatCrossNeitherBlockEachOtherNorShareAName(Store store) {
    NativeClient client = SERVERS.on(store).client();
    int functions = 8;
    List<String> paths =
        IntStream.range(0, functions)
            .mapToObj(i -> path(client.create(Map.of("name", "seat-" + i))))
            .toList();

    List<List<Answer>> walks =
        Threads.atOnce(
            IntStream.range(0, 16)
                .<Callable<List<Answer>>>mapToObj(i -> walk(client, paths, i))
                .toList());

    List<Answer> answers = walks.stream().flatMap(List::stream).toList();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 202, 409));
    assertThat(answers)
        .as("somebody moved")
        .anySatisfy(answer -> assertThat(answer.status()).isLessThan(300));
    answers.stream()
        .filter(answer -> answer.status() == 202)
        .forEach(a -> client.await(a.text("id")));
    Set<String> names = new HashSet<>();
    for (String path : paths) {
      JsonNode function = client.get(path).is(200).json();
      String name = function.path("name").asString();
      assertThat(names.add(name)).as("%s belongs to one function", name).isTrue();
      assertThat(client.get("/v1/functions/" + name).is(200).text("id"))
          .isEqualTo(function.path("id").asString());
    }
    // The names that nobody has are free.
    for (int i = 0; i < functions + 2; i++) {
      if (!names.contains("seat-" + i)) {
        client.create(Map.of("name", "seat-" + i));
      }
    }
  }

  /** Moves functions to names that may be free. */
  private static Callable<List<Answer>> walk(NativeClient client, List<String> paths, int seed) {
    return () -> {
      Random random = new Random(seed);
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        String path = paths.get(random.nextInt(paths.size()));
        String name = "seat-" + random.nextInt(paths.size() + 2);
        answers.add(client.call("PATCH", path).json(Map.of("name", name)).send());
      }
      return answers;
    };
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void theSameIdempotencyKeyFromManyAtOnceChangesOnce(Store store) {
    NativeClient client = SERVERS.on(store).client();
    String path = path(client.create(Map.of("name", "patient")));

    List<Answer> answers =
        atOnce(
            20,
            i ->
                () ->
                    client
                        .call("PATCH", path)
                        .header("Idempotency-Key", "once")
                        .json(Map.of("description", "once"))
                        .send());

    assertThat(answers)
        .extracting(answer -> answer.ok().text("id"))
        .containsOnly(answers.get(0).text("id"));
    client.await(answers.get(0).text("id"));
    assertThat(client.get(path).number("version")).isEqualTo(2);
    assertThat(client.all(path + "/versions", "versions", 100)).hasSize(2);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void theSameIdempotencyKeyFromManyAtOnceCreatesOnce(Store store) {
    NativeClient client = SERVERS.on(store).client();

    List<Answer> answers =
        atOnce(
            20,
            i ->
                () ->
                    client
                        .call("POST", "/v1/functions")
                        .header("Idempotency-Key", "create-once")
                        .json(Map.of("displayName", "created once"))
                        .send());

    assertThat(answers)
        .extracting(answer -> answer.ok().text("id"))
        .containsOnly(answers.get(0).text("id"));
    client.await(answers.get(0).text("id"));
    String filter = NativeClient.encoded("displayName = \"created once\"");
    assertThat(client.all("/v1/functions?filter=" + filter, "functions", 100)).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void whoeverIsToldThatItIsDoneSeesItEverywhere(Store store) {
    NativeClient client = SERVERS.on(store).client();

    Threads.atOnce(
        IntStream.range(0, 16)
            .<Callable<Void>>mapToObj(
                i ->
                    () -> {
                      String path = path(client.create(Map.of("name", "own-" + i)));
                      for (int n = 2; n <= 12; n++) {
                        String text = "version " + n;
                        client.visible(
                            client.call("PATCH", path).json(Map.of("description", text)));
                        assertThat(client.get("/v1/functions/own-" + i).text("description"))
                            .isEqualTo(text);
                        assertThat(client.get(path + "/versions/" + n).text("function.description"))
                            .isEqualTo(text);
                      }
                      return null;
                    })
            .toList());
  }

  private static List<Answer> atOnce(int threads, IntFunction<Callable<Answer>> work) {
    return Threads.atOnce(IntStream.range(0, threads).mapToObj(work).toList());
  }

  private static String path(JsonNode function) {
    return "/v1/functions/" + function.path("id").asString();
  }

  private static Set<Long> numbers(long first, long last) {
    return Set.copyOf(LongStream.rangeClosed(first, last).boxed().toList());
  }
}
