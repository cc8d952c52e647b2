package io.annals.server.settings;

import static io.annals.server.GeneratedPart.code;
import static io.annals.server.GeneratedPart.head;
import static io.annals.server.GeneratedPart.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.GeneratedPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code -Dannals.operations.write=true} brings the page up to date. */
class SettingCatalogueTest {
  private static SettingsInCode code;

  @BeforeAll
  static void readTheCode() throws IOException, ClassNotFoundException {
    code = new SettingsInCode();
  }

  @Test
  void whatTheCodeReadsIsInTheCatalogueAndNothingElse() {
    Set<String> listed =
        SettingCatalogue.all().stream().map(Setting::variable).collect(Collectors.toSet());
    Set<String> read = new TreeSet<>(code.found().keySet());
    assertThat(listed).hasSize(SettingCatalogue.all().size());
    assertThat(read)
        .as(
            "settings that code reads; those that it does not expect are to be added to"
                + " SettingCatalogue, those that it does not find to be taken out")
        .containsExactlyInAnyOrderElementsOf(listed);
  }

  @Test
  void whatCountsWithoutASettingIsWhatTheCodeTakes() {
    for (Setting setting : SettingCatalogue.all()) {
      Set<String> values = code.found().getOrDefault(setting.variable(), Set.of());
      if (!values.isEmpty()) {
        assertThat(values).as(setting.variable()).containsExactly(setting.value());
      }
    }
  }

  @Test
  void flagsAreThoseOfTheCommands() {
    for (Setting setting : SettingCatalogue.all()) {
      var flags = code.flags().get(setting.variable());
      if (flags == null) {
        assertThat(setting.flag()).as(setting.variable()).isNull();
        continue;
      }
      assertThat(flags).as(setting.variable()).containsOnlyKeys(setting.flag());
      if (!setting.readers().equals("all")) {
        assertThat(setting.readers().split(", "))
            .as("readers of " + setting.variable())
            .containsExactlyInAnyOrderElementsOf(
                flags.values().iterator().next().stream().toList());
      }
    }
  }

  @Test
  void thePageShowsTheCatalogue() throws IOException {
    StringBuilder table =
        new StringBuilder(
            head("variable", "flag", "property", "takes", "default", "read by", "what it is"));
    for (Setting setting : SettingCatalogue.all()) {
      String value = setting.value();
      String flag = setting.flag();
      String property = setting.property();
      table.append(
          row(
              code(setting.variable()),
              code(flag == null ? "" : flag),
              code(property == null ? "" : property),
              setting.type().word(),
              setting.without().isEmpty() ? code(value == null ? "" : value) : setting.without(),
              setting.readers(),
              setting.meaning()));
    }
    new GeneratedPart("settings", SettingCatalogueTest.class).requireOnPage(table.toString());
  }

  @Test
  void pagesNameNoSettingThatIsNone() throws IOException {
    Set<String> known =
        SettingCatalogue.all().stream().map(Setting::variable).collect(Collectors.toSet());
    Pattern named = Pattern.compile("ANNALS_[A-Z_]+[A-Z]");
    try (Stream<Path> files = Files.walk(Path.of("../docs"))) {
      for (Path page : files.filter(file -> file.toString().endsWith(".md")).toList()) {
        Matcher names = named.matcher(Files.readString(page));
        while (names.find()) {
          assertThat(known.contains(names.group()) || names.group().startsWith("ANNALS_TEST_"))
              .as("%s names %s, which is no setting", page, names.group())
              .isTrue();
        }
      }
    }
  }
}
