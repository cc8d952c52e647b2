package io.annals.dialect.nativeapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.annals.api.log.CloudEventJson;
import io.annals.api.log.RecordedEvent;
import io.annals.api.query.ResolveFunction;
import io.annals.dialect.nativeapi.Http.Answer;
import io.annals.dialect.nativeapi.feed.EventFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EventRoutesTest {
  private static final String FIRST = "018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4";
  private static final String SECOND = "018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d5";
  private static final String FLOW = "018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d6";
  private static final String NDJSON = "application/x-ndjson";
  private static final String SSE = "text/event-stream";
  private static final String BATCH = "application/cloudevents-batch+json";

  private final FakeLog log = Server.LOG;

  /**
   * Positions 1 to 6, a second apart: the first function (old, without a namespace of its own) and
   * its update, the second in another namespace, a workflow, a secret, and the second's deletion.
   */
  @BeforeEach
  void fill() {
    Server.REGISTRY.reset();
    log.reset();
    add(FIRST, "FunctionCreated", "{\"namespace\":\"team-a\",\"n\":1.50}", "");
    add(FIRST, "FunctionUpdated", "{}", "\"namespace\":\"team-a\",\"kind\":\"js\"");
    add(SECOND, "FunctionCreated", "{}", "\"namespace\":\"n\",\"kind\":\"sql\"");
    add(FLOW, "WorkflowCreated", "{}", "\"namespace\":\"n\"");
    add("vault", "SecretPut", "{\"ciphertext\":\"hush\"}", "\"namespace\":\"n\"");
    add(SECOND, "FunctionDeleted", "{}", "\"namespace\":\"n\",\"kind\":\"sql\"");
  }

  @AfterEach
  void everyStreamWasGivenBack() {
    await().until(() -> Server.bean(EventFeed.class, "eventFeed").openStreams() == 0);
  }

  private void add(String stream, String type, String payload, String more) {
    long number = log.head() + 1;
    String metadata =
        "{\"principal\":\"key:p%d\",\"dialect\":\"%s\",\"requestId\":\"r%d\"%s}"
            .formatted(
                number,
                number % 2 == 0 ? "yandex" : "native",
                number,
                more.isEmpty() ? "" : "," + more);
    log.add(stream, type, "2026-01-31T12:00:0%d.000000Z".formatted(number % 10), payload, metadata);
  }

  private static List<Long> positions(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    List<Long> positions = new ArrayList<>();
    JsonNode body = answer.json();
    (body.isArray() ? body : body.path("events"))
        .forEach(event -> positions.add(Long.parseLong(event.path("position").asString())));
    return positions;
  }

  private static String ids(String stream) {
    return String.join(
        " ",
        Pattern.compile("^id: (\\d+)\ndata", Pattern.MULTILINE)
            .matcher(stream)
            .results()
            .map(found -> found.group(1))
            .toList());
  }

  @Test
  void aPageHasTheShapeOfEveryListAndLeadsOn() {
    Answer first = Http.get("/v1/events?pageSize=4&dialect=*");
    assertThat(first.header("Content-Type")).isEqualTo("application/json");
    assertThat(positions(first)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(first.header("Feed-Position")).isEqualTo("4");
    assertThat(first.text()).contains("\"n\":1.50");

    String token = first.json().path("nextPageToken").asString();
    Answer second = Http.get("/v1/events?pageSize=9&dialect=*&pageToken=" + token);
    assertThat(positions(second)).containsExactly(5L, 6L);
    assertThat(second.json().has("nextPageToken")).isFalse();
    assertThat(second.header("Link")).isNull();
    assertThat(second.header("Feed-Position")).isEqualTo("6");
    assertThat(Http.get("/v1/events?pageToken=" + token).violated()).isEqualTo("pageToken");
    assertThat(Http.get("/v1/events?pageSize=6").json().has("nextPageToken")).isFalse();
  }

  @Test
  void aBatchIsAnArrayThatLinksToTheNext() {
    Answer batch =
        Http.get(
            "/v1/events?pageSize=5&type=FunctionCreated,SecretPut,FunctionDeleted&kind=",
            "Accept",
            BATCH);
    assertThat(positions(batch)).containsExactly(1L, 3L, 5L, 6L);
    batch = Http.get("/v1/events?pageSize=4&after=1", "Accept", BATCH);
    assertThat(batch.header("Content-Type")).isEqualTo(BATCH);
    assertThat(positions(batch)).containsExactly(2L, 3L, 4L, 5L);

    String link = batch.header("Link");
    assertThat(link)
        .startsWith("</v1/events?pageSize=4&after=1&pageToken=")
        .endsWith(">; rel=\"next\"");
    String next = link.substring(1, link.indexOf('>'));
    assertThat(positions(Http.get(next, "Accept", BATCH))).containsExactly(6L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type=FunctionUpdated                                | 2",
        "type=io.annals.FunctionUpdated,FunctionDeleted      | 2 6",
        "kind=sql                                            | 3 6",
        "principal=key:p4                                    | 4",
        "principal=*3                                        | 3",
        "dialect=yandex                                      | 2 4 6",
        "function=018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4       | 1 2",
        "function=resize                                     | 3 6",
        "workflow=018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d6       | 4",
        "namespace=team-a                                    | 1 2",
        "namespace=n                                         | 3 4 5 6",
        "filter=namespace%3Dn%20AND%20NOT%20type%3DSecretPut | 3 4 6",
        "filter=type%3Dio.annals.Function*                   | 1 2 3 6",
        "filter=type:updated                                 | 2",
        "filter=kind!%3Djs                                   | 1 3 4 5 6",
        "filter=function:*%20position%3E2                    | 3 6",
        "filter=workflow:*                                   | 4",
        "filter=subject%3Dvault                              | 5",
        "filter=aggregatetype%3DWorkflow                     | 4",
        "filter=requestid%3Dr5                               | 5",
        "filter=time%3E%3D'2026-01-31T12:00:05Z'             | 5 6",
        "after=4                                             | 5 6",
        "after=4&through=5                                   | 5",
        "after=latest                                        | ''",
        "since=2026-01-31T12:00:04Z                          | 4 5 6",
        "since=2026-01-31T12:00:02Z&until=2026-01-31T12:00:04Z | 2 3",
        "since=2027-01-31T12:00:04Z                          | ''",
        "after=6                                             | ''",
      })
  void theSameEventsComeInEveryForm(String query, String expected) {
    Server.REGISTRY.answer(ResolveFunction.class, asked -> SECOND);
    List<Long> positions = positions(Http.get("/v1/events?" + query));

    assertThat(String.join(" ", positions.stream().map(String::valueOf).toList()))
        .isEqualTo(expected);
    assertThat(positions(Http.get("/v1/events?pageSize=1000&" + query, "Accept", BATCH)))
        .isEqualTo(positions);
    try (FeedReader lines =
        FeedReader.open(Server.port(), "/v1/events?" + query, "Accept", NDJSON)) {
      List<Long> streamed =
          lines.rest().lines().map(line -> CloudEventJson.read(line).position()).toList();
      assertThat(streamed).isEqualTo(positions);
    }
    try (FeedReader events =
        FeedReader.open(Server.port(), "/v1/events?follow=false&" + query, "Accept", SSE)) {
      assertThat(ids(events.rest())).isEqualTo(expected);
    }
  }

  @Test
  void aFunctionAndAWorkflowHaveFeedsOfTheirOwn() {
    Server.REGISTRY.answer(ResolveFunction.class, asked -> SECOND);

    assertThat(positions(Http.get("/v1/functions/resize/events"))).containsExactly(3L, 6L);
    assertThat(Server.REGISTRY.lastQuery())
        .extracting(query -> ((ResolveFunction) query).showDeleted())
        .isEqualTo(true);
    assertThat(positions(Http.get("/v1/functions/" + SECOND + "/events?after=3")))
        .containsExactly(6L);
    Answer page = Http.get("/v1/functions/" + SECOND + "/events?pageSize=1");
    assertThat(positions(page)).containsExactly(3L);
    String token = page.json().path("nextPageToken").asString();
    assertThat(positions(Http.get("/v1/functions/" + SECOND + "/events?pageToken=" + token)))
        .containsExactly(6L);
    assertThat(positions(Http.get("/v1/workflows/" + FLOW + "/events"))).containsExactly(4L);
    for (String path :
        List.of(
            "/v1/functions/" + FLOW,
            "/v1/workflows/" + SECOND,
            "/v1/functions/018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8ff")) {
      assertThat(Http.get(path + "/events").status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void aFunctionsFeedGoesOnWithWhatComes() {
    try (FeedReader lines =
        FeedReader.open(
            Server.port(), "/v1/functions/" + SECOND + "/events?follow=true", "Accept", NDJSON)) {
      assertThat(CloudEventJson.read(lines.line()).position()).isEqualTo(3);
      assertThat(CloudEventJson.read(lines.line()).position()).isEqualTo(6);
      add(FIRST, "FunctionUpdated", "{}", "");
      add(SECOND, "FunctionUndeleted", "{}", "");
      String line = lines.line();
      while (line.isEmpty()) {
        line = lines.line();
      }
      assertThat(CloudEventJson.read(line).position()).isEqualTo(8);
    }
  }

  @Test
  void oneEventIsReadByItsPositionOrItsId() {
    Answer one = Http.get("/v1/events/2");
    assertThat(one.header("Content-Type")).isEqualTo("application/cloudevents+json");
    RecordedEvent event = CloudEventJson.read(one.text());
    assertThat(event.position()).isEqualTo(2);
    assertThat(event.type()).isEqualTo("FunctionUpdated");
    assertThat(Http.get("/v1/events/2", "Accept", "application/json").header("Content-Type"))
        .isEqualTo("application/json");
    assertThat(Http.get("/v1/events/2", "Accept", "text/html").status()).isEqualTo(406);
    for (String missing :
        List.of(
            "0", "7", "-1", "99999999999999999999", "x", "0190f0a2-0000-7000-8000-000000000009")) {
      assertThat(Http.get("/v1/events/" + missing).status()).as(missing).isEqualTo(404);
    }
  }

  @Test
  void aKeyOfANamespaceSeesThatNamespaceOnly() {
    assertThat(positions(Http.get("/v1/events", "Test-Caller", "team"))).containsExactly(1L, 2L);
    assertThat(Http.get("/v1/events/2", "Test-Caller", "team").status()).isEqualTo(200);
    assertThat(Http.get("/v1/events/1", "Test-Caller", "team").status()).isEqualTo(200);
    assertThat(Http.get("/v1/events/3", "Test-Caller", "team").status()).isEqualTo(404);
    assertThat(Http.get("/v1/functions/" + SECOND + "/events", "Test-Caller", "team").status())
        .isEqualTo(404);
    assertThat(positions(Http.get("/v1/functions/" + FIRST + "/events", "Test-Caller", "team")))
        .containsExactly(1L, 2L);
    assertThat(positions(Http.get("/v1/events?namespace=team-b", "Test-Caller", "team"))).isEmpty();
    assertThat(Http.get("/v1/events?namespace=n", "Test-Caller", "team").status()).isEqualTo(403);
    assertThat(Http.get("/v1/events", "Test-Caller", "nobody").status()).isEqualTo(401);
    try (FeedReader lines =
        FeedReader.open(Server.port(), "/v1/events", "Accept", NDJSON, "Test-Caller", "team")) {
      assertThat(lines.rest().lines()).hasSize(2);
    }
  }

  @Test
  void secretsAreShownByTheirDigest() {
    assertThat(Http.get("/v1/events").text()).doesNotContain("hush").contains("sha256:");
    assertThat(Http.get("/v1/events/5").text()).doesNotContain("hush");
    try (FeedReader lines = FeedReader.open(Server.port(), "/v1/events", "Accept", NDJSON)) {
      assertThat(lines.rest()).doesNotContain("hush");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "after=-1                         | after",
        "after=x                          | after",
        "after=7                          | after",
        "after=1&since=2026-01-31T12:00:00Z | since",
        "since=yesterday                  | since",
        "until=soon                       | until",
        "through=x                        | through",
        "type=FunctionUpdatd              | type",
        "filter=colour%3Dred              | filter",
        "filter=time%3Dred                | filter",
        "filter=position%3Dred            | filter",
        "filter=%28                       | filter",
        "follow=true                      | follow",
        "follow=maybe                     | follow",
        "pageSize=x                       | pageSize",
        "pageToken=x                      | pageToken",
        "pageToken=x.1                    | pageToken",
        "limit=5                          | limit",
        "orderBy=time                     | orderBy",
        "function=a&workflow=b            | workflow",
      })
  void aParameterThatIsWrongIsNamed(String query, String parameter) {
    Answer answer = Http.get("/v1/events?" + query);

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.violated()).isEqualTo(parameter);
  }

  @ParameterizedTest
  @CsvSource({"pageSize=5,pageSize", "pageToken=x,pageToken", "limit=0,limit", "follow=x,follow"})
  void aStreamNamesWhatItHasNot(String query, String parameter) {
    Answer answer = Http.get("/v1/events?" + query, "Accept", NDJSON);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.violated()).isEqualTo(parameter);
    assertThat(Http.get("/v1/events", "Accept", SSE, "Last-Event-ID", "x").violated())
        .isEqualTo("Last-Event-ID");
    assertThat(Http.get("/v1/events", "Accept", SSE, "Last-Event-ID", "7").violated())
        .isEqualTo("Last-Event-ID");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*                                            | application/json",
        "application/*                                  | application/json",
        "text/html, application/json;q=0.9              | application/json",
        "text/event-stream;q=0.5, application/json      | application/json",
        "application/x-ndjson, application/json         | application/x-ndjson",
        "application/cloudevents-batch+json, */*;q=0.1  | application/cloudevents-batch+json",
        "*/*;q=0.1, text/event-stream                   | text/event-stream",
        "text/html                                      | ''",
        "application/cloudevents+json                   | ''",
        "application/json;q=0                           | ''",
        "application/json;q=0, */*                      | application/cloudevents-batch+json",
        "/                                              | ''",
      })
  void theFormIsTheOneThatTheClientLikesBest(String accept, String type) {
    try (FeedReader answer =
        FeedReader.open(Server.port(), "/v1/events?through=1", "Accept", accept)) {
      assertThat(answer.status()).isEqualTo(type.isEmpty() ? 406 : 200);
      if (!type.isEmpty()) {
        assertThat(answer.header("Content-Type")).startsWith(type);
      }
    }
  }

  @Test
  void aStreamOfMessagesSaysWhereItIsAlsoWhenNothingComes() {
    try (FeedReader events =
        FeedReader.open(Server.port(), "/v1/events?after=latest", "Accept", SSE)) {
      assertThat(events.lines(3)).containsExactly("retry: 1000", "id: 6", "");
      assertThat(events.lines(3)).containsExactly(": ", "id: 6", "");
      add(FIRST, "FunctionUpdated", "{}", "");
      String line = events.line();
      while (!line.equals("id: 7")) {
        line = events.line();
      }
      assertThat(events.line()).startsWith("data: {\"specversion\":\"1.0\"");
      assertThat(events.line()).isEmpty();
    }
    try (FeedReader events =
        FeedReader.open(
            Server.port(),
            "/v1/events?after=latest&type=AliasSet",
            "Accept",
            SSE,
            "Last-Event-ID",
            "2")) {
      assertThat(events.lines(3)).containsExactly("retry: 1000", "id: 2", "");
      // Nothing of what followed was for this client, who need not look at it again.
      assertThat(events.lines(3)).containsExactly(": ", "id: 7", "");
    }
  }

  @Test
  void aFollowedStreamOfLinesBeatsWithEmptyOnes() {
    try (FeedReader lines =
        FeedReader.open(Server.port(), "/v1/events?after=5&follow=true", "Accept", NDJSON)) {
      assertThat(CloudEventJson.read(lines.line()).position()).isEqualTo(6);
      assertThat(lines.line()).isEmpty();
      assertThat(lines.line()).isEmpty();
    }
  }

  @Test
  void aStreamEndsWhereItIsToldTo() {
    for (String end : List.of("limit=2", "through=4", "until=2026-01-31T12:00:05Z")) {
      try (FeedReader lines =
          FeedReader.open(
              Server.port(), "/v1/events?follow=true&after=2&" + end, "Accept", NDJSON)) {
        assertThat(lines.rest().lines().map(line -> CloudEventJson.read(line).position()))
            .as(end)
            .containsExactly(3L, 4L);
      }
    }
    try (FeedReader lines =
        FeedReader.open(
            Server.port(),
            "/v1/functions/" + SECOND + "/events?follow=true&through=5",
            "Accept",
            NDJSON)) {
      assertThat(lines.rest().lines()).hasSize(1);
    }
    try (FeedReader lines =
        FeedReader.open(
            Server.port(),
            "/v1/events?follow=true&after=5&until=2026-01-31T13:00:00Z",
            "Accept",
            NDJSON)) {
      assertThat(lines.rest().lines()).hasSize(1);
    }
  }

  @Test
  void aStreamThatCannotBeReadToItsEndBreaksOffAndAFollowedOneWaits() {
    log.fail(true);
    assertThat(Http.get("/v1/events").status()).isEqualTo(503);
    try (FeedReader lines = FeedReader.open(Server.port(), "/v1/events", "Accept", NDJSON)) {
      assertThatThrownBy(lines::rest).hasMessageContaining("closed");
    }
    try (FeedReader lines =
        FeedReader.open(Server.port(), "/v1/events?follow=true", "Accept", NDJSON)) {
      assertThat(lines.line()).isEmpty();
      log.fail(false);
      String line = lines.line();
      while (line.isEmpty()) {
        line = lines.line();
      }
      assertThat(CloudEventJson.read(line).position()).isEqualTo(1);
    }
  }

  @Test
  void oneCallerCannotTakeAllStreams() {
    List<FeedReader> open = new ArrayList<>();
    try {
      open.add(FeedReader.open(Server.port(), "/v1/events", "Accept", SSE));
      open.add(FeedReader.open(Server.port(), "/v1/events", "Accept", SSE));
      Answer refused = Http.get("/v1/events", "Accept", SSE);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotNull();
      assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
      open.add(FeedReader.open(Server.port(), "/v1/events", "Accept", SSE, "Test-Caller", "team"));
      assertThat(open.get(2).status()).isEqualTo(200);
      assertThat(Http.get("/v1/events").status()).isEqualTo(200);
    } finally {
      open.forEach(FeedReader::close);
    }
  }

  @Test
  void aRequestForTheHeadersGetsNoStream() {
    Answer answer =
        Http.send(
            "HEAD", "/v1/events", java.net.http.HttpRequest.BodyPublishers.noBody(), "Accept", SSE);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith(SSE);
  }

  @Test
  void aRareConditionIsAnsweredInPagesThatMayBeEmpty() {
    RecordedEvent like = log.after(0, 1).get(0);
    List<RecordedEvent> many = new ArrayList<>();
    for (long p = log.head() + 1; p <= 60_000; p++) {
      many.add(
          new RecordedEvent(
              p,
              "s" + p,
              0,
              "Function",
              "e" + p,
              "AliasSet",
              "1",
              like.time(),
              "{}",
              "{\"kind\":\"k\"}"));
    }
    log.addAll(many);
    Answer empty = Http.get("/v1/events?kind=none");
    assertThat(positions(empty)).isEmpty();
    String token = empty.json().path("nextPageToken").asString();
    assertThat(token).isNotEmpty();
    Answer last = Http.get("/v1/events?kind=none&pageToken=" + token);
    assertThat(positions(last)).isEmpty();
    assertThat(last.json().has("nextPageToken")).isFalse();
    assertThat(last.header("Feed-Position")).isEqualTo("60000");
  }
}
