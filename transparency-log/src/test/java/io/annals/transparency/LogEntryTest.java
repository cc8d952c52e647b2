package io.annals.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.blob.Digest;
import io.annals.api.log.CloudEventJson;
import io.annals.api.log.RecordedEvent;
import io.annals.transparency.LogEntry.Difference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogEntryTest {
  private static final RecordedEvent EVENT =
      new RecordedEvent(
          17,
          "function-1",
          3,
          "Function",
          "0a1b",
          "FunctionUpdated",
          "1",
          "2026-11-21T10:00:00.000001Z",
          "{\"changes\":{\"secrets\":{\"K\":\"CIPHER\"}}}",
          "{\"principal\":\"key:root\"}");

  @Test
  void anEntryIsTheCanonicalJsonOfTheRowWithThePublicPayload() {
    String open = "{\"changes\":{\"secrets\":{\"K\":\"" + digest("CIPHER") + "\"}}}";
    assertThat(text(LogEntry.of(EVENT)))
        .isEqualTo(
            "{\"aggregate_id\":\"function-1\",\"aggregate_type\":\"Function\",\"event_id\":\"0a1b\","
                + "\"metadata\":\""
                + digest("{\"principal\":\"key:root\"}")
                + "\",\"payload\":\""
                + digest(open)
                + "\",\"position\":17,\"revision\":\"1\",\"sequence\":3,"
                + "\"time\":\"2026-11-21T10:00:00.000001Z\",\"type\":\"FunctionUpdated\"}");
  }

  /** Else somebody could put the digest of a ciphertext in its place, and destroy it unseen. */
  @Test
  void theSameEntryIsMadeOfTheFeedAndAStoreThatHoldsADigestIsNotTheSame() {
    RecordedEvent shown =
        CloudEventJson.read(new String(CloudEventJson.publicForm(EVENT), StandardCharsets.UTF_8));
    assertThat(LogEntry.ofPublic(shown)).isEqualTo(LogEntry.of(EVENT));
    assertThat(LogEntry.of(shown)).isNotEqualTo(LogEntry.of(EVENT));
  }

  @Test
  void whatIsNullIsLeftOutAndNotTheSameAsEmpty() {
    RecordedEvent bare = new RecordedEvent(1, "a", 0, null, "e", "T", null, "t", "{}", "{}");
    RecordedEvent empty = new RecordedEvent(1, "a", 0, "", "e", "T", "", "t", "{}", "{}");
    assertThat(text(LogEntry.of(bare))).doesNotContain("aggregate_type", "revision");
    assertThat(LogEntry.differences(LogEntry.of(bare), LogEntry.of(empty)))
        .containsExactly(
            new Difference("aggregate_type", null, ""), new Difference("revision", null, ""));
  }

  @Test
  void textsAreEscapedAsRfc8785Does() {
    RecordedEvent odd =
        new RecordedEvent(
            1, "\"\\\b\t\n\f\r\u0001é\u2028😀/", 0, null, "e", "T", null, "t", "{}", "{}");
    assertThat(text(LogEntry.of(odd)))
        .startsWith("{\"aggregate_id\":\"\\\"\\\\\\b\\t\\n\\f\\r\\u0001é\u2028😀/\",\"event_id\"");
    assertThat(LogEntry.members(LogEntry.of(odd)))
        .containsEntry("aggregate_id", odd.aggregateId())
        .containsEntry("position", "1");
  }

  @Test
  void anEntryAlwaysFitsABundle() {
    String longText = "\u0001".repeat(1_000_000);
    RecordedEvent odd =
        new RecordedEvent(
            1, longText, 0, longText, longText, longText, longText, longText, "{}", "{}");
    byte[] cut = LogEntry.of(odd);
    assertThat(text(cut)).contains("\"aggregate_id\":\"" + digest(longText) + "\"");
    String atTheLimit = "\u0001".repeat(LogEntry.LONGEST_TEXT);
    byte[] longest =
        LogEntry.of(
            new RecordedEvent(
                Long.MAX_VALUE,
                atTheLimit,
                Long.MAX_VALUE,
                atTheLimit,
                atTheLimit,
                atTheLimit,
                atTheLimit,
                atTheLimit,
                "{}",
                "{}"));
    assertThat(EntryBundle.read(EntryBundle.of(List.of(cut, longest))))
        .containsExactly(cut, longest);
  }

  @Test
  void everyColumnIsInTheEntry() {
    List<RecordedEvent> others =
        List.of(
            new RecordedEvent(
                18,
                EVENT.aggregateId(),
                3,
                "Function",
                "0a1b",
                "FunctionUpdated",
                "1",
                EVENT.time(),
                EVENT.payload(),
                EVENT.metadata()),
            new RecordedEvent(
                17,
                "function-2",
                3,
                "Function",
                "0a1b",
                "FunctionUpdated",
                "1",
                EVENT.time(),
                EVENT.payload(),
                EVENT.metadata()),
            new RecordedEvent(
                17,
                EVENT.aggregateId(),
                4,
                "Function",
                "0a1b",
                "FunctionUpdated",
                "1",
                EVENT.time(),
                EVENT.payload(),
                EVENT.metadata()),
            new RecordedEvent(
                17,
                EVENT.aggregateId(),
                3,
                "Workflow",
                "0a1b",
                "FunctionUpdated",
                "1",
                EVENT.time(),
                EVENT.payload(),
                EVENT.metadata()),
            new RecordedEvent(
                17,
                EVENT.aggregateId(),
                3,
                "Function",
                "0a1c",
                "FunctionUpdated",
                "1",
                EVENT.time(),
                EVENT.payload(),
                EVENT.metadata()),
            new RecordedEvent(
                17,
                EVENT.aggregateId(),
                3,
                "Function",
                "0a1b",
                "FunctionCreated",
                "1",
                EVENT.time(),
                EVENT.payload(),
                EVENT.metadata()),
            new RecordedEvent(
                17,
                EVENT.aggregateId(),
                3,
                "Function",
                "0a1b",
                "FunctionUpdated",
                "2",
                EVENT.time(),
                EVENT.payload(),
                EVENT.metadata()),
            new RecordedEvent(
                17,
                EVENT.aggregateId(),
                3,
                "Function",
                "0a1b",
                "FunctionUpdated",
                "1",
                "2026-11-21T10:00:00.000002Z",
                EVENT.payload(),
                EVENT.metadata()),
            new RecordedEvent(
                17,
                EVENT.aggregateId(),
                3,
                "Function",
                "0a1b",
                "FunctionUpdated",
                "1",
                EVENT.time(),
                EVENT.payload().replace("CIPHER", "CIPHES"),
                EVENT.metadata()),
            new RecordedEvent(
                17,
                EVENT.aggregateId(),
                3,
                "Function",
                "0a1b",
                "FunctionUpdated",
                "1",
                EVENT.time(),
                EVENT.payload(),
                EVENT.metadata().replace("root", "ruut")));
    List<String> columns =
        List.of(
            "position",
            "aggregate_id",
            "sequence",
            "aggregate_type",
            "event_id",
            "type",
            "revision",
            "time",
            "payload",
            "metadata");
    for (int i = 0; i < others.size(); i++) {
      assertThat(LogEntry.differences(LogEntry.of(EVENT), LogEntry.of(others.get(i))))
          .extracting(Difference::column)
          .containsExactly(columns.get(i));
    }
  }

  private static String digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).value();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
