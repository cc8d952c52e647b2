package io.annals.dialect.nativeapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.function.Changes;
import io.annals.api.function.CreateFunction;
import io.annals.api.function.DeleteRevision;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.RemoveAlias;
import io.annals.api.function.RevertFunction;
import io.annals.api.function.SetAlias;
import io.annals.api.operation.OperationId;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.DiffVersions;
import io.annals.api.query.Filter;
import io.annals.api.query.FindFunction;
import io.annals.api.query.FindOperation;
import io.annals.api.query.FindRevision;
import io.annals.api.query.FindVersion;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ListAliasHistory;
import io.annals.api.query.ListAliases;
import io.annals.api.query.ListFunctions;
import io.annals.api.query.ListOperations;
import io.annals.api.query.ListRevisions;
import io.annals.api.query.ListVersions;
import io.annals.api.query.Order;
import io.annals.api.query.PageRequest;
import io.annals.api.query.ResolveFunction;
import io.annals.api.resource.Alias;
import io.annals.api.resource.Page;
import io.annals.api.resource.VersionDiff;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
  private static final String PATH = "/v1/functions/" + Samples.ID;
  private static final OperationId OPERATION = new OperationId(Samples.ID, 6);
  private static final FunctionRef BY_ID = new FunctionRef(Samples.ID, "default", null);
  private static final PageRequest FIRST = new PageRequest(100, null);

  private FakeRegistry registry = Server.REGISTRY;

  @BeforeEach
  void start() {
    registry = Samples.willing();
    registry.answer(FindVersion.class, asked -> Samples.version(asked.version()));
    registry.answer(FindRevision.class, asked -> Samples.revision());
    registry.answer(ResolveFunction.class, asked -> Samples.ID);
    registry.answer(FindOperation.class, asked -> Samples.operation(asked.id(), true));
  }

  @Test
  void aFunctionIsReadAsOfAnyTime() {
    Http.get("/v1/functions/resize?asOf=2026-01-01T02:00:00%2B02:00&showDeleted=true");
    assertThat(registry.lastQuery())
        .isEqualTo(
            new FindFunction(
                new FunctionRef("resize", "default", null),
                true,
                null,
                Instant.parse("2026-01-01T00:00:00Z")));
    Http.get(PATH + "?asOf=2026-01-01T02:00:00+02:00&namespace=n");
    assertThat(registry.lastQuery())
        .isEqualTo(
            new FindFunction(
                new FunctionRef(Samples.ID, "n", "n"),
                false,
                null,
                Instant.parse("2026-01-01T00:00:00Z")));
    Http.get(PATH + "?version=2", "Test-Caller", "team");
    assertThat(registry.lastQuery())
        .isEqualTo(
            new FindFunction(new FunctionRef(Samples.ID, "team-a", "team-a"), false, 2L, null));
  }

  @Test
  void functionsAreListed() {
    registry.answer(ListFunctions.class, asked -> new Page<>(List.of(Samples.function()), "next"));

    var answer =
        Http.get(
            "/v1/functions?pageSize=5000&pageToken=t%2B&orderBy=name%20desc,%20labels.env"
                + "&filter=kind%3Dbem&showDeleted=true");

    assertThat(registry.lastQuery())
        .isEqualTo(
            new ListFunctions(
                null,
                new Filter.Comparison("kind", Filter.Operator.EQUAL, "bem"),
                List.of(new Order("name", true), new Order("labels.env", false)),
                new PageRequest(1000, "t+"),
                true));
    assertThat(answer.json().path("functions").size()).isEqualTo(1);
    assertThat(answer.json().path("nextPageToken").asString()).isEqualTo("next");

    registry.answer(ListFunctions.class, asked -> new Page<>(List.of(), null));
    assertThat(Http.get("/v1/functions?pageSize=0&filter=&orderBy=&pageToken=").text())
        .isEqualTo("{\"functions\":[]}");
    assertThat(registry.lastQuery())
        .isEqualTo(new ListFunctions(null, null, List.of(), FIRST, false));
    Http.get("/v1/functions", "Test-Caller", "team");
    assertThat(((ListFunctions) registry.lastQuery()).namespace()).isEqualTo("team-a");
  }

  @Test
  void versionsAreListedReadAndCompared() {
    registry.answer(ListVersions.class, asked -> new Page<>(List.of(Samples.version(2)), null));
    assertThat(Http.get(PATH + "/versions?orderBy=version").json().path("versions").size())
        .isEqualTo(1);
    assertThat(registry.lastQuery())
        .isEqualTo(new ListVersions(BY_ID, null, List.of(new Order("version", false)), FIRST));

    assertThat(Http.get(PATH + "/versions/2").json().path("restored").asInt()).isEqualTo(1);

    registry.answer(
        DiffVersions.class,
        asked ->
            new VersionDiff(
                Samples.ID,
                asked.from(),
                asked.to(),
                List.of(new VersionDiff.FieldChange("labels.env", null, "prod")),
                List.of()));
    assertThat(Http.get(PATH + "/versions/2:diff?with=5").text())
        .isEqualTo(
            "{\"functionId\":\"%s\",\"from\":2,\"to\":5,\"fields\":[{\"path\":\"labels.env\",\"after\":\"prod\"}],\"files\":[]}"
                .formatted(Samples.ID));
  }

  @Test
  void aRevertBringsTheDefinitionOfTheVersion() {
    var answer = Http.post(PATH + ":revert", "{\"version\":2}", "If-Match", "\"3-6\"");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(registry.lastCommand())
        .isEqualTo(
            new RevertFunction(
                Samples.ID, null, 2, Samples.function().definition(), new Expected(3L, 6L)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ":revert        | {}                      | version",
        ":revert        | {\"version\":\"2\"}     | version",
        ":revert        | {\"version\":0}         | version",
        ":revert        | {\"version\":1.5}       | version",
        ":revert        | {\"version\":1,\"x\":2} | x",
        ":copy          | {}                      | name",
        ":copy          | {\"name\":null}         | name",
        ":copy          | {\"name\":\"a\",\"namespace\":\"a b\"} | namespace",
      })
  void aCustomMethodRefusesWhatItDoesNotKnow(String method, String body, String field) {
    var answer = Http.post(PATH + method, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.violated()).isEqualTo(field);
    assertThat(registry.commands).isEmpty();
  }

  @Test
  void aCopyTakesDefinitionAndCodeAlong() {
    Http.post(PATH + ":copy", "{\"name\":\"b\",\"namespace\":\"n\"}");

    CreateFunction copy = (CreateFunction) registry.lastCommand();
    assertThat(copy.functionId()).isNotEqualTo(Samples.ID);
    assertThat(copy.namespace()).isEqualTo("n");
    assertThat(copy.changes())
        .isEqualTo(Changes.of(Field.NAME, "b").with(Field.LABELS, Map.of("env", "prod")));
    var revision = Objects.requireNonNull(copy.revision());
    assertThat(revision.files()).isEqualTo(Samples.revision().files());
    assertThat(revision.id()).isNotEqualTo(Samples.REVISION);
    assertThat(revision.aliases()).isEmpty();
  }

  @Test
  void revisionsAreListedReadAndDeleted() {
    registry.answer(ListRevisions.class, asked -> new Page<>(List.of(Samples.revision()), null));
    assertThat(Http.get(PATH + "/revisions?pageSize=7").json().path("revisions").size())
        .isEqualTo(1);
    assertThat(registry.lastQuery()).isEqualTo(new ListRevisions(BY_ID, new PageRequest(7, null)));
    assertThat(Http.get(PATH + "/revisions?filter=a%3D1").violated()).isEqualTo("filter");

    assertThat(Http.get(PATH + "/revisions/1").json().path("id").asString())
        .isEqualTo(Samples.REVISION);
    assertThat(registry.lastQuery()).isEqualTo(new FindRevision(BY_ID, "1"));

    Http.delete(PATH + "/revisions/1?force=true");
    assertThat(registry.lastCommand())
        .isEqualTo(new DeleteRevision(Samples.ID, null, Samples.REVISION, true, Expected.ANY));
  }

  @Test
  void filesAreListedAndDownloaded() {
    byte[] content = {1};
    registry.putAll(List.of(content));

    assertThat(Http.get(PATH + "/revisions/1/files").text())
        .isEqualTo(
            "{\"files\":[{\"path\":\"index.js\",\"digest\":\"%s\",\"size\":1}]}"
                .formatted(Samples.revision().files().get("index.js").digest()));

    var file = Http.get(PATH + "/revisions/1/files/index.js", "Accept", "text/html");
    String etag = "\"" + Samples.revision().files().get("index.js").digest() + "\"";
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.raw().body()).isEqualTo(content);
    assertThat(file.header("ETag")).isEqualTo(etag);
    assertThat(file.header("Content-Length")).isEqualTo("1");
    assertThat(file.header("Content-Type")).startsWith("text/javascript");
    assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(file.header("Content-Disposition")).startsWith("attachment; filename=\"index.js\"");
    assertThat(Http.get(PATH + "/revisions/1/files/index.js", "If-None-Match", etag).status())
        .isEqualTo(304);
    assertThat(Http.get(PATH + "/revisions/1/files/other.js").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "src/lib/a.ts        | src/lib/a.ts               | text/plain;charset=utf-8",
        "gr\u00f6\u00dfe \ud83d\udc4d.py | gr%C3%B6%C3%9Fe%20%F0%9F%91%8D.py | text/plain;charset=utf-8",
        "a+b;c=d.json        | a+b%3Bc=d.json             | application/json",
        "100%.bin            | 100%25.bin                 | application/octet-stream",
        "page.html           | page.html                  | text/html;charset=utf-8",
        "Makefile            | Makefile                   | application/octet-stream",
        "a:b/c               | a:b/c                      | application/octet-stream",
      })
  void aFilesPathMayHoldAnything(String path, String encoded, String type) {
    registry.putAll(List.of(new byte[] {1}));
    registry.answer(FindRevision.class, asked -> Samples.revision(path));

    var file = Http.get(PATH + "/revisions/1/files/" + encoded);

    assertThat(file.status()).as(file.text()).isEqualTo(200);
    assertThat(file.header("Content-Type")).isEqualTo(type);
  }

  @Test
  void aliasesAreSetListedAndRemoved() {
    Http.put(PATH + "/aliases/stable", "{\"revision\":1}");
    assertThat(registry.lastCommand())
        .isEqualTo(new SetAlias(Samples.ID, null, "stable", Samples.REVISION, Expected.ANY));
    String other = "018f4c7e-0000-7c1b-9d3e-000000000000";
    Http.put("/v1/functions/resize/aliases/%24latest", "{\"revision\":\"" + other + "\"}");
    assertThat(registry.lastCommand())
        .isEqualTo(new SetAlias(Samples.ID, null, "$latest", other, Expected.ANY));
    assertThat(Http.put(PATH + "/aliases/a", "{}").violated()).isEqualTo("revision");
    assertThat(Http.put(PATH + "/aliases/a", "{\"revision\":true}").violated())
        .isEqualTo("revision");

    Http.delete(PATH + "/aliases/stable");
    assertThat(registry.lastCommand())
        .isEqualTo(new RemoveAlias(Samples.ID, null, "stable", Expected.ANY));

    Alias now = new Alias(Samples.ID, "stable", Samples.REVISION, Samples.TIME, null);
    registry.answer(ListAliases.class, asked -> new Page<>(List.of(now), null));
    assertThat(Http.get(PATH + "/aliases").json().path("aliases").size()).isEqualTo(1);
    assertThat(registry.lastQuery()).isEqualTo(new ListAliases(BY_ID, FIRST));
  }

  @Test
  void anAliasIsReadAndTellsItsHistory() {
    Alias now = new Alias(Samples.ID, "stable", Samples.REVISION, Samples.TIME, null);
    registry.answer(ListAliasHistory.class, asked -> new Page<>(List.of(now), null));

    assertThat(Http.get(PATH + "/aliases/stable").json().path("revisionId").asString())
        .isEqualTo(Samples.REVISION);
    Http.get(PATH + "/aliases/stable/history?pageSize=3");
    assertThat(registry.lastQuery())
        .isEqualTo(new ListAliasHistory(BY_ID, "stable", new PageRequest(3, null)));
    Http.get(PATH + "/aliases:history");
    assertThat(registry.lastQuery()).isEqualTo(new ListAliasHistory(BY_ID, null, FIRST));

    Alias past = new Alias(Samples.ID, "stable", Samples.REVISION, Samples.TIME, Samples.TIME);
    registry.answer(ListAliasHistory.class, asked -> new Page<>(List.of(past), null));
    assertThat(Http.get(PATH + "/aliases/stable").status()).isEqualTo(404);
  }

  @Test
  void operationsAreListedReadAwaitedAndNotCancelled() {
    registry.answer(
        ListOperations.class,
        asked -> new Page<>(List.of(Samples.operation(OPERATION, false)), null));
    assertThat(
            Http.get("/v1/operations?function=resize&filter=done%3Dfalse")
                .json()
                .path("operations")
                .size())
        .isEqualTo(1);
    assertThat(registry.lastQuery())
        .isEqualTo(
            new ListOperations(
                new FunctionRef("resize", "default", null),
                null,
                new Filter.Comparison("done", Filter.Operator.EQUAL, "false"),
                FIRST));

    assertThat(Http.get("/v1/operations/" + OPERATION).json().path("done").asBoolean()).isTrue();
    assertThat(registry.lastQuery()).isEqualTo(new FindOperation(OPERATION, null));

    var cancelled = Http.post("/v1/operations/" + OPERATION + ":cancel", "");
    assertThat(cancelled.status()).isEqualTo(400);
    assertThat(cancelled.json().path("code").asString()).isEqualTo("FAILED_PRECONDITION");
    assertThat(cancelled.detail()).contains(":revert");
  }

  @ParameterizedTest
  @CsvSource({"'', 10", "?timeout=5, 5", "?timeout=5s, 5", "?timeout=0, 0", "?timeout=600s, 60"})
  void waitingIsBounded(String query, int seconds) {
    for (String method : List.of("GET", "POST")) {
      var answer =
          Http.send(
              method, "/v1/operations/" + OPERATION + ":wait" + query, BodyPublishers.noBody());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(registry.lastQuery())
          .isEqualTo(new AwaitOperation(OPERATION, null, Duration.ofSeconds(seconds)));
    }
  }

  @Test
  void anOperationIsFollowedUntilItIsDone() {
    registry.answer(FindOperation.class, asked -> Samples.operation(asked.id(), false));
    AtomicInteger asked = new AtomicInteger();
    registry.answer(
        AwaitOperation.class, q -> Samples.operation(q.id(), asked.incrementAndGet() > 1));

    var stream = Http.get("/v1/operations/" + OPERATION, "Accept", "text/event-stream");

    assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
    assertThat(stream.text().split("\n\n"))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("event: operation\ndata: {").contains("false"),
            beat -> assertThat(beat).isEqualTo(": waiting"),
            last -> assertThat(last).startsWith("event: operation\ndata: {").contains("true"));
    assertThat(Http.get("/v1/operations/x", "Accept", "text/event-stream").status()).isEqualTo(404);
    for (String accept : List.of("*/*", "application/json, text/event-stream")) {
      assertThat(Http.get("/v1/operations/" + OPERATION, "Accept", accept).header("Content-Type"))
          .isEqualTo("application/json");
    }
  }
}
