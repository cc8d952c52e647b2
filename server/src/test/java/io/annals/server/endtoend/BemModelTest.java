package io.annals.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.server.ServerSettings.Store;
import io.annals.server.endtoend.NativeClient.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Random sequences of changes, held against a model in memory: names, versions, what each version
 * was, and what uses what. A failure names the seed, which {@code -Dannals.seed} repeats.
 */
class BemModelTest {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final int STEPS = 150;

  /** What one version of a function was. */
  private record Snapshot(String name, String shape, List<String> tags) {}

  /** A node: a function's id and a pin, 0 for none. */
  private record Use(String function, long pin) {}

  private static final class Thing<V> {
    String name = "";
    boolean deleted;
    final List<V> versions = new ArrayList<>();

    V last() {
      return versions.get(versions.size() - 1);
    }
  }

  private final Map<String, Thing<Snapshot>> functions = new LinkedHashMap<>();
  private final Map<String, Thing<List<Use>>> workflows = new LinkedHashMap<>();

  /** Names that are in use, or were and are kept. */
  private final Set<String> takenByFunctions = new HashSet<>();

  private final Set<String> takenByWorkflows = new HashSet<>();

  @ParameterizedTest
  @EnumSource(Store.class)
  void theRegistryIsWhatTheModelIs(Store store) {
    long seed = Long.getLong("annals.seed", System.nanoTime());
    System.out.println("BemModelTest on " + store + " with -Dannals.seed=" + seed);
    BemClient bem = new BemClient(SERVERS.on(store));
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      step(bem, random);
    }
    check(bem);
  }

  private void step(BemClient bem, Random random) {
    List<String> live = live(functions);
    List<String> liveWorkflows = live(workflows);
    int choice = random.nextInt(100);
    if (choice < 15 || live.isEmpty()) {
      createFunction(bem, random);
    } else if (choice < 50) {
      updateFunction(bem, random, pick(live, random));
    } else if (choice < 57) {
      copyFunction(bem, random, pick(live, random));
    } else if (choice < 62) {
      deleteFunction(bem, pick(live, random));
    } else if (choice < 75 || liveWorkflows.isEmpty()) {
      createWorkflow(bem, random, live);
    } else if (choice < 93) {
      updateWorkflow(bem, random, pick(liveWorkflows, random), live);
    } else if (choice < 97) {
      copyWorkflow(bem, random, pick(liveWorkflows, random));
    } else {
      deleteWorkflow(bem, pick(liveWorkflows, random));
    }
  }

  private static String pick(List<String> ids, Random random) {
    return ids.get(random.nextInt(ids.size()));
  }

  private static <V> List<String> live(Map<String, Thing<V>> things) {
    return things.entrySet().stream()
        .filter(entry -> !entry.getValue().deleted)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** From so few that they meet. */
  private static String name(Random random, String prefix) {
    return prefix + random.nextInt(60);
  }

  /** Whether the model takes the name; the registry must say the same. */
  private static boolean accepted(Answer answer, boolean free) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(free ? 200 : 400);
    return free;
  }

  private void createFunction(BemClient bem, Random random) {
    String name = name(random, "f");
    Snapshot first = new Snapshot(name, "s" + random.nextInt(5), List.of("t" + random.nextInt(3)));
    Map<String, Object> body = body(first);
    body.put("functionName", name);
    Answer answer = bem.call("POST", "/v3/functions", body);
    if (accepted(answer, !takenByFunctions.contains(name))) {
      add(functions, takenByFunctions, answer.text("function.functionID"), name, first);
    }
  }

  private static Map<String, Object> body(Snapshot snapshot) {
    Map<String, Object> body = new HashMap<>();
    body.put("type", "payload_shaping");
    body.put("shapingSchema", snapshot.shape());
    body.put("tags", snapshot.tags());
    return body;
  }

  private static <V> void add(
      Map<String, Thing<V>> things, Set<String> taken, String id, String name, V first) {
    Thing<V> thing = new Thing<>();
    thing.name = name;
    thing.versions.add(first);
    taken.add(name);
    assertThat(things.put(id, thing)).isNull();
  }

  private void updateFunction(BemClient bem, Random random, String id) {
    Thing<Snapshot> function = functions.get(id);
    Snapshot before = function.last();
    Map<String, Object> body = new HashMap<>();
    body.put("type", "payload_shaping");
    String shape = before.shape();
    List<String> tags = before.tags();
    String name = function.name;
    boolean free = true;
    switch (random.nextInt(5)) {
      case 0 -> body.put("shapingSchema", shape = "s" + random.nextInt(5));
      case 1 -> body.put("tags", tags = random.nextBoolean() ? List.of() : List.of("x", "y"));
      case 2 -> {
        name = random.nextInt(3) == 0 ? name : name(random, "f");
        free = name.equals(function.name) || !takenByFunctions.contains(name);
        body.put("functionName", name);
      }
      case 3 -> {
        // Going back is sending an old version again.
        Snapshot old = function.versions.get(random.nextInt(function.versions.size()));
        body.putAll(body(old));
        shape = old.shape();
        tags = old.tags();
      }
      default -> {}
    }
    Answer answer = bem.call("PATCH", "/v3/functions/" + function.name, body);
    if (accepted(answer, free)) {
      if (!name.equals(function.name)) {
        takenByFunctions.remove(function.name);
        takenByFunctions.add(name);
        function.name = name;
      }
      function.versions.add(new Snapshot(name, shape, tags));
      assertThat(answer.number("function.versionNum")).isEqualTo(function.versions.size());
      assertThat(answer.text("function.functionID")).isEqualTo(id);
    }
  }

  private void copyFunction(BemClient bem, Random random, String id) {
    Thing<Snapshot> source = functions.get(id);
    String name = name(random, "f");
    Answer answer =
        bem.call(
            "POST",
            "/v3/functions/copy",
            Map.of("sourceFunctionName", source.name, "targetFunctionName", name));
    if (accepted(answer, !takenByFunctions.contains(name))) {
      Snapshot last = source.last();
      add(
          functions,
          takenByFunctions,
          answer.text("function.functionID"),
          name,
          new Snapshot(name, last.shape(), last.tags()));
    }
  }

  private void deleteFunction(BemClient bem, String id) {
    Thing<Snapshot> function = functions.get(id);
    bem.call("DELETE", "/v3/functions/" + function.name).is(204);
    bem.get("/v3/functions/" + function.name).is(404);
    function.deleted = true;
  }

  private List<Use> uses(Random random, List<String> live) {
    List<Use> uses = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      String id = pick(live, random);
      long versions = functions.get(id).versions.size();
      uses.add(new Use(id, random.nextBoolean() ? 0 : 1 + random.nextLong(versions)));
    }
    return uses;
  }

  /** A chain of the nodes. */
  private Map<String, Object> graph(List<Use> uses, Random random) {
    List<Object> nodes = new ArrayList<>();
    List<Object> edges = new ArrayList<>();
    for (int i = 0; i < uses.size(); i++) {
      Use use = uses.get(i);
      Map<String, Object> function = new HashMap<>();
      boolean byId = random.nextBoolean();
      function.put(
          byId ? "id" : "name", byId ? use.function() : functions.get(use.function()).name);
      if (use.pin() > 0) {
        function.put("versionNum", use.pin());
      }
      nodes.add(Map.of("name", "n" + i, "function", function));
      if (i > 0) {
        edges.add(Map.of("sourceNodeName", "n" + (i - 1), "destinationNodeName", "n" + i));
      }
    }
    Map<String, Object> graph = new HashMap<>();
    graph.put("mainNodeName", "n0");
    graph.put("nodes", nodes);
    graph.put("edges", edges);
    return graph;
  }

  private void createWorkflow(BemClient bem, Random random, List<String> live) {
    String name = name(random, "w");
    List<Use> uses = uses(random, live);
    Map<String, Object> body = graph(uses, random);
    body.put("name", name);
    Answer answer = bem.call("POST", "/v3/workflows", body);
    if (accepted(answer, !takenByWorkflows.contains(name))) {
      add(workflows, takenByWorkflows, answer.text("workflow.id"), name, uses);
    }
  }

  private void updateWorkflow(BemClient bem, Random random, String id, List<String> live) {
    Thing<List<Use>> workflow = workflows.get(id);
    List<Use> uses = workflow.last();
    Map<String, Object> body = new HashMap<>();
    boolean free = true;
    String name = workflow.name;
    if (random.nextInt(3) > 0) {
      uses = uses(random, live);
      body = graph(uses, random);
    } else {
      name = name(random, "w");
      free = name.equals(workflow.name) || !takenByWorkflows.contains(name);
      body.put("name", name);
    }
    Answer answer = bem.call("PATCH", "/v3/workflows/" + workflow.name, body);
    if (accepted(answer, free)) {
      if (!name.equals(workflow.name)) {
        takenByWorkflows.remove(workflow.name);
        takenByWorkflows.add(name);
        workflow.name = name;
      }
      workflow.versions.add(uses);
      assertThat(answer.number("workflow.versionNum")).isEqualTo(workflow.versions.size());
    }
  }

  private void copyWorkflow(BemClient bem, Random random, String id) {
    Thing<List<Use>> source = workflows.get(id);
    String name = name(random, "w");
    Answer answer =
        bem.call(
            "POST",
            "/v3/workflows/copy",
            Map.of("sourceWorkflowName", source.name, "targetWorkflowName", name));
    if (accepted(answer, !takenByWorkflows.contains(name))) {
      add(workflows, takenByWorkflows, answer.text("workflow.id"), name, source.last());
    }
  }

  private void deleteWorkflow(BemClient bem, String id) {
    Thing<List<Use>> workflow = workflows.get(id);
    bem.call("DELETE", "/v3/workflows/" + workflow.name).is(204);
    workflow.deleted = true;
  }

  private void check(BemClient bem) {
    Map<String, JsonNode> shown = new LinkedHashMap<>();
    bem.all("/v3/functions", "functions", "functionID", 7)
        .forEach(f -> assertThat(shown.put(f.path("functionID").asString(), f)).isNull());
    assertThat(new TreeSet<>(shown.keySet())).isEqualTo(new TreeSet<>(live(functions)));
    shown.forEach((id, function) -> checkFunction(bem, id, function));
    assertThat(
            bem.all("/v3/workflows", "workflows", "id", 5).stream()
                .map(w -> w.path("id").asString())
                .sorted()
                .toList())
        .isEqualTo(live(workflows).stream().sorted().toList());
    live(workflows).forEach(id -> checkWorkflow(bem, id));
  }

  private void checkFunction(BemClient bem, String id, JsonNode shown) {
    Thing<Snapshot> function = functions.get(id);
    assertThat(shown.path("functionName").asString()).isEqualTo(function.name);
    JsonNode versions =
        bem.get("/v3/functions/" + function.name + "/versions").is(200).json().path("versions");
    int count = function.versions.size();
    assertThat(versions).hasSize(count);
    for (int i = 0; i < count; i++) {
      JsonNode version = versions.path(count - 1 - i);
      Snapshot snapshot = function.versions.get(i);
      assertThat(version.path("versionNum").asLong()).isEqualTo(i + 1);
      assertThat(version.path("functionName").asString()).isEqualTo(snapshot.name());
      assertThat(version.path("shapingSchema").asString()).isEqualTo(snapshot.shape());
      assertThat(version.path("tags").valueStream().map(JsonNode::asString).toList())
          .isEqualTo(snapshot.tags());
      assertThat(used(version)).isEqualTo(used(id, i + 1, count));
    }
    assertThat(used(shown)).isEqualTo(used(id, 0, count));
  }

  private static Map<String, String> used(JsonNode function) {
    Map<String, String> used = new HashMap<>();
    function
        .path("usedInWorkflows")
        .forEach(
            item ->
                used.put(
                    item.path("workflowID").asString(),
                    item.path("currentVersionNum") + " " + item.path("usedInWorkflowVersionNums")));
    return used;
  }

  /**
   * @param version of the function; 0 for any
   */
  private Map<String, String> used(String function, long version, long current) {
    Map<String, String> used = new HashMap<>();
    for (String id : live(workflows)) {
      List<List<Use>> versions = workflows.get(id).versions;
      List<Long> using = new ArrayList<>();
      for (int i = 0; i < versions.size(); i++) {
        boolean counts =
            versions.get(i).stream()
                .anyMatch(
                    use ->
                        use.function().equals(function)
                            && (version == 0
                                || use.pin() == version
                                || use.pin() == 0 && version == current));
        if (counts) {
          using.add(i + 1L);
        }
      }
      if (!using.isEmpty()) {
        used.put(id, versions.size() + " " + using.toString().replace(" ", ""));
      }
    }
    return used;
  }

  private void checkWorkflow(BemClient bem, String id) {
    Thing<List<Use>> workflow = workflows.get(id);
    String path = "/v3/workflows/" + workflow.name + "/versions/";
    for (int i = 0; i < workflow.versions.size(); i++) {
      JsonNode nodes = bem.get(path + (i + 1)).is(200).json().at("/workflow/nodes");
      List<Use> uses = new ArrayList<>();
      nodes.forEach(
          node ->
              uses.add(
                  new Use(
                      node.at("/function/id").asString(),
                      node.at("/function/versionNum").asLong(0))));
      assertThat(uses).isEqualTo(workflow.versions.get(i));
    }
    bem.get(path + (workflow.versions.size() + 1)).is(404);
  }
}
