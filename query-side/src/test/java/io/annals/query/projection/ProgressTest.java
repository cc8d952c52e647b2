package io.annals.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final Progress progress = new Progress();

  @Test
  void aLookThatNothingOvertookCountsEvenWhereItFindsLess() {
    progress.otherReached(9);

    // A crash of the database may take the last commits of the views, which are made again.
    assertThat(progress.looked(progress.beginLook(), 7, 3)).isTrue();

    assertThat(progress.position()).isEqualTo(7);
    assertThat(progress.isRepeated(3)).isTrue();
  }

  @Test
  void aLookThatAnOwnCommitOvertookIsForgotten() {
    long look = progress.beginLook();
    progress.reached(2);

    assertThat(progress.looked(look, Progress.NOTHING, 5)).isFalse();

    assertThat(progress.position()).isEqualTo(2);
    assertThat(progress.isReplaying()).isFalse();
  }

  @Test
  void aLookThatNewsOrAClaimOvertookIsForgotten() {
    long beforeNews = progress.beginLook();
    progress.otherReached(2);
    assertThat(progress.looked(beforeNews, 1, 0)).isFalse();

    long beforeClaim = progress.beginLook();
    progress.claimed(5_000);
    assertThat(progress.looked(beforeClaim, 1, 0)).isFalse();
    assertThat(progress.position()).isEqualTo(2);
  }

  @Test
  void aClaimThatIsNotRenewedIsNotReliedOn() {
    progress.claimed(60_000);
    assertThat(progress.isOurs()).isTrue();

    progress.claimed(1);
    await().atMost(Duration.ofSeconds(5)).until(() -> !progress.isOurs());
  }
}
