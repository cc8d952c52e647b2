package io.annals.api.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code -Dannals.catalogue.write=true} brings the page up to date. */
class EventCatalogueTest {
  private static final Path PAGE = Path.of("../docs/events.md");

  @Test
  void thePageSaysWhatTheTypesSay() throws IOException {
    String page =
        EventCatalogue.write(
            Path.of("src/main/java/io/annals/api"), Path.of("src/test/resources/recorded-events"));
    if (Boolean.getBoolean("annals.catalogue.write")) {
      Files.writeString(PAGE, page);
    }

    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as(
            "docs/events.md is out of date; write it anew with"
                + " mvn -pl api -Dtest=EventCatalogueTest -Dannals.catalogue.write=true test")
        .isEqualTo(page);
  }
}
