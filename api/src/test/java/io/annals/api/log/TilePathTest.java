package io.annals.api.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {

  @ParameterizedTest
  @CsvSource({
    "0/000, 0, 0, 256",
    "0/x001/x234/067, 0, 1234067, 256",
    "0/x001/x234/067.p/8, 0, 1234067, 8",
    "63/999.p/255, 63, 999, 255",
    "2/x001/000.p/1, 2, 1000, 1",
    "entries/005, -1, 5, 256",
    "entries/005.p/12, -1, 5, 12"
  })
  void readsAndWritesWhatTheSpecificationShows(String path, int level, long number, int width) {
    assertThat(TilePath.parse(path)).contains(new TilePath(level, number, width));
    assertThat(new TilePath(level, number, width)).hasToString(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0/",
        "0/0",
        "0/00",
        "0/0000",
        "00/000",
        "01/000",
        "64/000",
        "-1/000",
        "0/x000/001",
        "0/001/067",
        "0/x001",
        "0/x001/x234",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/01",
        "0/000.p/",
        "0/000.p",
        "0/000/",
        "data/000",
        "Entries/000",
        "0/x1/000",
        "0/000.p/1000",
        "0/x999/x999/x999/x999/x999/x999/x999"
      })
  void takesNothingElse(String path) {
    assertThat(TilePath.parse(path)).isEmpty();
  }

  @Test
  void everyNumberComesBack() {
    for (long number = 1; number < 999_999_999_999L; number = number * 7 + 3) {
      TilePath path = new TilePath(3, number, 256);
      assertThat(TilePath.parse(path.toString())).contains(path);
    }
  }
}
