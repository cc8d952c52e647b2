package io.annals.query.state;

import io.annals.api.function.AliasRemoved;
import io.annals.api.function.AliasSet;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionEvent;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.RevisionAdded;
import io.annals.api.function.RevisionDeleted;
import io.annals.api.serialization.EventTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What history says of an event beside the function as of it.
 *
 * @param type the event's name
 * @param changed the paths that it set or reset
 * @param restored the version that it brought back, null where it did not
 * @param madeVersion the version that it made, empty where it made none
 */
public record EventFacts(
    String type, List<String> changed, @Nullable Long restored, OptionalLong madeVersion) {
  private static final String ALIASES = "aliases.";

  /** The facts of an event. */
  public static EventFacts of(FunctionEvent event) {
    String type = EventTypes.nameOf(event.getClass());
    if (event instanceof FunctionCreated created) {
      List<String> changed = paths(created.changes().paths(), created.revision());
      return new EventFacts(type, changed, null, OptionalLong.of(1));
    }
    if (event instanceof FunctionUpdated updated) {
      List<String> changed = paths(updated.changes().paths(), updated.revision());
      return new EventFacts(type, changed, updated.restored(), OptionalLong.of(updated.version()));
    }
    List<String> changed = List.of();
    if (event instanceof AliasSet set) {
      changed = List.of(ALIASES + set.alias());
    } else if (event instanceof AliasRemoved removed) {
      changed = List.of(ALIASES + removed.alias());
    } else if (event instanceof RevisionDeleted deleted) {
      changed = deleted.aliases().stream().map(ALIASES::concat).toList();
    }
    return new EventFacts(type, changed, null, OptionalLong.empty());
  }

  private static List<String> paths(List<String> changes, @Nullable RevisionAdded revision) {
    if (revision == null) {
      return changes;
    }
    List<String> paths = new ArrayList<>(changes);
    paths.add("code");
    return List.copyOf(paths);
  }

  /** What the sender asked for, in words. */
  public String description() {
    return switch (type) {
      case "FunctionCreated" -> "Create function";
      case "FunctionUpdated" ->
          restored == null ? "Update function" : "Revert function to version " + restored;
      case "AliasSet" -> "Set alias " + alias();
      case "AliasRemoved" -> "Remove alias " + alias();
      case "RevisionDeleted" -> "Delete revision";
      case "FunctionDeleted" -> "Delete function";
      case "FunctionUndeleted" -> "Undelete function";
      default -> type;
    };
  }

  private String alias() {
    return changed.isEmpty() ? "" : changed.get(0).substring(ALIASES.length());
  }
}
