package io.annals.dialect.nativeapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.job.CancelJob;
import io.annals.api.projection.ReplayProjection;
import io.annals.api.query.AwaitJob;
import io.annals.api.query.FindJob;
import io.annals.api.query.FindProjection;
import io.annals.api.query.ListProjections;
import io.annals.api.resource.Page;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminRoutesTest {
  private static final String OPERATION = "/v1/operations/" + Samples.JOB;
  private static final String PROJECTION = "/v1/admin/projections/registry";

  private FakeRegistry registry;

  @BeforeEach
  void start() {
    registry = Samples.willing();
    registry.answer(FindProjection.class, asked -> Samples.projection());
    registry.answer(
        ListProjections.class, asked -> new Page<>(List.of(Samples.projection()), null));
    registry.answer(FindJob.class, asked -> Samples.job(10, false));
    registry.answer(AwaitJob.class, asked -> Samples.job(100, true));
  }

  @Test
  void aReplayIsBegunWatchedAndCancelled() {
    var begun = Http.post(PROJECTION + ":replay", "");
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.header("Location")).isEqualTo(OPERATION);
    assertThat(registry.jobCommands).containsExactly(new ReplayProjection("registry"));
    assertThat(registry.contexts.get(0).principal()).isEqualTo("key:root");

    var found = Http.get(OPERATION).json();
    assertThat(found.path("done").asBoolean()).isFalse();
    var metadata = found.path("metadata");
    assertThat(metadata.propertyNames()).containsExactlyInAnyOrder("subject", "progress");
    assertThat(metadata.path("progress").toString())
        .isEqualTo("{\"done\":10,\"total\":100,\"perSecond\":12.5,\"secondsLeft\":8}");

    var over = Http.get(OPERATION + ":wait?timeout=3").json();
    assertThat(registry.lastQuery()).isEqualTo(new AwaitJob(Samples.JOB, Duration.ofSeconds(3)));
    assertThat(over.path("response").toString()).isEqualTo("{\"position\":100}");

    assertThat(Http.post(OPERATION + ":cancel", "").status()).isEqualTo(200);
    assertThat(registry.jobCommands).last().isEqualTo(new CancelJob(Samples.JOB));
  }

  @Test
  void itsProgressIsFollowed() {
    AtomicInteger asked = new AtomicInteger();
    registry.answer(
        AwaitJob.class,
        query -> {
          int times = asked.incrementAndGet();
          return Samples.job(times < 3 ? 50 : 100, times > 2);
        });
    assertThat(Http.get(OPERATION, "Accept", "text/event-stream").text().split("\n\n"))
        .satisfiesExactly(
            now -> assertThat(now).startsWith("event: operation\n").contains("\"done\":10,"),
            more -> assertThat(more).startsWith("event: operation\n").contains("\"done\":50,"),
            same -> assertThat(same).isEqualTo(": waiting"),
            last -> assertThat(last).startsWith("event: operation\n").contains("\"done\":true"));
  }

  @Test
  void projectionsAreShown() {
    var projection = Http.get(PROJECTION).json();
    assertThat(projection.path("lag").asLong()).isEqualTo(1);
    assertThat(projection.path("lastReplay").path("id").asString())
        .isEqualTo(Samples.JOB.toString());
    assertThat(Http.get("/v1/admin/projections").json().path("projections").path(0))
        .isEqualTo(projection);
  }

  @Test
  void onlyWhoReachesAllNamespacesGetsIn() {
    for (String path : List.of("/v1/admin/projections", PROJECTION)) {
      var refused = Http.get(path, "Test-Caller", "team");
      assertThat(refused.status()).as(path).isEqualTo(403);
      assertThat(refused.json().path("code").asString()).isEqualTo("PERMISSION_DENIED");
    }
    assertThat(Http.post(PROJECTION + ":replay", "", "Test-Caller", "team").status())
        .isEqualTo(403);
    assertThat(Http.post(OPERATION + ":cancel", "", "Test-Caller", "team").status()).isEqualTo(404);
    assertThat(Http.get(OPERATION, "Test-Caller", "team").status()).isEqualTo(404);
    assertThat(Http.get(OPERATION + "?namespace=default").status()).isEqualTo(404);
    assertThat(registry.jobCommands).isEmpty();
    assertThat(Http.get(PROJECTION, "Test-Caller", "nobody").status()).isEqualTo(401);
  }
}
