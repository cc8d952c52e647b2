package io.annals.query.replay;

import io.annals.api.context.RequestContext;
import io.annals.api.job.Job;
import io.annals.api.job.Job.State;
import io.annals.api.job.Jobs;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.projection.ReplayProjection;
import io.annals.api.query.FindProjection;
import io.annals.api.query.ListProjections;
import io.annals.api.resource.Operation;
import io.annals.api.resource.Page;
import io.annals.api.resource.Projection;
import io.annals.query.job.JobRunner;
import io.annals.query.projection.ServedProjection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MetaData;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** The projections of this registry, as operators see them, and their replays. Thread-safe. */
public final class Replays {
  /** The type of the operations. */
  public static final String TYPE = "Replay";

  private static final String LETTERS = "dead_letters";

  private final Jobs jobs;
  private final JobRunner runner;
  private final Supplier<EventStore> events;
  private final LongSupplier head;
  private final Map<String, ServedProjection> projections = new ConcurrentSkipListMap<>();
  private final Map<String, Fixed> fixed = new ConcurrentSkipListMap<>();

  /**
   * @param events what is replayed
   * @param head the position of the newest event
   */
  public Replays(Jobs jobs, JobRunner runner, Supplier<EventStore> events, LongSupplier head) {
    this.jobs = jobs;
    this.runner = runner;
    this.events = events;
    this.head = head;
  }

  /** Takes a projection in, under its name. */
  public void add(ServedProjection projection) {
    projections.put(projection.name(), projection);
  }

  /**
   * Takes in a follower of the events that is no view and cannot be replayed.
   *
   * @param position the last event that it has taken in
   * @param reason a sentence that says why it cannot
   */
  public void addFixed(String name, LongSupplier position, String reason) {
    fixed.put(name, new Fixed(position, reason));
  }

  private record Fixed(LongSupplier position, String reason) {}

  /** Removes what replays left behind whose process died. */
  public void clean() {
    for (ServedProjection projection : projections.values()) {
      projection
          .database()
          .cleanCopies(
              () ->
                  jobs.running(TYPE).stream()
                      .map(job -> job.id().digits())
                      .collect(Collectors.toSet()));
    }
  }

  /** Begins a replay. */
  @CommandHandler
  public Operation replay(ReplayProjection command, MetaData metaData) {
    Fixed immovable = fixed.get(command.projection());
    if (immovable != null) {
      throw ProblemException.of(ProblemType.FAILED_PRECONDITION, immovable.reason());
    }
    ServedProjection projection = named(command.projection());
    Jobs.Order order =
        new Jobs.Order(
            TYPE,
            projection.name(),
            "Replay of " + projection.name(),
            RequestContext.of(metaData).principal(),
            Math.max(0, head.getAsLong()));
    return runner.begin(order, new Replay(projection, events.get(), head)).toOperation();
  }

  @QueryHandler
  public Projection find(FindProjection query) {
    Fixed immovable = fixed.get(query.name());
    return immovable != null ? shown(query.name(), immovable) : shown(named(query.name()));
  }

  @QueryHandler
  public Page<Projection> list(ListProjections query) {
    Map<String, Projection> shown = new TreeMap<>();
    projections.forEach((name, projection) -> shown.put(name, shown(projection)));
    fixed.forEach((name, immovable) -> shown.put(name, shown(name, immovable)));
    return new Page<>(List.copyOf(shown.values()), null);
  }

  private ServedProjection named(String name) {
    ServedProjection projection = projections.get(name);
    if (projection == null) {
      throw ProblemException.notFound(
          "There is no projection '" + name + "'; there are: " + names() + ".");
    }
    return projection;
  }

  private String names() {
    Set<String> names = new TreeSet<>(projections.keySet());
    names.addAll(fixed.keySet());
    return String.join(", ", names);
  }

  private Projection shown(ServedProjection projection) {
    Optional<Job> replay = jobs.newest(TYPE, projection.name());
    long position = Math.max(0, projection.position());
    long newest = Math.max(position, head.getAsLong());
    Projection.State state =
        replay.filter(job -> job.state() == State.RUNNING).isPresent()
            ? Projection.State.REPLAYING
            : projection.isReplaying() ? Projection.State.REBUILDING : Projection.State.SERVING;
    return new Projection(
        projection.name(),
        state,
        position,
        newest,
        newest - position,
        letters(projection),
        replay.map(Job::toOperation).orElse(null));
  }

  private Projection shown(String name, Fixed immovable) {
    long position = Math.max(0, immovable.position().getAsLong());
    long newest = Math.max(position, head.getAsLong());
    return new Projection(
        name, Projection.State.SERVING, position, newest, newest - position, null, null);
  }

  private static @Nullable Long letters(ServedProjection projection) {
    Set<String> tables = projection.database().schema().tables().keySet();
    return tables.contains(LETTERS)
        ? projection
            .database()
            .reads()
            .queryForObject("SELECT COUNT(*) FROM " + LETTERS, Long.class)
        : null;
  }
}
