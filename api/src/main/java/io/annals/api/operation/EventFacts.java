package io.annals.api.operation;

import io.annals.api.function.AliasRemoved;
import io.annals.api.function.AliasSet;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionEvent;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.PolicyRemoved;
import io.annals.api.function.PolicySet;
import io.annals.api.function.RevisionAdded;
import io.annals.api.function.RevisionDeleted;
import io.annals.api.resource.Operation;
import io.annals.api.serialization.EventTypes;
import io.annals.api.workflow.WorkflowCreated;
import io.annals.api.workflow.WorkflowEvent;
import io.annals.api.workflow.WorkflowUpdated;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What history says of an event beside the function or workflow as of it.
 *
 * @param type the event's name
 * @param changed the paths that it set or reset
 * @param restored the version that it brought back, null where it did not
 * @param madeVersion the version that it made, empty where it made none
 * @param revision the revision that it brought, named or deleted; null where it did not
 * @param note what was asked for, where the event says it; null where its type does
 */
public record EventFacts(
    String type,
    List<String> changed,
    @Nullable Long restored,
    OptionalLong madeVersion,
    @Nullable String revision,
    @Nullable String note) {
  private static final String ALIASES = "aliases.";
  private static final String POLICIES = "policies.";

  /** The facts of an event. */
  public static EventFacts of(FunctionEvent event) {
    String type = EventTypes.nameOf(event.getClass());
    if (event instanceof FunctionCreated created) {
      List<String> changed = paths(created.changes().paths(), created.revision());
      return new EventFacts(type, changed, null, OptionalLong.of(1), id(created.revision()), null);
    }
    if (event instanceof FunctionUpdated updated) {
      List<String> changed = paths(updated.changes().paths(), updated.revision());
      return new EventFacts(
          type,
          changed,
          updated.restored(),
          OptionalLong.of(updated.version()),
          id(updated.revision()),
          null);
    }
    List<String> changed = List.of();
    String revision = null;
    String note = null;
    if (event instanceof AliasSet set) {
      changed = List.of(ALIASES + set.alias());
      revision = set.revisionId();
    } else if (event instanceof AliasRemoved removed) {
      changed = List.of(ALIASES + removed.alias());
      revision = removed.revisionId();
    } else if (event instanceof RevisionDeleted deleted) {
      changed = deleted.aliases().stream().map(ALIASES::concat).toList();
      revision = deleted.revisionId();
    } else if (event instanceof PolicySet set) {
      changed = List.of(POLICIES + set.policy());
      note = set.description();
    } else if (event instanceof PolicyRemoved removed) {
      changed = List.of(POLICIES + removed.policy());
      note = removed.description();
    }
    return new EventFacts(type, changed, null, OptionalLong.empty(), revision, note);
  }

  /** Facts of an event that cannot be read. */
  public static EventFacts unreadable(String type) {
    return new EventFacts(type, List.of(), null, OptionalLong.empty(), null, null);
  }

  private static @Nullable String id(@Nullable RevisionAdded revision) {
    return revision == null ? null : revision.id();
  }

  /** The facts of an event of a workflow. */
  public static EventFacts of(WorkflowEvent event) {
    List<String> changed = List.of();
    Long restored = null;
    OptionalLong madeVersion = OptionalLong.empty();
    if (event instanceof WorkflowCreated created) {
      changed = created.changes().paths();
      madeVersion = OptionalLong.of(1);
    } else if (event instanceof WorkflowUpdated updated) {
      changed = updated.changes().paths();
      restored = updated.restored();
      madeVersion = OptionalLong.of(updated.version());
    }
    String type = EventTypes.nameOf(event.getClass());
    return new EventFacts(type, changed, restored, madeVersion, null, null);
  }

  /** The facts of whatever has happened; empty where it is no operation. */
  public static Optional<EventFacts> ofAny(@Nullable Object event) {
    if (event instanceof FunctionEvent ofFunction) {
      return Optional.of(of(ofFunction));
    }
    return event instanceof WorkflowEvent ofWorkflow
        ? Optional.of(of(ofWorkflow))
        : Optional.empty();
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
    if (note != null && !note.isEmpty()) {
      return note;
    }
    return switch (type) {
      case "FunctionCreated" -> "Create function";
      case "FunctionUpdated" ->
          restored == null ? "Update function" : "Revert function to version " + restored;
      case "AliasSet" -> "Set alias " + member(ALIASES);
      case "AliasRemoved" -> "Remove alias " + member(ALIASES);
      case "RevisionDeleted" -> "Delete revision";
      case "FunctionDeleted" -> "Delete function";
      case "FunctionUndeleted" -> "Undelete function";
      case "FunctionPurged" -> "Purge function";
      case "PolicySet" -> "Set policy " + member(POLICIES);
      case "PolicyRemoved" -> "Remove policy " + member(POLICIES);
      case "WorkflowCreated" -> "Create workflow";
      case "WorkflowUpdated" ->
          restored == null ? "Update workflow" : "Revert workflow to version " + restored;
      case "WorkflowDeleted" -> "Delete workflow";
      case "WorkflowUndeleted" -> "Undelete workflow";
      default -> type;
    };
  }

  /** What the operation of the event is about. */
  public Operation.Metadata metadata(String id, long version) {
    if (type.startsWith("Workflow")) {
      return Operation.Metadata.ofWorkflow(id, version);
    }
    return new Operation.Metadata(
        id,
        version,
        revision,
        type.startsWith("Alias") ? member(ALIASES) : null,
        type.startsWith("Policy") ? member(POLICIES) : null);
  }

  private String member(String prefix) {
    return changed.isEmpty() ? "" : changed.get(0).substring(prefix.length());
  }
}
