package io.annals.server.settings;

import io.annals.server.Annals;
import io.annals.server.MainSources;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The settings that the sources of the server and its launcher read. */
final class SettingsInCode {
  private static final Path LAUNCHER = Path.of("../annals");

  private static final Pattern PROPERTY =
      Pattern.compile("\\$\\{(annals\\.[a-z.-]+)(?::([^}\"]*))?}");
  private static final Pattern DEFAULTED =
      Pattern.compile("\\$\\{env:(ANNALS_[A-Z_]+)(?::-([^}\"]*))?}");
  private static final Pattern VARIABLE = Pattern.compile("\"(ANNALS_[A-Z_]*[A-Z])\"");
  private static final Pattern CONDITION =
      Pattern.compile("(?:OnProperty|getProperty|getBoolean|getInteger)\\(\"(annals\\.[a-z.-]+)\"");
  private static final Pattern GROUP = Pattern.compile("@ConfigurationProperties\\(\"annals");
  private static final Pattern SHELL = Pattern.compile("\\$\\{(ANNALS_[A-Z_]+)");

  /** Variable to the values that count where it is not set, as far as the code says one. */
  private final Map<String, Set<String>> found = new TreeMap<>();

  /** Flag and parameter to the commands that take them, by the variable. */
  private final Map<String, Map<String, Set<String>>> flags = new TreeMap<>();

  SettingsInCode() throws IOException, ClassNotFoundException {
    for (Path source : MainSources.all()) {
      if (!source.endsWith("SettingCatalogue.java")) {
        read(source);
      }
    }
    Matcher shell = SHELL.matcher(Files.readString(LAUNCHER));
    while (shell.find()) {
      add(shell.group(1), null);
    }
    options(new CommandLine(Annals.class));
  }

  Map<String, Set<String>> found() {
    return found;
  }

  Map<String, Map<String, Set<String>>> flags() {
    return flags;
  }

  private void read(Path source) throws IOException, ClassNotFoundException {
    String text = Files.readString(source);
    Matcher property = PROPERTY.matcher(text);
    while (property.find()) {
      add(variable(property.group(1)), property.group(2));
    }
    Matcher defaulted = DEFAULTED.matcher(text);
    while (defaulted.find()) {
      add(defaulted.group(1), defaulted.group(2));
    }
    for (Pattern pattern : List.of(VARIABLE, CONDITION)) {
      Matcher plain = pattern.matcher(text);
      while (plain.find()) {
        add(variable(plain.group(1)), null);
      }
    }
    if (GROUP.matcher(text).find()) {
      String path = source.toString().replace('\\', '/');
      int start = path.indexOf("/java/") + "/java/".length();
      Class<?> group = Class.forName(path.substring(start, path.length() - 5).replace('/', '.'));
      addGroup(group.getAnnotation(ConfigurationProperties.class).value(), group);
    }
  }

  private void addGroup(String prefix, Class<?> group) {
    for (RecordComponent component : group.getRecordComponents()) {
      String name = prefix + "." + component.getName();
      if (component.getType().isRecord()) {
        addGroup(name, component.getType());
      } else {
        DefaultValue value = parameter(group, component.getName());
        add(variable(name), value == null ? null : String.join(",", value.value()));
      }
    }
  }

  private static @Nullable DefaultValue parameter(Class<?> group, String name) {
    for (var parameter : group.getDeclaredConstructors()[0].getParameters()) {
      if (parameter.getName().equals(name)) {
        return parameter.getAnnotation(DefaultValue.class);
      }
    }
    throw new AssertionError(group + " has no " + name);
  }

  private void options(CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      // What the model says has the variable's value in its place.
      if (!(option.userObject() instanceof Field field)
          || !field.isAnnotationPresent(Option.class)) {
        continue;
      }
      Matcher variable = DEFAULTED.matcher(field.getAnnotation(Option.class).defaultValue());
      if (variable.find()) {
        flags
            .computeIfAbsent(variable.group(1), any -> new TreeMap<>())
            .computeIfAbsent(
                option.longestName() + " " + option.paramLabel(), any -> new TreeSet<>())
            .add(command.getCommandSpec().qualifiedName().split(" ")[1]);
      }
    }
    command.getSubcommands().values().forEach(this::options);
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private void add(String variable, @Nullable String value) {
    Set<String> values = found.computeIfAbsent(variable, any -> new TreeSet<>());
    if (value != null) {
      values.add(value);
    }
  }
}
