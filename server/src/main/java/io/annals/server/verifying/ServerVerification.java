package io.annals.server.verifying;

import io.annals.api.log.CloudEventJson;
import io.annals.api.log.RecordedEvent;
import io.annals.server.archive.Progress;
import io.annals.transparency.Finding;
import io.annals.transparency.HistoryCheck;
import io.annals.transparency.NotSignedException;
import io.annals.transparency.NoteVerifier;
import io.annals.transparency.PartialCheck;
import io.annals.transparency.SignedHead;
import io.annals.transparency.SignedLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Verifies a running registry from outside: what its feed says against what its log has signed. */
public final class ServerVerification {
  private static final JsonMapper JSON = new JsonMapper();

  private final RemoteRegistry registry;
  private final RemoteLog log;
  private final Progress progress;

  public ServerVerification(RemoteRegistry registry, Progress progress) {
    this.registry = registry;
    this.log = new RemoteLog(registry);
    this.progress = progress;
  }

  /**
   * Verifies.
   *
   * @param partial whether the key shows only some of the events, so that others are missing
   *     rightly
   * @throws UnverifiableException if the registry does not answer
   */
  public Verdict run(Expectation expected, boolean partial) {
    String note = log.checkpoint();
    SignedHead signed;
    List<SignedHead> earlier;
    try {
      NoteVerifier key = expected.keyOf(log);
      signed = SignedHead.of(note, key, "the log's checkpoint");
      earlier = expected.earlier(key);
    } catch (IllegalArgumentException | NotSignedException e) {
      return Verdict.against(String.valueOf(e.getMessage()));
    }
    long size = signed.checkpoint().size();
    progress.begin("events", size);
    SignedLog against = new SignedLog(log, signed);
    long checked;
    Optional<Finding> finding;
    if (partial) {
      PartialCheck check = new PartialCheck(against, earlier);
      finding = check.begin().or(() -> feed(size, check::event));
      checked = check.checked();
    } else {
      HistoryCheck check = new HistoryCheck(against, earlier, HistoryCheck.Origin.FEED);
      finding = feed(size, check::event).or(check::finish);
      checked = check.checked();
    }
    return finding
        .map(Verdict::against)
        .orElse(
            new Verdict(
                null,
                "verified: "
                    + (partial ? checked + " of the " + size : "all " + size)
                    + " events are what "
                    + signed.checkpoint().origin()
                    + " signed"
                    + Verdict.continues(earlier),
                note));
  }

  private Optional<Finding> feed(long size, Function<RecordedEvent, Optional<Finding>> check) {
    try {
      return registry.events(
          size,
          line -> {
            progress.step(1);
            RecordedEvent event = CloudEventJson.read(line);
            if (event.position() > size) {
              return found(
                  event, "the feed goes beyond position " + size + ", where it was to end");
            }
            return check.apply(event).or(() -> attributes(line, event));
          });
    } catch (IllegalArgumentException e) {
      return Optional.of(
          new Finding(0, null, "the feed has a line that is no event. " + e.getMessage()));
    }
  }

  /** What an event says beside its row, for example its namespace, must follow from its row. */
  private static Optional<Finding> attributes(String line, RecordedEvent event) {
    String right = new String(CloudEventJson.complete(event), StandardCharsets.UTF_8);
    if (right.equals(line)) {
      return Optional.empty();
    }
    JsonNode shown = JSON.readTree(line);
    for (Map.Entry<String, JsonNode> attribute : JSON.readTree(right).properties()) {
      if (!attribute.getValue().equals(shown.get(attribute.getKey()))) {
        return found(
            event, "its attribute " + attribute.getKey() + " does not follow from what was signed");
      }
    }
    return Optional.empty();
  }

  private static Optional<Finding> found(RecordedEvent event, String sentence) {
    return Optional.of(new Finding(event.position(), event.eventId(), sentence));
  }
}
