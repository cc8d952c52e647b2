package io.annals.command.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FileRef;
import io.annals.api.function.NewRevision;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.Violation;
import io.annals.command.rule.Violations;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesTest {
  private static List<String> faults(Field field, @Nullable Object value) {
    Violations violations = new Violations();
    FieldShapes.normal(Changes.of(field, value), violations);
    return fields(violations);
  }

  private static List<String> faults(NewRevision revision) {
    Violations violations = new Violations();
    RevisionShape.normal(revision, 1, violations);
    return fields(violations);
  }

  private static List<String> fields(Violations violations) {
    try {
      violations.raise();
      return List.of();
    } catch (ProblemException problem) {
      assertThat(problem.violations())
          .extracting(Violation::description)
          .allMatch(d -> d.endsWith("."));
      return problem.violations().stream().map(Violation::field).toList();
    }
  }

  private static NewRevision files(Map<String, FileRef> files) {
    return new NewRevision(FunctionFixture.R1, files, "", "", Map.of(), "", List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A-1_b", "0", "Thumbnail_resizer"})
  void aNameIsAWord(String name) {
    assertThat(faults(Field.NAME, name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "ä", "a/b", "a.b", "a\n", FunctionFixture.ID})
  void aNameIsNothingElseAndNoId(String name) {
    assertThat(faults(Field.NAME, name)).containsExactly("name");
  }

  @Test
  void aNameHasAtMost128Characters() {
    assertThat(faults(Field.NAME, "a".repeat(128))).isEmpty();
    assertThat(faults(Field.NAME, "a".repeat(129))).containsExactly("name");
  }

  @ParameterizedTest
  @EnumSource(Field.class)
  void aValueOfTheWrongTypeIsAFaultAndNoCrash(Field field) {
    for (Object wrong :
        Arrays.asList(true, 1, 1.5, List.of(Map.of()), new Object(), Map.of("k", new Object()))) {
      assertThat(faults(field, wrong)).as("%s", wrong).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Field.class, mode = EnumSource.Mode.EXCLUDE, names = "HEAD")
  void nullResets(Field field) {
    assertThat(faults(field, null)).isEmpty();
  }

  @Test
  void labelsAreTextUnderShortKeys() {
    assertThat(faults(Field.LABELS, Map.of("größe", "", "a/b@c", "x"))).isEmpty();
    assertThat(faults(Field.LABELS, Map.of("n", 1))).containsExactly("labels.n");
    assertThat(faults(Field.LABELS, Collections.singletonMap("n", null)))
        .containsExactly("labels.n");
    assertThat(faults(Field.LABELS, Map.of("", "x"))).containsExactly("labels.");
    assertThat(faults(Field.LABELS, Map.of("k", "x".repeat(1025)))).containsExactly("labels.k");
    assertThat(faults(Field.LABELS, Map.of("a\0b", "x"))).containsExactly("labels.a\uFFFDb");
  }

  @Test
  void thereAreAtMost64LabelsAnd256Tags() {
    Map<String, String> labels = new HashMap<>();
    IntStream.range(0, 65).forEach(i -> labels.put("k" + i, "v"));
    assertThat(faults(Field.LABELS, labels)).containsExactly("labels");
    labels.remove("k0");
    assertThat(faults(Field.LABELS, labels)).isEmpty();
    assertThat(faults(Field.TAGS, Collections.nCopies(256, "t"))).isEmpty();
    assertThat(faults(Field.TAGS, Collections.nCopies(257, "t"))).containsExactly("tags");
    assertThat(faults(Field.TAGS, List.of("ok", ""))).containsExactly("tags[1]");
  }

  @Test
  void textHasNoNulAndNoHalfCharacters() {
    assertThat(faults(Field.DESCRIPTION, "a\0")).containsExactly("description");
    assertThat(faults(Field.DESCRIPTION, "a\uD83D")).containsExactly("description");
    assertThat(faults(Field.DESCRIPTION, "\uDE00\uD83D")).containsExactly("description");
    assertThat(faults(Field.DESCRIPTION, "😀")).isEmpty();
    assertThat(faults(Field.CONFIG, Map.of("a", List.of("x\0")))).containsExactly("config.a[0]");
    assertThat(faults(Field.CONFIG, Map.of("a\0", 1))).containsExactly("config.a\uFFFD");
  }

  @Test
  void lengthsCountCharactersNotHalves() {
    assertThat(faults(Field.DISPLAY_NAME, "😀".repeat(1024))).isEmpty();
    assertThat(faults(Field.DISPLAY_NAME, "😀".repeat(1025))).containsExactly("displayName");
  }

  @Test
  void aConfigHasAtMost256KibibytesOfJson() {
    String brackets = "{\"k\":\"\"}";
    assertThat(faults(Field.CONFIG, Map.of("k", "x".repeat(256 * 1024 - brackets.length()))))
        .isEmpty();
    assertThat(faults(Field.CONFIG, Map.of("k", "x".repeat(256 * 1024 - brackets.length() + 1))))
        .containsExactly("config");
    assertThat(faults(Field.CONFIG, Map.of("k", "ä".repeat(128 * 1024)))).containsExactly("config");
  }

  @Test
  void aConfigNestsAtMost64Levels() {
    Map<String, Object> config = Map.of();
    for (int level = 1; level < 64; level++) {
      config = Map.of("c", config);
    }
    assertThat(faults(Field.CONFIG, config)).isEmpty();
    assertThat(faults(Field.CONFIG, Map.of("c", config))).hasSize(1);
  }

  @Test
  void numbersAreSuchThatTheyCanBeReadBack() {
    assertThat(faults(Field.CONFIG, Map.of("n", Double.NaN))).containsExactly("config.n");
    assertThat(faults(Field.CONFIG, Map.of("n", BigInteger.TEN.pow(800)))).isEmpty();
    assertThat(faults(Field.CONFIG, Map.of("n", BigInteger.TEN.pow(1000))))
        .containsExactly("config.n");
  }

  @Test
  void anAnswerListsAtMostAHundredFaults() {
    assertThat(faults(Field.CONFIG, Map.of("a", Collections.nCopies(1000, "\0")))).hasSize(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.js", "src/a b.ts", ".env", "a/..b/c", "größe.txt"})
  void aFileHasARelativePath(String path) {
    assertThat(faults(files(Map.of(path, FunctionFixture.FILE)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", "..", "a/../b", "./a", "a\n", "a\0", "a\uD83D"})
  void aFileHasNoOtherPath(String path) {
    assertThat(faults(files(Map.of(path, FunctionFixture.FILE)))).hasSize(1);
  }

  @Test
  void filesAreBoundedInNumberAndSize() {
    Map<String, FileRef> files = new LinkedHashMap<>();
    IntStream.range(0, 1001).forEach(i -> files.put("f" + i, FunctionFixture.FILE));
    assertThat(faults(files(files))).containsExactly("code.files");
    files.remove("f0");
    assertThat(faults(files(files))).isEmpty();

    FileRef half = new FileRef(FunctionFixture.FILE.digest(), 25L * 1024 * 1024);
    assertThat(faults(files(Map.of("a", half, "b", half)))).isEmpty();
    assertThat(faults(files(Map.of("a", half, "b", half, "c", FunctionFixture.FILE))))
        .containsExactly("code.files");
    FileRef vast = new FileRef(half.digest(), Long.MAX_VALUE);
    assertThat(faults(files(Map.of("a", vast, "b", vast, "c", half))))
        .containsExactly("code.files");
    assertThat(faults(files(Map.of("a", new FileRef(half.digest(), -1)))))
        .containsExactly("code.files.a");
  }

  @Test
  void aRevisionNamesAllItsFaults() {
    assertThat(
            faults(
                new NewRevision(
                    "r1",
                    Map.of(),
                    "r".repeat(129),
                    "e\0",
                    Map.of("a", new Object()),
                    "m\0",
                    List.of("-a", "$latest", "v1.2.0"))))
        .containsExactlyInAnyOrder(
            "code.id",
            "code.runtime",
            "code.entrypoint",
            "code.message",
            "code.aliases",
            "code.settings.a");
  }

  @Test
  void aRevisionMayBeSettingsOnly() {
    assertThat(faults(files(Map.of()))).isEmpty();
  }
}
