package io.annals.command.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.context.RequestContext;
import io.annals.api.context.RequestContext.Idempotency;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
  private static final int MANY = 1_000;

  private static RequestContext request(int i) {
    return new RequestContext("p", "native", "r", null, new Idempotency("k" + i, "f" + i));
  }

  private static Optional<Long> sequence(RecentRequests requests, int i) {
    return requests.find("p", request(i).idempotency()).map(RecentRequests.Request::sequence);
  }

  @Test
  void areTheCreationAndTheMostRecentOnes() {
    RecentRequests requests = RecentRequests.NONE;
    for (int i = 0; i < MANY; i++) {
      requests = requests.with(request(i), i, i + 1L);
    }

    assertThat(sequence(requests, 0)).contains(0L);
    for (int i = 1; i < MANY; i++) {
      Optional<Long> expected =
          i >= MANY - RecentRequests.MOST ? Optional.of((long) i) : Optional.empty();
      assertThat(sequence(requests, i)).isEqualTo(expected);
    }
  }

  @Test
  void areOnlyTheMostRecentOnesWhereTheCreationHadNoKey() {
    RecentRequests requests = RecentRequests.NONE;
    for (int i = 1; i < MANY; i++) {
      requests = requests.with(request(i), i, i + 1L);
    }

    assertThat(requests.toBytes()).hasSize(RecentRequests.MOST * 48);
    assertThat(sequence(requests, 1)).isEmpty();
    assertThat(sequence(requests, MANY - RecentRequests.MOST)).isPresent();
    assertThat(sequence(requests, MANY - RecentRequests.MOST - 1)).isEmpty();
    assertThat(RecentRequests.ofBytes(requests.toBytes())).isEqualTo(requests);
  }
}
