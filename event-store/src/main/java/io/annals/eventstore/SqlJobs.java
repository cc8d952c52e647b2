package io.annals.eventstore;

import io.annals.api.job.Job;
import io.annals.api.job.Job.State;
import io.annals.api.job.JobId;
import io.annals.api.job.JobProgress;
import io.annals.api.job.Jobs;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Jobs in the event store's database. Who is silent is told by the clock of the database, so that
 * those of the nodes may differ.
 */
public final class SqlJobs implements Jobs {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<Map<String, Object>> FACTS = new TypeReference<>() {};
  private static final String LOST = "The server that did this stopped before it was done.";

  private static final String SELECT =
      "SELECT number, type, subject, description, creator, position, state, cancelling, done,"
          + " total, per_second, seconds_left, result, error, update_time FROM jobs";
  private static final String PROGRESS = "done = ?, total = ?, per_second = ?, seconds_left = ?";
  private static final String MINE = " WHERE number = ? AND owner = ? AND state = 'RUNNING'";

  private final SmallTables tables;
  private final String owner = UUID.randomUUID().toString();
  private final String now;
  private final String silent;

  /**
   * @param database open for as long as this is used; the caller closes it
   * @param silence after so long without a report, a job of another node is taken for dead
   */
  public SqlJobs(EventDatabase database, Duration silence) {
    this.tables = new SmallTables(database.keys(), "The memory of jobs");
    boolean manyNodes = database.listeners() != null;
    this.now =
        manyNodes
            ? "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"
            : "CAST(unixepoch('subsec') * 1000000 AS INTEGER)";
    // A folder belongs to one process: whoever else had a job in it is dead.
    this.silent = manyNodes ? " AND update_time < " + now + " - " + silence.toNanos() / 1_000 : "";
  }

  @Override
  public Job begin(Order order) {
    Instant time = Instant.now().truncatedTo(ChronoUnit.MICROS);
    long number = ChronoUnit.MICROS.between(Instant.EPOCH, time);
    while (true) {
      int begun =
          tables.change(
              "INSERT INTO jobs (number, type, subject, description, creator, position, owner,"
                  + " state, cancelling, done, total, per_second, result, update_time)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, 'RUNNING', 0, 0, 0, 0, '{}', "
                  + now
                  + ") ON CONFLICT DO NOTHING",
              number,
              order.type(),
              order.subject(),
              order.description(),
              order.creator(),
              order.position(),
              owner);
      if (begun == 1) {
        return find(new JobId(number)).orElseThrow();
      }
      List<Job> others =
          find(
              " WHERE type = ? AND subject = ? AND state = 'RUNNING'",
              order.type(),
              order.subject());
      if (!others.isEmpty()) {
        throw ProblemException.of(
            ProblemType.FAILED_PRECONDITION,
            "This is going on already, as operation "
                + others.get(0).id()
                + "; wait for its end, or cancel it.");
      }
      number++;
    }
  }

  @Override
  public Optional<Job> find(JobId id) {
    return find(" WHERE number = ?", id.number()).stream().findFirst();
  }

  @Override
  public List<Job> list(long beforePosition, long beforeNumber, int limit) {
    return find(
        " WHERE position < ? OR position = ? AND number < ?"
            + " ORDER BY position DESC, number DESC LIMIT ?",
        beforePosition,
        beforePosition,
        beforeNumber,
        limit);
  }

  @Override
  public Optional<Job> newest(String type, String subject) {
    return find(" WHERE type = ? AND subject = ? ORDER BY number DESC LIMIT 1", type, subject)
        .stream()
        .findFirst();
  }

  @Override
  public List<Job> running(String type) {
    return find(" WHERE type = ? AND state = 'RUNNING' ORDER BY number", type);
  }

  @Override
  public Reply report(JobId id, JobProgress progress) {
    int reported =
        tables.change(
            "UPDATE jobs SET " + PROGRESS + ", update_time = " + now + MINE,
            progress.done(),
            progress.total(),
            progress.perSecond(),
            progress.secondsLeft(),
            id.number(),
            owner);
    if (reported == 0) {
      return Reply.STOP;
    }
    return find(id).filter(Job::cancelling).isPresent() ? Reply.CANCEL : Reply.GO_ON;
  }

  @Override
  public void end(
      JobId id, State state, JobProgress progress, Map<String, Object> result, String text) {
    tables.change(
        "UPDATE jobs SET state = ?, result = ?, error = ?, "
            + PROGRESS
            + ", update_time = "
            + now
            + MINE,
        state.name(),
        JSON.writeValueAsString(result),
        state == State.SUCCEEDED ? null : text,
        progress.done(),
        progress.total(),
        progress.perSecond(),
        progress.secondsLeft(),
        id.number(),
        owner);
  }

  @Override
  public Job cancel(JobId id) {
    int asked =
        tables.change(
            "UPDATE jobs SET cancelling = 1 WHERE number = ? AND state = 'RUNNING'", id.number());
    Job job =
        find(id).orElseThrow(() -> ProblemException.notFound("There is no operation " + id + "."));
    if (asked == 0) {
      throw ProblemException.of(
          ProblemType.FAILED_PRECONDITION,
          "The operation is over and cannot be cancelled any more.");
    }
    return job;
  }

  @Override
  public int endLost() {
    return tables.change(
        "UPDATE jobs SET state = 'ABORTED', error = ?, update_time = "
            + now
            + " WHERE state = 'RUNNING' AND owner <> ?"
            + silent,
        LOST,
        owner);
  }

  private List<Job> find(String condition, Object... arguments) {
    return tables.find(SELECT + condition, SqlJobs::read, arguments);
  }

  private static Job read(ResultSet row) throws SQLException {
    long secondsLeft = row.getLong("seconds_left");
    boolean unknown = row.wasNull();
    JobProgress progress =
        new JobProgress(
            row.getLong("done"),
            row.getLong("total"),
            row.getDouble("per_second"),
            unknown ? null : secondsLeft);
    return new Job(
        new JobId(row.getLong("number")),
        row.getString("type"),
        row.getString("subject"),
        row.getString("description"),
        row.getString("creator"),
        row.getLong("position"),
        time(row.getLong("number")),
        // The database's clock may be behind, or coarser.
        time(Math.max(row.getLong("number"), row.getLong("update_time"))),
        State.valueOf(row.getString("state")),
        row.getLong("cancelling") == 1,
        progress,
        JSON.readValue(row.getString("result"), FACTS),
        row.getString("error"));
  }

  private static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
