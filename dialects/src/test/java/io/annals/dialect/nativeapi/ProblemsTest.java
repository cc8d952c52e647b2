package io.annals.dialect.nativeapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.problem.Refusal;
import io.annals.api.problem.Violation;
import io.annals.api.query.FindFunction;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.queryhandling.QueryExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {
  private static final String PATH = "/v1/functions/" + Samples.ID;

  private FakeRegistry registry = Server.REGISTRY;

  @BeforeEach
  void start() {
    registry = Samples.willing();
  }

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void whatACommandIsRefusedForIsTheAnswer(ProblemType type) {
    registry.decide(
        command -> {
          throw ProblemException.of(type, "A sentence for " + type + ".");
        });

    var answer = Http.patch(PATH, "{}");

    assertThat(answer.status()).isEqualTo(type.httpStatus());
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.text())
        .isEqualTo(
            "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"A sentence for %s.\",\"code\":\"%s\"}"
                .formatted(type.uri(), type.title(), type.httpStatus(), type, type.code()));
  }

  @Test
  void axonsWrappingIsTakenOff() {
    registry.decide(
        command -> {
          throw new CommandExecutionException(
              "wrapped", ProblemException.invalid("name", "Must be shorter."));
        });
    assertThat(Http.patch(PATH, "{}").violated()).isEqualTo("name");

    Refusal remote = Refusal.of(ProblemException.of(ProblemType.NAME_TAKEN, "Taken."));
    registry.answer(
        FindFunction.class,
        asked -> {
          throw new QueryExecutionException("far away", null, remote);
        });
    var answer = Http.get(PATH);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.detail()).isEqualTo("Taken.");
  }

  @Test
  void aPassingFaultSaysWhenToComeAgain() {
    registry.decide(
        command -> {
          throw ProblemException.temporary(
              ProblemType.OVERLOADED, "Too much.", Duration.ofMillis(1200), null);
        });
    var answer = Http.patch(PATH, "{}");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("2");
  }

  @Test
  void aDefectTellsNothingOfItself() {
    registry.decide(
        command -> {
          throw new IllegalStateException("secret detail");
        });
    for (var answer : List.of(Http.patch(PATH, "{}"), Http.get("/broken"))) {
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.json().path("code").asString()).isEqualTo("INTERNAL");
      assertThat(answer.text()).doesNotContain("secret", "Exception", "io.annals");
      assertThat(answer.header("X-Request-Id")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /                                      | 404 | Nothing is at /;",
        "GET    | /nowhere                               | 404 | Nothing is at /nowhere;",
        "GET    | /v1                                    | 404 | Nothing is at /v1;",
        "GET    | /v1/functions/                         | 404 | Nothing is at",
        "POST   | /v1/functions/a:frobnicate             | 404 | Nothing is at",
        "GET    | /v1/functions/a:frobnicate             | 404 | Nothing is at",
        "PUT    | /v1/functions                          | 405 | PUT is not a method of this path. Use",
        "PUT    | /v1/functions/a                        | 405 | PUT is not a method of this path. Use",
        "POST   | /v1/functions/a                        | 405 | POST is not a method",
        "GET    | /v1/functions/a:undelete               | 405 | GET is not a method of this path. Use POST",
        "GET    | /v1/functions/a:purge                  | 405 | GET is not a method of this path. Use POST",
        "DELETE | /v1/operations/a                       | 405 | DELETE is not a method",
        "GET    | /v1/operations/a                       | 404 | There is no operation 'a'",
        "GET    | /v1/operations/op00000000000000000000000000-0 | 404 | There is no such thing.",
        "POST   | /v1/operations/a:cancel                | 404 | There is no operation 'a'",
        "GET    | /v1/functions/a/versions/x             | 404 | There is no version 'x'",
        "GET    | /v1/functions/a/versions/0             | 404 | There is no version '0'",
        "GET    | /v1/functions/a/versions/1             | 404 | There is no such thing.",
        "GET    | /v1/functions/a/versions/1:diff        | 400 | with: Is missing",
        "GET    | /v1/functions/a/versions/1:diff?with=x | 400 | with: Must be a whole number from 1.",
        "GET    | /v1/functions/a?version=0              | 400 | version: Must be a whole number from 1.",
        "GET    | /v1/functions/a?version=1&asOf=2026-01-01T00:00:00Z | 400 | asOf: Give either version or asOf.",
        "GET    | /v1/functions/a?asOf=yesterday         | 400 | asOf: Must be a time of RFC 3339",
        "GET    | /v1/functions/a?showDeleted=yes        | 400 | showDeleted: Must be true or false.",
        "GET    | /v1/functions?pageSize=-1              | 400 | pageSize: Must be a whole number from 1 to 1000.",
        "GET    | /v1/functions?pageSize=x               | 400 | pageSize: Must be",
        "GET    | /v1/functions?pageSize=1&pageSize=2    | 400 | pageSize: The parameter may be given only once.",
        "GET    | /v1/functions?filter=x                 | 400 | filter: At character 2:",
        "GET    | /v1/functions?orderBy=name%20down      | 400 | orderBy: 'name down' is not a key;",
        "GET    | /v1/functions?orderBy=,                | 400 | orderBy: '' is not a key;",
        "GET    | /v1/functions?namespace=a%20b          | 400 | namespace: Must be 1 to 128 characters",
        "GET    | /v1/functions?filter=%FF               | 400 | query: '%FF' is not percent-encoded UTF-8",
        "GET    | /v1/operations?orderBy=id              | 400 | orderBy: This list has no orderBy.",
        "GET    | /v1/functions/a/aliases/b              | 404 | There is no such thing.",
        "POST   | /v1/operations/op00000000000000000000000000-0:wait?timeout=x | 400 | timeout: Must be whole seconds",
      })
  void aRequestThatCannotBeServedSaysWhatToDo(
      String method, String path, int status, String detail) {
    var answer = Http.send(method, path, BodyPublishers.noBody());

    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.detail()).startsWith(detail);
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.header("Allow") != null).isEqualTo(status == 405);
  }

  @Test
  void nobodyIsLetInWithoutACaller() {
    var answer = Http.get(PATH, "Test-Caller", "nobody");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.json().path("code").asString()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void aNamespaceOutOfReachIsDenied() {
    for (var answer :
        List.of(
            Http.get(PATH + "?namespace=other", "Test-Caller", "team"),
            Http.post("/v1/functions", "{\"namespace\":\"other\"}", "Test-Caller", "team"),
            Http.post(
                PATH + ":copy",
                "{\"name\":\"b\",\"namespace\":\"other\"}",
                "Test-Caller",
                "team"))) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(403);
      assertThat(answer.detail()).contains("'other'");
    }
    assertThat(registry.commands).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*                                   | 200",
        "application/json                      | 200",
        "application/*;q=0.5                   | 200",
        "text/html, application/json;q=0.1     | 200",
        "text/html, */*;q=0.8                  | 200",
        "text/html                             | 406",
        "application/json;q=0                  | 406",
        "text/event-stream                     | 406",
      })
  void onlyJsonIsAnswered(String accept, int status) {
    var answer = Http.get(PATH, "Accept", accept);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(Http.patch(PATH, "{}", "Accept", accept).status()).isEqualTo(status);
    assertThat(registry.commands).hasSize(status == 200 ? 1 : 0);
  }

  @Test
  void violationsAreListed() {
    registry.decide(
        command -> {
          throw ProblemException.of(
              ProblemType.INVALID_ARGUMENT,
              List.of(new Violation("name", "Too long."), new Violation("labels.a", "Too short.")));
        });
    assertThat(Http.patch(PATH, "{}").json().path("violations").toString())
        .isEqualTo(
            "[{\"field\":\"name\",\"description\":\"Too long.\"},"
                + "{\"field\":\"labels.a\",\"description\":\"Too short.\"}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /v1/functions/a%2Fb HTTP/1.1",
        "GET /v1/functions/a%zz HTTP/1.1",
        "GET /v1/functions/a%00b HTTP/1.1",
        "GET /v1/functions/<b> HTTP/1.1",
        "GET /v1/functions/a\\b HTTP/1.1",
        "GE(T /v1/functions HTTP/1.1",
      })
  void whatTheWebServerCannotReadIsRefusedWithoutATrace(String line) throws IOException {
    String answer = raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400");
    assertThat(answer).doesNotContain("Exception", "org.apache", "Tomcat", "<html");
  }

  @Test
  void aTargetThatCannotBeReadIsAProblemToo() throws IOException {
    String answer =
        raw("GET /v1/functions/a%2Fb HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(answer).contains("application/problem+json", "\"code\":\"INVALID_ARGUMENT\"");
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("localhost", Server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }
}
