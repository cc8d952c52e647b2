package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.server.endtoend.ComposeFile.Service;
import io.annals.server.settings.Setting;
import io.annals.server.settings.SettingCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code docker-compose.yml}, {@code Dockerfile} and their neighbours say, without running it.
 */
class ComposeFileTest {
  private static final Set<String> SECRETS =
      Set.of("ANNALS_ROOT_KEY", "ANNALS_MASTER_KEY", "POSTGRES_PASSWORD");

  @TempDir Path folder;

  private ComposeFile file() throws IOException {
    return ComposeFile.read(Composition.makeEnv(folder));
  }

  @Test
  void eachProfileStartsWhatItPromisesAndNothingOfTheOther() throws IOException {
    ComposeFile file = file();

    assertThat(names(file.services("axon")))
        .containsExactlyInAnyOrder(
            "gateway", "command1", "command2", "query1", "query2", "axonserver", "axon-postgres");
    assertThat(names(file.services("postgres")))
        .containsExactlyInAnyOrder("node1", "node2", "node3", "proxy", "postgres");
  }

  @Test
  void withoutAWordAxonIsMeant() throws IOException {
    assertThat(Composition.makeEnv(folder)).containsEntry("COMPOSE_PROFILES", "axon");
  }

  @Test
  void rolesOfAxonsNodesAreTheirNames() throws IOException {
    Map<String, String> roles = new HashMap<>();
    for (Service service : file().services("axon")) {
      if (service.isAnnals()) {
        roles.put(service.name(), service.environment().get("ANNALS_ROLES"));
      }
    }

    assertThat(roles)
        .isEqualTo(
            Map.of(
                "gateway",
                "gateway",
                "command1",
                "command",
                "command2",
                "command",
                "query1",
                "query",
                "query2",
                "query"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ANNALS_ROOT_KEY", "ANNALS_MASTER_KEY", "POSTGRES_PASSWORD"})
  void nothingStartsWithoutAKeyOfItsOwn(String secret) throws IOException {
    Map<String, String> variables = new HashMap<>(Composition.makeEnv(folder));
    variables.remove(secret);

    assertThatThrownBy(() -> ComposeFile.read(variables))
        .hasMessageContaining(secret)
        .hasMessageContaining("deploy/make-env");
  }

  @Test
  void keysAreMadeForEveryoneAnewAndForNobodyElseToRead() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    Map<String, String> variables = Composition.makeEnv(folder);
    Map<String, String> others = Composition.makeEnv(other);

    for (String secret : SECRETS) {
      assertThat(variables.get(secret))
          .hasSizeGreaterThanOrEqualTo(43)
          .isNotEqualTo(others.get(secret));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(".env"))))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> Composition.makeEnv(folder)).hasMessageContaining("is there already");
    assertThat(Files.readAllLines(ComposeFile.REPOSITORY.resolve(".gitignore"))).contains("/.env");
  }

  @Test
  void nodesShareTheirKeysAndKnowThePasswordOfTheirDatabase() throws IOException {
    ComposeFile file = file();
    Map<String, String> variables = new HashMap<>();
    for (Service service : file.services()) {
      if (service.isAnnals()) {
        Map<String, String> environment = service.environment();
        for (String key : List.of("ANNALS_ROOT_KEY", "ANNALS_MASTER_KEY")) {
          assertThat(environment.get(key))
              .as("%s of %s", key, service)
              .isNotEmpty()
              .isEqualTo(variables.computeIfAbsent(key, k -> environment.get(k)));
        }
        Service database = file.service(host(environment.get("ANNALS_POSTGRES_URL")));
        assertThat(database.profiles()).isEqualTo(service.profiles());
        assertThat(environment)
            .containsEntry("ANNALS_POSTGRES_USER", database.environment().get("POSTGRES_USER"))
            .containsEntry(
                "ANNALS_POSTGRES_PASSWORD", database.environment().get("POSTGRES_PASSWORD"));
        assertThat(environment.get("ANNALS_POSTGRES_URL"))
            .endsWith(":5432/" + database.environment().get("POSTGRES_DB"));
      }
    }
  }

  private static String host(String url) {
    return url.replaceFirst("jdbc:postgresql://", "").replaceFirst(":.*", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"axon", "postgres"})
  void everyVariableIsOneThatIsRead(String profile) throws IOException {
    Set<String> known =
        SettingCatalogue.all().stream().map(Setting::variable).collect(Collectors.toSet());
    for (Service service : file().services(profile)) {
      if (service.isAnnals()) {
        assertThat(known).as("read by %s", service).containsAll(service.environment().keySet());
      }
    }
    assertThat(known)
        .containsAll(
            ImageFile.read().all("ENV").stream().map(s -> s.replaceFirst("=.*", "")).toList());
  }

  @Test
  void everyServiceIsContained() throws IOException {
    String volume = ImageFile.read().last("VOLUME");
    for (Service service : file().services()) {
      assertThat(service.text("user")).as("user of %s", service).isNotIn("", "root", "0", "0:0");
      assertThat(service.list("cap_drop")).as("capabilities of %s", service).containsExactly("ALL");
      assertThat(service.list("security_opt")).contains("no-new-privileges:true");
      assertThat(service.text("restart")).isEqualTo("unless-stopped");
      assertThat(service.text("mem_limit")).as("memory of %s", service).isNotEmpty();
      assertThat(service.image()).as("a tag that stays").contains(":").doesNotEndWith(":latest");
      // Axon Server's image writes beside its volumes.
      if (!service.name().equals("axonserver")) {
        assertThat(service.text("read_only")).as("%s", service).isEqualTo("true");
      }
      if (service.isAnnals()) {
        assertThat(service.text("user")).isEqualTo(ImageFile.read().last("USER"));
        assertThat(service.list("tmpfs"))
            .anyMatch(folder -> folder.startsWith("/tmp:"))
            .anyMatch(folder -> folder.startsWith(volume + ":"));
      }
    }
  }

  @Test
  void whatAServiceNeedsIsHealthyFirst() throws IOException {
    ComposeFile file = file();
    for (Service service : file.services()) {
      assertThat(service.hasHealthCheck()).as("health check of %s", service).isTrue();
      if (service.isAnnals() || service.name().equals("proxy")) {
        assertThat(service.dependencies()).as("needs of %s", service).isNotEmpty();
      }
      service
          .dependencies()
          .forEach(
              (name, condition) -> {
                assertThat(condition).isEqualTo("service_healthy");
                assertThat(file.service(name).profiles()).isEqualTo(service.profiles());
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"axon", "postgres"})
  void oneServiceOfEachProfileBuildsTheImageOfAll(String profile) throws IOException {
    List<Service> nodes = file().services(profile).stream().filter(Service::isAnnals).toList();

    assertThat(nodes.stream().map(Service::image).distinct()).hasSize(1);
    assertThat(nodes).filteredOn(node -> !node.text("build").isEmpty()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"axon", "postgres"})
  void oneServiceOfEachProfileIsPublishedAndNoDatabaseCanBeReachedFromIt(String profile)
      throws IOException {
    List<Service> services = file().services(profile);
    List<Service> published = services.stream().filter(s -> !s.publishedPorts().isEmpty()).toList();

    assertThat(names(published)).containsExactly(profile.equals("axon") ? "gateway" : "proxy");
    assertThat(published.get(0).publishedPorts())
        .containsExactly(defaultPort("ANNALS_PORT"), defaultPort("ANNALS_GRPC_PORT"));
    assertThat(published.get(0).list("ports")).allMatch(port -> port.startsWith("127.0.0.1:"));
    for (Service service : services) {
      if (service.isPostgres() || service.name().equals("axonserver")) {
        assertThat(service.list("networks")).as("networks of %s", service).containsExactly("data");
      }
    }
  }

  /** Where a server listens that is told nothing of ports. */
  private static int defaultPort(String variable) {
    return SettingCatalogue.all().stream()
        .filter(setting -> setting.variable().equals(variable))
        .map(setting -> Integer.valueOf(setting.value()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theImageExposesWhatTheServerListensTo() throws IOException {
    assertThat(ImageFile.read().last("EXPOSE"))
        .isEqualTo(defaultPort("ANNALS_PORT") + " " + defaultPort("ANNALS_GRPC_PORT"));
  }

  @Test
  void theProxyKnowsEveryNodeOnBothPorts() throws IOException {
    String proxy = Files.readString(ComposeFile.REPOSITORY.resolve(ProxyProcess.CONFIGURATION));
    for (Service service : file().services("postgres")) {
      if (service.isAnnals()) {
        assertThat(proxy)
            .contains("server %1$s %1$s:%2$d check".formatted(service, defaultPort("ANNALS_PORT")))
            .contains(
                "server %1$s %1$s:%2$d proto h2 track nodes/%1$s"
                    .formatted(service, defaultPort("ANNALS_GRPC_PORT")));
      }
    }
  }

  @Test
  void theImageRunsAsNobodyInParticular() throws IOException {
    assertThat(ImageFile.read().last("USER")).matches("[1-9]\\d{3,}:[1-9]\\d{3,}");
    assertThat(ImageFile.read().all("FROM"))
        .allMatch(image -> image.matches("[a-z/-]+:\\S*\\d\\S*( AS \\w+)?"), "has a tag");
  }

  @Test
  void theImageIsMadeOfEveryModule() throws IOException {
    Matcher modules =
        Pattern.compile("<module>([^<]+)</module>")
            .matcher(Files.readString(ComposeFile.REPOSITORY.resolve("pom.xml")));
    List<String> poms = modules.results().map(m -> m.group(1) + "/pom.xml").toList();

    assertThat(poms).isNotEmpty();
    assertThat(ImageFile.read().all("COPY").stream().map(copy -> copy.replaceFirst(" .*", "")))
        .containsAll(poms);
  }

  private static Set<String> names(List<Service> services) {
    return services.stream().map(Service::name).collect(Collectors.toSet());
  }
}
