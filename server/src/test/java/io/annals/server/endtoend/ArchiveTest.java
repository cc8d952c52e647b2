package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.secret.SecretVault;
import io.annals.server.ServerSettings.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that is exported and restored is the same registry, whatever the stores are. */
class ArchiveTest {
  @TempDir Path folder;

  @Test
  void theSameEventsCodeKeysAndViewsComeBackAcrossStores() throws Exception {
    try (Place first = Place.fresh(Store.SQLITE);
        Place second = Place.fresh(Store.POSTGRES);
        Place third = Place.fresh(Store.SQLITE)) {
      List<String> views;
      Map<String, String> secrets;
      String checkpoint;
      try (RunningServer server = RunningServer.at(first)) {
        Archives.makeHistory(server);
        views = Archives.views(server);
        checkpoint = Archives.checkpoint(server);
        Archives.export(first, folder.resolve("beside the server"));
        secrets = opened(server, Archives.secrets(first));
        assertThat(secrets.values()).containsExactlyInAnyOrder("first", "second", "(gone)");
      }
      List<String> content = Archives.content(first);
      Archives.export(first, folder.resolve("one"));

      Archives.restore(folder.resolve("one"), second);
      assertThat(Archives.content(second)).isEqualTo(content);
      Archives.giveMasterKey(first, second);
      try (RunningServer server = RunningServer.at(second)) {
        assertThat(Archives.views(server)).isEqualTo(views);
        assertThat(Archives.checkpoint(server)).isEqualTo(checkpoint);
        assertThat(opened(server, Archives.secrets(second))).isEqualTo(secrets);
        assertThat(server.client().get("/v1/functions/greet-3/revisions/1/files/main.py").text())
            .isEqualTo("print('Grüße', 3)\n");
        server.client().create(Map.of("name", "later"));
        views = Archives.views(server);
        checkpoint = Archives.checkpoint(server);
      }
      List<String> grown = Archives.content(second);
      assertThat(grown).hasSizeGreaterThan(content.size());
      // What one store began, the other one goes on with.
      Archives.export(second, folder.resolve("one"));

      Archives.restore(folder.resolve("one"), third);
      assertThat(Archives.content(third)).isEqualTo(grown);
      Archives.giveMasterKey(first, third);
      try (RunningServer server = RunningServer.at(third)) {
        assertThat(Archives.views(server)).isEqualTo(views);
        assertThat(Archives.checkpoint(server)).isEqualTo(checkpoint);
        assertThat(opened(server, Archives.secrets(third))).isEqualTo(secrets);
      }
    }
  }

  private static Map<String, String> opened(RunningServer server, Map<String, String> secrets) {
    SecretVault vault = server.part(SecretVault.class);
    Map<String, String> opened = new TreeMap<>();
    new ArrayList<>(secrets.keySet())
        .forEach(
            id -> opened.put(id, vault.decrypt(id, "API_KEY", secrets.get(id)).orElse("(gone)")));
    return opened;
  }
}
