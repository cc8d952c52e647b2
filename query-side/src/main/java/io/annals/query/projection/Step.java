package io.annals.query.projection;

import io.annals.api.context.RequestContext;
import io.annals.api.function.RevisionAdded;
import io.annals.api.operation.EventFacts;
import io.annals.query.json.StoredText;
import io.annals.query.state.AliasPeriod;
import io.annals.query.state.FunctionState;
import io.annals.query.state.HistoryEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one event did to one function: all that the views have to learn of it.
 *
 * @param before null for a creation
 * @param periods alias periods that began or ended
 * @param revision the revision that it added, null for none
 * @param deletedRevision the id of the revision that it deleted, null for none
 * @param documents the large texts that the new state names and the old one did not
 */
public record Step(
    @Nullable FunctionState before,
    FunctionState after,
    EventFacts facts,
    RequestContext context,
    List<AliasPeriod> periods,
    @Nullable RevisionAdded revision,
    @Nullable String deletedRevision,
    List<StoredText> documents) {

  /** The step as history has it. */
  public HistoryEntry toEntry() {
    return new HistoryEntry(after, facts, context.dialect());
  }

  boolean labelsChanged() {
    return before == null
        ? !after.definition().labels().isEmpty()
        : !before.definition().labels().equals(after.definition().labels());
  }

  boolean tagsChanged() {
    return before == null
        ? !after.definition().tags().isEmpty()
        : !before.definition().tags().equals(after.definition().tags());
  }
}
