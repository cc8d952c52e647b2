package io.annals.server.endtoend;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.annals.server.ServerSettings.Store;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the registry says of its health to who has no key. */
class HealthTest {

  @ParameterizedTest(name = "{0}")
  @EnumSource(Store.class)
  void aRegistryWithoutAnEventIsReady(Store store) {
    try (RunningServer server = RunningServer.at(Place.fresh(store))) {
      NativeClient nobody = server.clientWith(null);

      await().atMost(20, SECONDS).until(() -> nobody.get("/health/ready").status() == 200);
      nobody.get("/health/live").is(200);
    }
  }
}
