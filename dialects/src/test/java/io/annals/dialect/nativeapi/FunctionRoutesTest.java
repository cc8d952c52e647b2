package io.annals.dialect.nativeapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.function.Changes;
import io.annals.api.function.Expected;
import io.annals.api.function.Field;
import io.annals.api.function.UpdateFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FunctionRoutesTest {
  private FakeRegistry registry = Server.REGISTRY;

  @BeforeEach
  void start() {
    registry = Samples.willing();
  }

  @Test
  void anUpdateIsOneCommandAndAnswersWithItsOperation() {
    var answer =
        Http.patch("/v1/functions/" + Samples.ID, "{\"description\":\"smaller\",\"etag\":\"1-1\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Location")).startsWith("/v1/operations/op");
    assertThat(answer.json().path("response").path("version").asInt()).isEqualTo(3);
    assertThat(answer.text()).contains("\"createTime\":\"2026-01-02T03:04:05.060000Z\"");
    assertThat(registry.lastCommand())
        .isEqualTo(
            new UpdateFunction(
                Samples.ID, null, Changes.of(Field.DESCRIPTION, "smaller"), null, Expected.ANY));
    assertThat(registry.queries).hasSize(1);
  }

  @Test
  void aFunctionIsReadWithItsEtag() {
    var answer = Http.get("/v1/functions/resize");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).isEqualTo("\"3-6\"");
    assertThat(Http.get("/v1/functions/resize", "If-None-Match", "\"3-6\"").status())
        .isEqualTo(304);
  }
}
