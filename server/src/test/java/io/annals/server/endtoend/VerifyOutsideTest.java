package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.annals.api.access.AccessTokens;
import io.annals.api.access.ClientKey;
import io.annals.api.access.ClientKeys;
import io.annals.api.log.EventLog;
import io.annals.server.ServerSettings.Store;
import io.annals.server.access.ClientSecret;
import io.annals.server.archive.Progress;
import io.annals.server.endtoend.NativeClient.Answer;
import io.annals.server.verifying.Expectation;
import io.annals.server.verifying.RemoteRegistry;
import io.annals.server.verifying.ServerVerification;
import io.annals.server.verifying.UnverifiableException;
import io.annals.server.verifying.Verdict;
import io.annals.transparency.Finding;
import io.annals.transparency.LogFollower;
import io.annals.transparency.NoteSigner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code annals verify} from outside, against registries of which some do not tell the truth. */
class VerifyOutsideTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Expectation NOTHING_KEPT = new Expectation(null, List.of());

  @RegisterExtension static final Servers SERVERS = new Servers();

  @TempDir Path folder;

  private static String tenantToken = "";

  @BeforeAll
  static void fill() {
    RunningServer server = SERVERS.on(Store.SQLITE);
    ClientSecret made = ClientSecret.create("localhost");
    ClientKey key =
        new ClientKey(made.clientId(), "tenant", made.publicKey(), "key:root", Instant.now(), null);
    server.part(ClientKeys.class).add(key);
    tenantToken = server.part(AccessTokens.class).issue(key).value();
    for (int i = 0; i < 5; i++) {
      server.client().create(Map.of("kind", "test", "name", "n" + i));
      server.clientWith(tenantToken).create(Map.of("kind", "test", "name", "n" + i));
    }
    signed(server);
  }

  private static void signed(RunningServer server) {
    long head = server.part(EventLog.class).head();
    Awaitility.await().until(() -> server.part(LogFollower.class).size() >= head);
  }

  private static URI address(int port) {
    return URI.create("http://localhost:" + port);
  }

  private static Verdict verify(int port, String key, Expectation expected, boolean partial) {
    return new ServerVerification(new RemoteRegistry(address(port), key), Progress.UNSEEN)
        .run(expected, partial);
  }

  @Test
  void whatARegistryShowsIsWhatItSigned() {
    RunningServer server = SERVERS.on(Store.SQLITE);
    Verdict verdict = verify(server.port(), Place.KEY, NOTHING_KEPT, false);
    assertThat(verdict.found()).isEmpty();
    assertThat(verdict.summary())
        .contains("all " + server.part(LogFollower.class).size() + " events");
  }

  @Test
  void aKeyOfOneNamespaceVerifiesItsOwnEvents() {
    RunningServer server = SERVERS.on(Store.SQLITE);
    Verdict whole = verify(server.port(), tenantToken, NOTHING_KEPT, false);
    assertThat(whole.found())
        .hasValueSatisfying(finding -> assertThat(finding.sentence()).contains("missing"));
    Verdict partial = verify(server.port(), tenantToken, NOTHING_KEPT, true);
    assertThat(partial.found()).isEmpty();
    assertThat(partial.summary()).containsPattern("verified: 1[0-9] of the ");
  }

  @Test
  void aFeedThatLiesIsCaught() throws IOException {
    int n = positionOf("io.annals.FunctionCreated");
    assertLie(line(n, text -> text.replaceFirst("\"name\":\"n", "\"name\":\"m")), n, "payload");
    assertLie(line(n, text -> text.replace("key:root", "key:ruut")), n, "metadata");
    assertLie(
        line(n, text -> text.replace("\"principal\":\"key:root\"", "\"principal\":\"key:ruut\"")),
        n,
        "attribute principal");
    assertLie(
        line(n, text -> text.replace("\"kind\":\"test\",\"pr", "\"kind\":\"tost\",\"pr")),
        n,
        "attribute kind");
    assertLie(line(n, text -> text.replaceAll("\"time\":\"(....)", "\"time\":\"1999")), n, "time");
    assertLie(line(n, text -> "{}"), 0, "no event");
    assertLie(without(n), n, "missing");
    assertLie(swapped(n, n + 1), n, "missing");
    assertLie(feed -> "", 1, "missing");
  }

  @Test
  void aLogThatLiesIsCaught() throws IOException {
    Finding tile = lie("/log/tile/0/", body -> flipped(body, 33));
    assertThat(tile.toString()).contains("tile/0/000.p/");
    Finding checkpoint =
        lie(
            "/log/checkpoint",
            body ->
                new String(body, StandardCharsets.UTF_8)
                    .replaceFirst("\n[0-9]+\n", "\n3\n")
                    .getBytes(StandardCharsets.UTF_8));
    assertThat(checkpoint.sentence()).contains("the log's checkpoint is not signed with the key");
    Finding none = lie("/log/checkpoint", body -> new byte[0]);
    assertThat(none.sentence()).contains("the log's checkpoint is damaged");
  }

  @Test
  void yesterdaysCheckpointIsAPrefixOfTodaysAndAnotherKeysIsNot() throws IOException {
    RunningServer server = SERVERS.on(Store.SQLITE);
    Path kept = folder.resolve("kept");
    Files.writeString(kept, verify(server.port(), Place.KEY, NOTHING_KEPT, false).checkpoint());
    server.client().create(Map.of("kind", "test", "name", "later"));
    signed(server);
    Expectation expected = new Expectation(null, List.of(kept));
    for (boolean partial : List.of(true, false)) {
      Verdict verdict = verify(server.port(), Place.KEY, expected, partial);
      assertThat(verdict.found()).isEmpty();
      assertThat(verdict.summary()).contains("the beginning is that of " + kept);
    }
    try (Place place = Place.fresh(Store.SQLITE);
        RunningServer other = RunningServer.at(place)) {
      other.client().create(Map.of("kind", "test"));
      signed(other);
      assertThat(verify(other.port(), Place.KEY, expected, false).found())
          .hasValueSatisfying(
              finding -> assertThat(finding.sentence()).contains(kept + " is not signed with"));
    }
    NoteSigner pinned = NoteSigner.of("", NoteSigner.freshKey());
    assertThat(
            verify(server.port(), Place.KEY, new Expectation(pinned.verifier(), List.of()), false)
                .found())
        .isPresent();
  }

  @Test
  void whoeverCannotBeAskedIsNotVerified() {
    RunningServer server = SERVERS.on(Store.SQLITE);
    assertThatThrownBy(() -> verify(server.port(), "wrong", NOTHING_KEPT, false))
        .isInstanceOf(UnverifiableException.class)
        .hasMessageContaining("ANNALS_KEY");
    assertThatThrownBy(() -> verify(1, Place.KEY, NOTHING_KEPT, false))
        .isInstanceOf(UnverifiableException.class)
        .hasMessageContaining("no registry answers");
  }

  /** The command as a person runs it: what it says, and with which code it ends. */
  @Test
  void theCommandSaysItAndEndsWithItsCode() throws Exception {
    RunningServer server = SERVERS.on(Store.SQLITE);
    Map<String, String> environment = Map.of("ANNALS_KEY", Place.KEY);
    String address = address(server.port()).toString();
    String data = server.place().data().toString();
    Path kept = folder.resolve("kept");
    String key = server.client().get("/log/key").text().strip();
    try (AnnalsProcess outside =
            AnnalsProcess.of(
                environment, "verify", "--server", address, "--save", kept.toString());
        AnnalsProcess usage = AnnalsProcess.of(environment, "verify", "--key", "none")) {
      assertThat(outside.exit(PATIENCE)).as("%s", outside.err()).isZero();
      assertThat(outside.out()).singleElement().asString().startsWith("verified: all ");
      assertThat(usage.exit(PATIENCE)).isEqualTo(2);
      assertThat(usage.err()).singleElement().asString().contains("name+id+key");
    }
    assertThat(Files.readString(kept)).isEqualTo(server.client().get("/log/checkpoint").text());
    String[] inside = {"verify", "--data", data, "--checkpoint", kept.toString(), "--key", key};
    try (AnnalsProcess ok = AnnalsProcess.of(environment, inside);
        AnnalsProcess nowhere =
            AnnalsProcess.of(environment, "verify", "--data", folder.resolve("none").toString())) {
      assertThat(ok.exit(PATIENCE)).as("%s", ok.err()).isZero();
      assertThat(ok.out()).singleElement().asString().contains("the beginning is that of " + kept);
      assertThat(nowhere.exit(PATIENCE)).isEqualTo(2);
      assertThat(nowhere.err()).anyMatch(line -> line.startsWith("annals: "));
    }
    try (java.sql.Connection events = server.place().openEvents();
        java.sql.Statement statement = events.createStatement()) {
      statement.executeUpdate("UPDATE events SET time = '3' || substr(time, 2) WHERE position = 3");
      try (AnnalsProcess changed = AnnalsProcess.of(environment, inside)) {
        assertThat(changed.exit(PATIENCE)).isEqualTo(1);
        assertThat(changed.out())
            .singleElement()
            .asString()
            .startsWith("does not fit: position 3, event ")
            .contains("time is not what was signed");
      } finally {
        statement.executeUpdate(
            "UPDATE events SET time = '2' || substr(time, 2) WHERE position = 3");
      }
    }
  }

  private static int positionOf(String word) {
    List<String> lines =
        SERVERS
            .on(Store.SQLITE)
            .client()
            .call("GET", "/v1/events")
            .header("Accept", "application/x-ndjson")
            .answer()
            .text()
            .lines()
            .toList();
    for (int i = 2; i < lines.size(); i++) {
      if (lines.get(i).contains(word) && lines.get(i).contains("key:root")) {
        return i + 1;
      }
    }
    throw new AssertionError(lines);
  }

  private static UnaryOperator<String> line(int number, UnaryOperator<String> change) {
    return feed -> {
      List<String> lines = new ArrayList<>(feed.lines().toList());
      String changed = change.apply(lines.get(number - 1));
      assertThat(changed).isNotEqualTo(lines.get(number - 1));
      lines.set(number - 1, changed);
      return String.join("\n", lines) + "\n";
    };
  }

  private static UnaryOperator<String> without(int number) {
    return feed -> {
      List<String> lines = new ArrayList<>(feed.lines().toList());
      lines.remove(number - 1);
      return String.join("\n", lines) + "\n";
    };
  }

  private static UnaryOperator<String> swapped(int one, int other) {
    return feed -> {
      List<String> lines = new ArrayList<>(feed.lines().toList());
      java.util.Collections.swap(lines, one - 1, other - 1);
      return String.join("\n", lines) + "\n";
    };
  }

  private static void assertLie(UnaryOperator<String> lie, long position, String word)
      throws IOException {
    assertLie(path -> path.startsWith("/v1/events"), lie, position, word);
  }

  private static void assertLie(
      java.util.function.Predicate<String> path,
      UnaryOperator<String> lie,
      long position,
      String word)
      throws IOException {
    Finding finding =
        lie(
            path,
            body ->
                lie.apply(new String(body, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8));
    assertThat(finding.position()).as("%s", finding).isEqualTo(position);
    assertThat(finding.sentence()).contains(word);
  }

  private static Finding lie(String prefix, UnaryOperator<byte[]> lie) throws IOException {
    return lie(path -> path.startsWith(prefix), lie);
  }

  /** What is found at a registry that answers as another does, but for some paths. */
  private static Finding lie(java.util.function.Predicate<String> paths, UnaryOperator<byte[]> lie)
      throws IOException {
    RunningServer server = SERVERS.on(Store.SQLITE);
    HttpServer liar =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    liar.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().toString();
          Answer answer =
              server
                  .client()
                  .call("GET", path)
                  .header("Accept", exchange.getRequestHeaders().getFirst("Accept"))
                  .answer();
          byte[] body = paths.test(path) ? lie.apply(answer.body()) : answer.body();
          exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
          if (body.length > 0) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    liar.start();
    try {
      return verify(liar.getAddress().getPort(), Place.KEY, NOTHING_KEPT, false)
          .found()
          .orElseThrow(() -> new AssertionError("believed"));
    } finally {
      liar.stop(0);
    }
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= 1;
    return flipped;
  }
}
