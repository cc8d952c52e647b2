package io.annals.query.operation;

import io.annals.api.function.FunctionIds;
import io.annals.api.job.Job;
import io.annals.api.job.Jobs;
import io.annals.api.query.AwaitOperation;
import io.annals.api.query.FindOperation;
import io.annals.api.query.FunctionRef;
import io.annals.api.query.ListOperations;
import io.annals.api.query.WorkflowRef;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Page;
import io.annals.query.database.ViewDatabase;
import io.annals.query.function.FunctionFinder;
import io.annals.query.list.FilterField;
import io.annals.query.list.FilterSql;
import io.annals.query.list.PageToken;
import io.annals.query.list.SqlCondition;
import io.annals.query.projection.Progress;
import io.annals.query.projection.RegistryProjection;
import io.annals.query.state.HistoryEntry;
import io.annals.query.state.HistoryRows;
import io.annals.query.workflow.WorkflowRows;
import io.annals.query.workflow.WorkflowState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/**
 * Answers about operations. Nothing is stored for those of changes: their state is derived. Jobs
 * stand among them in lists.
 */
public final class OperationQueries {
  /** Events that are read from the store at once to list what is pending. */
  private static final int CHUNK = 1_000;

  /** Chunks that one page reads at the most; the next page goes on. */
  private static final int MAX_CHUNKS = 10;

  /** Jobs that a filter is tried on. */
  private static final int MOST_JOBS = 1_000;

  private final FunctionFinder finder;
  private final HistoryRows history;
  private final WorkflowRows workflows;
  private final LetterRows letters;
  private final PendingEvents pending;
  private final OperationLookup lookup;
  private final RecentOperations recent;
  private final ShownEvents shownEvents;
  private final Progress progress;
  private final Jobs jobs;
  private final LongSupplier head;
  private final FilterSql filters;
  private final ScheduledExecutorService scheduler;

  /**
   * @param jobs listed among the operations of changes
   * @param events where pending events are read
   * @param head the position of the newest event
   * @param scheduler one thread, where waits are woken and timed
   */
  public OperationQueries(
      ViewDatabase database,
      RegistryProjection projection,
      Progress progress,
      Jobs jobs,
      Supplier<EventStore> events,
      LongSupplier head,
      ScheduledExecutorService scheduler) {
    this.finder = new FunctionFinder(database.reads());
    this.history = new HistoryRows(database.reads());
    this.workflows = new WorkflowRows(database.reads());
    this.letters = new LetterRows(database.reads());
    this.pending = new PendingEvents(events, finder, workflows);
    this.lookup = new OperationLookup(history, workflows, letters, pending);
    this.recent = new RecentOperations(progress, scheduler);
    this.shownEvents = new ShownEvents(database.reads());
    this.progress = progress;
    this.jobs = jobs;
    this.head = head;
    this.filters = new FilterSql(database.vendor(), fields());
    this.scheduler = scheduler;
    projection.listen(recent);
  }

  @QueryHandler
  public Operation find(FindOperation query) {
    return lookup.find(query);
  }

  @QueryHandler
  public CompletableFuture<Operation> await(AwaitOperation query) {
    return OperationWait.begin(query, recent, lookup, progress, scheduler);
  }

  /** Wakes those whose operations another process has shown meanwhile. Returns at once. */
  public void lookAgain() {
    recent.lookAgain(shownEvents::of);
  }

  /** Answers everybody who waits with what there is, now and from now on. */
  public void stopWaiting() {
    recent.stop();
  }

  @QueryHandler
  public Page<Operation> list(ListOperations query) {
    PageToken tokens =
        PageToken.of(
            "operations", query.function(), query.workflow(), query.namespace(), query.filter());
    Place before = Place.of(tokens.read(query.page(), 2));
    Subject subject = subject(query);
    SqlCondition condition = new SqlCondition();
    filters.add(query.filter(), condition);

    int size = query.page().size();
    TreeMap<Place, Operation> found = new TreeMap<>(Place.NEWEST_FIRST);
    long complete = addPending(query, subject, before.events(), size + 1, found);
    if (subject.isAnything() && query.namespace() == null) {
      addJobs(query, before, complete, size + 1, found);
    }
    if (complete >= 0) {
      // Too much is pending for one page; what is shown comes after it.
      return page(tokens, found, size, complete);
    }
    addFailed(query, subject, before.events(), found);
    addDone(query, subject, before.events(), size + 1, condition, found);
    return page(tokens, found, size, -1);
  }

  /** Jobs belong to no namespace: only who sees all of them sees these. */
  private void addJobs(
      ListOperations query, Place before, long complete, int wanted, Map<Place, Operation> found) {
    OperationFilter filter = new OperationFilter(query.filter());
    int limit = query.filter() == null ? wanted : MOST_JOBS;
    for (Job job : jobs.list(before.position(), before.job(), limit)) {
      Operation operation = job.toOperation();
      if (job.position() >= complete && filter.test(operation)) {
        found.put(new Place(job.position(), job.id().number()), operation);
      }
    }
  }

  private static Page<Operation> page(
      PageToken tokens, TreeMap<Place, Operation> found, int size, long complete) {
    List<Map.Entry<Place, Operation>> entries = List.copyOf(found.entrySet());
    boolean more = entries.size() > size;
    List<Map.Entry<Place, Operation>> members = more ? entries.subList(0, size) : entries;
    List<Operation> operations = members.stream().map(Map.Entry::getValue).toList();
    if (more) {
      Place last = members.get(size - 1).getKey();
      return new Page<>(operations, tokens.after(last.position(), last.job()));
    }
    return new Page<>(operations, complete < 0 ? null : tokens.after(complete, 0));
  }

  /**
   * Adds what is stored but not shown yet.
   *
   * @return -1 if all of it was looked at, else the position down to which it was
   */
  private long addPending(
      ListOperations query, Subject subject, long before, int wanted, Map<Place, Operation> found) {
    OperationFilter filter = new OperationFilter(query.filter());
    long shown = progress.position();
    long upper = Math.min(before, head.getAsLong() + 1);
    for (int chunk = 0; upper - 1 > shown; chunk++) {
      if (chunk == MAX_CHUNKS || found.size() >= wanted) {
        return upper;
      }
      long lower = Math.max(shown, upper - 1 - CHUNK);
      for (PendingEvents.Pending event : pending.between(lower, upper)) {
        if (fits(query, subject, event.namespace(), event.operation())
            && filter.test(event.operation())) {
          found.put(Place.ofEvent(event.position()), event.operation());
        }
      }
      upper = lower + 1;
    }
    return -1;
  }

  private void addFailed(
      ListOperations query, Subject subject, long before, Map<Place, Operation> found) {
    OperationFilter filter = new OperationFilter(query.filter());
    for (LetterRows.Failed failed : letters.find("WHERE position < ?", before)) {
      found.remove(Place.ofEvent(failed.position()));
      if (fits(query, subject, failed.namespace(), failed.operation())
          && filter.test(failed.operation())) {
        found.put(Place.ofEvent(failed.position()), failed.operation());
      }
    }
  }

  private static boolean fits(
      ListOperations query, Subject subject, @Nullable String namespace, Operation operation) {
    return subject.isOf(operation.metadata())
        && (query.namespace() == null || query.namespace().equals(namespace));
  }

  private void addDone(
      ListOperations query,
      Subject subject,
      long before,
      int wanted,
      SqlCondition condition,
      Map<Place, Operation> found) {
    condition.and("h.position < ?", before);
    if (query.namespace() != null) {
      condition.and("h.namespace = ?", query.namespace());
    }
    if (subject.workflow() == null) {
      addOfFunctions(subject.function(), wanted, condition, found);
    }
    if (subject.function() == null) {
      addOfWorkflows(subject.workflow(), wanted, condition, found);
    }
  }

  private void addOfFunctions(
      @Nullable String functionId, int wanted, SqlCondition all, Map<Place, Operation> found) {
    SqlCondition condition = new SqlCondition().and(all);
    if (functionId != null) {
      var function = finder.findById(functionId);
      if (function.isEmpty()) {
        return;
      }
      condition.and("h.function_row = ?", function.get().row());
    }
    String order = functionId == null ? "h.position" : "h.sequence";
    List<HistoryEntry> entries =
        history.find(
            condition.sql("ORDER BY " + order + " DESC LIMIT ?"),
            condition.arguments((long) wanted));
    entries.forEach(
        entry -> found.put(Place.ofEvent(entry.state().position()), entry.toOperation()));
  }

  private void addOfWorkflows(
      @Nullable String workflowId, int wanted, SqlCondition all, Map<Place, Operation> found) {
    SqlCondition condition = new SqlCondition().and(all);
    if (workflowId != null) {
      condition.and("w.id = ?", workflowId);
    }
    workflows
        .history(
            condition.sql("ORDER BY h.position DESC LIMIT ?"), condition.arguments((long) wanted))
        .forEach(entry -> found.put(Place.ofEvent(entry.state().position()), entry.toOperation()));
  }

  /**
   * What the operations are about.
   *
   * @param function an id, null for any
   * @param workflow an id, null for any
   */
  private record Subject(@Nullable String function, @Nullable String workflow) {
    boolean isAnything() {
      return function == null && workflow == null;
    }

    boolean isOf(Operation.Metadata metadata) {
      return (function == null || function.equals(metadata.functionId()))
          && (workflow == null || workflow.equals(metadata.workflowId()));
    }
  }

  private Subject subject(ListOperations query) {
    return new Subject(
        query.function() == null ? null : functionId(query.function()),
        query.workflow() == null ? null : workflowId(query.workflow()));
  }

  /** Also of a workflow whose creation is not shown yet. */
  private String workflowId(WorkflowRef ref) {
    Optional<WorkflowState> found = workflows.find(ref);
    if (found.isPresent()) {
      return found.get().id();
    }
    if (FunctionIds.isId(ref.idOrName()) && workflows.findById(ref.idOrName()).isEmpty()) {
      String namespace = pending.namespaceOf(ref.idOrName());
      if (namespace != null && (ref.scope() == null || ref.scope().equals(namespace))) {
        return ref.idOrName();
      }
    }
    throw WorkflowRows.missing(ref);
  }

  /** Also of a function whose creation is not shown yet. */
  private String functionId(FunctionRef ref) {
    if (FunctionIds.isId(ref.idOrName()) && finder.findById(ref.idOrName()).isEmpty()) {
      String namespace = pending.namespaceOf(ref.idOrName());
      if (namespace == null || ref.scope() != null && !ref.scope().equals(namespace)) {
        throw FunctionFinder.missing(ref);
      }
      return ref.idOrName();
    }
    return finder.find(ref).id();
  }

  private static Map<String, FilterField> fields() {
    Map<String, FilterField> fields = new LinkedHashMap<>();
    fields.put("done", new FilterField.Constant(true));
    fields.put("type", new FilterField.Text("h.type"));
    fields.put("creator", new FilterField.Text("h.principal"));
    fields.put("createTime", new FilterField.Time("h.time"));
    return fields;
  }
}
