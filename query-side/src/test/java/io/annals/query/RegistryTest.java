package io.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A test on a running registry, on each of the two databases. */
@ParameterizedClass
@EnumSource(Store.class)
abstract class RegistryTest {
  @Parameter Store store;
  @TempDir Path folder;
  Registry registry;

  @BeforeAll
  static void bePatient() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  @BeforeEach
  void start() {
    registry = new Registry(store, folder).start();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  static void assertRefused(ThrowingCallable call, ProblemType type, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(type);
              assertThat(e.getMessage()).contains(text);
            });
  }

  static void assertNotFound(ThrowingCallable call) {
    assertRefused(call, ProblemType.NOT_FOUND, "");
  }
}
