package io.annals.query;

import io.annals.api.context.Subject;
import io.annals.api.function.AliasSet;
import io.annals.api.function.Changes;
import io.annals.api.function.Field;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionDeleted;
import io.annals.api.function.FunctionIds;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.name.NameClaimed;
import io.annals.api.workflow.WorkflowChanges;
import io.annals.api.workflow.WorkflowCreated;
import io.annals.query.CountedEvents.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A history that nobody has thought of, the same for the same seed. */
final class RandomChanges {
  private static final List<String> NAMESPACES = List.of("default", "a.b", "\u00fcber,\"x\"");
  private static final List<String> PRINCIPALS = List.of("key:ann", "key:root", "=1+1");
  private static final List<String> DIALECTS = List.of("native", "yandex", "bem");

  /** What is known of a function: its id, namespace and kind. */
  private record Known(String id, String namespace, String kind) {}

  private final Random random;
  private final CountedEvents events;
  private final List<Known> functions = new ArrayList<>();
  private Instant time = Instant.parse("2025-11-30T22:00:00.5Z");

  RandomChanges(long seed, CountedEvents events) {
    this.random = new Random(seed);
    this.events = events;
  }

  void store(int count) {
    for (int i = 0; i < count; i++) {
      time = time.plusSeconds(random.nextInt(12 * 3600));
      one();
    }
  }

  private void one() {
    int choice = functions.isEmpty() ? 0 : random.nextInt(10);
    // As if written before events said what they are about.
    boolean old = random.nextInt(4) == 0;
    if (choice == 0) {
      create(old);
    } else if (choice == 1) {
      String namespace = any(NAMESPACES);
      String id = "name:" + FunctionIds.next();
      Subject subject = old ? null : new Subject(namespace, null);
      events.store(
          "NameClaim", id, new NameClaimed(namespace, "n", "f"), subject, fact(namespace, ""));
    } else if (choice == 2) {
      String namespace = any(NAMESPACES);
      String id = FunctionIds.next();
      WorkflowChanges changes = new WorkflowChanges("w", null, List.of("t"), null);
      events.store(
          "Workflow",
          id,
          new WorkflowCreated(id, namespace, changes),
          old ? null : new Subject(namespace, null),
          fact(namespace, "", "name", "tags"));
    } else {
      Known known = any(functions);
      Subject subject = old ? null : new Subject(known.namespace(), known.kind());
      String id = known.id();
      if (choice == 3) {
        Fact fact = fact(known.namespace(), known.kind());
        events.store(
            "Function", id, new FunctionDeleted(id, known.namespace(), null), subject, fact);
      } else if (choice == 4) {
        Fact fact = fact(known.namespace(), known.kind(), "aliases");
        String alias = "alias" + random.nextInt(1000);
        events.store("Function", id, new AliasSet(id, alias, "r", null), subject, fact);
      } else {
        Changes changes = Changes.of(Field.CONFIG, java.util.Map.of("n", random.nextInt()));
        Fact fact = fact(known.namespace(), known.kind(), "config");
        if (random.nextBoolean()) {
          changes = changes.with(Field.DESCRIPTION, "d");
          fact = fact(known.namespace(), known.kind(), "description", "config");
        }
        events.store(
            "Function", id, new FunctionUpdated(id, 2, changes, null, null), subject, fact);
      }
    }
  }

  private void create(boolean old) {
    boolean plain = random.nextBoolean();
    Known known = new Known(FunctionIds.next(), any(NAMESPACES), plain ? "function" : "code");
    functions.add(known);
    Changes changes = Changes.of(Field.NAME, "f" + functions.size());
    events.store(
        "Function",
        known.id(),
        new FunctionCreated(
            known.id(),
            known.namespace(),
            plain ? changes : changes.with(Field.KIND, "code"),
            null),
        old ? null : new Subject(known.namespace(), known.kind()),
        plain
            ? fact(known.namespace(), known.kind(), "name")
            : fact(known.namespace(), known.kind(), "name", "kind"));
  }

  private Fact fact(String namespace, String kind, String... fields) {
    return new Fact(time, namespace, kind, "", any(PRINCIPALS), any(DIALECTS), List.of(fields), "");
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
