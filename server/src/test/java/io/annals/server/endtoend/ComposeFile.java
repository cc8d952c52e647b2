package io.annals.server.endtoend;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The repository's {@code docker-compose.yml} as {@code docker compose} understands it: anchors
 * resolved, variables put in. Only the short forms that the file uses are known.
 */
final class ComposeFile {
  /** The repository, seen from the folder that the tests of this module run in. */
  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  /**
   * {@code ${NAME}}, {@code ${NAME:-default}}, {@code ${NAME:?complaint}}, and an escaped dollar.
   */
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\$|\\{(\\w+)(?::([-?])([^}]*))?})");

  private final Map<String, Service> services = new LinkedHashMap<>();

  private ComposeFile(Map<String, ?> declared) {
    object(declared.get("services"))
        .forEach((name, service) -> services.put(name, new Service(name, object(service))));
  }

  /** A variable that has to be set is not. */
  static final class MissingVariableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingVariableException(String name, String complaint) {
      super(name + " " + complaint);
    }
  }

  /**
   * Reads it with the variables of an {@code .env}.
   *
   * @throws MissingVariableException if one that is needed is not there
   */
  static ComposeFile read(Map<String, String> variables) throws IOException {
    return read(REPOSITORY.resolve("docker-compose.yml"), variables);
  }

  static ComposeFile read(Path file, Map<String, String> variables) throws IOException {
    try (Reader text = Files.newBufferedReader(file)) {
      Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      return new ComposeFile(object(Objects.requireNonNull(filled(tree, variables))));
    }
  }

  /** All services of the file. */
  List<Service> services() {
    return List.copyOf(services.values());
  }

  /** What {@code --profile} starts. */
  List<Service> services(String profile) {
    return services.values().stream()
        .filter(s -> s.profiles().isEmpty() || s.profiles().contains(profile))
        .toList();
  }

  Service service(String name) {
    return Objects.requireNonNull(services.get(name), name);
  }

  /**
   * One service.
   *
   * @param declared what the file says of it
   */
  record Service(String name, Map<String, Object> declared) {
    String image() {
      return text("image");
    }

    /** Whether it runs what the repository's Dockerfile makes. */
    boolean isAnnals() {
      return image().startsWith("annals:");
    }

    boolean isPostgres() {
      return image().startsWith("postgres:");
    }

    String text(String key) {
      return Objects.toString(declared.get(key), "");
    }

    List<String> list(String key) {
      return strings(declared.get(key));
    }

    List<String> profiles() {
      return list("profiles");
    }

    Map<String, String> environment() {
      Map<String, String> environment = new LinkedHashMap<>();
      object(declared.get("environment"))
          .forEach((name, value) -> environment.put(name, Objects.toString(value, "")));
      return environment;
    }

    /** Each service that has to be there first, and how well. */
    Map<String, String> dependencies() {
      Map<String, String> dependencies = new LinkedHashMap<>();
      object(declared.get("depends_on"))
          .forEach((name, how) -> dependencies.put(name, object(how).get("condition").toString()));
      return dependencies;
    }

    /** The words of the health check; empty where the image's own is meant. */
    List<String> healthCheck() {
      List<String> words = strings(object(declared.get("healthcheck")).get("test"));
      return words.isEmpty() ? words : words.subList(1, words.size());
    }

    boolean hasHealthCheck() {
      return isAnnals() || !healthCheck().isEmpty();
    }

    /** The ports inside that are published. */
    List<Integer> publishedPorts() {
      return list("ports").stream()
          .map(port -> Integer.valueOf(port.substring(port.lastIndexOf(':') + 1)))
          .toList();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static @Nullable Object filled(@Nullable Object node, Map<String, String> variables) {
    if (node instanceof Map<?, ?> map) {
      Map<String, Object> filled = new LinkedHashMap<>();
      map.forEach((key, value) -> filled.put(key.toString(), filled(value, variables)));
      return filled;
    }
    if (node instanceof List<?> list) {
      List<Object> filled = new ArrayList<>();
      list.forEach(value -> filled.add(filled(value, variables)));
      return filled;
    }
    return node instanceof String text ? filled(text, variables) : node;
  }

  private static String filled(String text, Map<String, String> variables) {
    return VARIABLE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(value((Matcher) found, variables)));
  }

  private static String value(Matcher found, Map<String, String> variables) {
    String name = found.group(1);
    if (name == null) {
      return "$";
    }
    String value = variables.getOrDefault(name, "");
    if (!value.isEmpty() || found.group(2) == null) {
      return value;
    }
    if (found.group(2).equals("?")) {
      throw new MissingVariableException(name, found.group(3));
    }
    return found.group(3);
  }

  @SuppressWarnings("unchecked") // filled() makes all keys texts.
  private static Map<String, Object> object(@Nullable Object node) {
    return node == null ? Map.of() : (Map<String, Object>) node;
  }

  private static List<String> strings(@Nullable Object node) {
    return node == null ? List.of() : ((List<?>) node).stream().map(Object::toString).toList();
  }
}
