package io.annals.api.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.blob.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CloudEventJsonTest {
  private static final String METADATA =
      "{\"principal\":\"key:root\",\"dialect\":\"native\",\"requestId\":\"r-1\", \"source\":\"c\\u0001\","
          + "\"namespace\":\"default\",\"kind\":\"js\"}";

  private static RecordedEvent event(
      String type, @Nullable String revision, String payload, String metadata) {
    return new RecordedEvent(
        17,
        "0190-f",
        3,
        "Function",
        "e-17",
        type,
        revision,
        "2026-01-31T12:00:00.000001Z",
        payload,
        metadata);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  @Test
  void saysEverythingAboutAnEventInTheWordsOfCloudEvents() {
    String json =
        text(CloudEventJson.publicForm(event("AliasSet", "1", "{\"n\": 1.50}", METADATA)));

    assertThat(json)
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"e-17\",\"source\":\"/v1/events\","
                + "\"type\":\"io.annals.AliasSet\",\"subject\":\"0190-f\","
                + "\"time\":\"2026-01-31T12:00:00.000001Z\","
                + "\"datacontenttype\":\"application/json\","
                + "\"dataschema\":\"urn:annals:event:AliasSet:1\",\"position\":\"17\","
                + "\"streamsequence\":\"3\",\"aggregatetype\":\"Function\",\"revision\":\"1\","
                + "\"namespace\":\"default\",\"kind\":\"js\",\"principal\":\"key:root\","
                + "\"dialect\":\"native\",\"requestid\":\"r-1\",\"partitionkey\":\"0190-f\","
                + "\"metadata\":"
                + JsonMapper.shared().writeValueAsString(METADATA)
                + ",\"data\":{\"n\": 1.50}}");
  }

  static List<String> payloads() {
    String large = "{\"a\":[" + "{\"k\":\"é𝄞\\n\\ud800\"},".repeat(40_000) + "1e400]}";
    return List.of(
        "{}",
        "{\"a\":\"é𝄞\\u00e9\",\"n\":1.50,\"b\":123456789012345678901234567890}",
        " {\"a\" : [ 1 , 2 ] , \"data\":{\"data\":\"}\"}}",
        "null",
        "-12.50",
        "\"text\"",
        "true",
        "[]",
        large,
        "{\"a\":\n1}",
        "{\"a\":1}\r",
        "{\"a\":1}{",
        "{\"a\":}",
        "tru",
        "",
        "[".repeat(2_000) + "]".repeat(2_000));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void isReadBackLetterByLetter(String payload) {
    RecordedEvent event = event("AliasSet", "1", payload, METADATA);

    String json = text(CloudEventJson.complete(event));

    assertThat(json).doesNotContain("\n", "\r");
    assertThat(JsonMapper.shared().readTree(json).isObject()).isTrue();
    RecordedEvent read = CloudEventJson.read(json);
    // White space around a payload is white space of the document that holds it.
    assertThat(read.payload())
        .isEqualTo(payload.strip().length() < 3_000 ? expected(payload) : payload);
    assertThat(read).usingRecursiveComparison().ignoringFields("payload").isEqualTo(event);
  }

  private static String expected(String payload) {
    return payload;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"namespace\":null,\"kind\":{\"a\":[\"principal\"]},\"principal\":\"key:root\"}",
        "[\"principal\"]",
        "",
        "{\"principal\":\"key:root\",",
        "no JSON\n"
      })
  void isReadBackWhateverTheMetadataIs(String metadata) {
    RecordedEvent event = event("AliasSet", null, "{}", metadata);

    String json = text(CloudEventJson.publicForm(event));

    assertThat(CloudEventJson.read(json)).isEqualTo(event);
    JsonNode attributes = JsonMapper.shared().readTree(json);
    assertThat(attributes.propertyNames())
        .doesNotContain("namespace", "kind", "dialect", "revision");
    assertThat(attributes.has("principal")).isEqualTo(metadata.contains("\"principal\":"));
    assertThat(attributes.get("dataschema").stringValue()).isEqualTo("urn:annals:event:AliasSet");
  }

  @Test
  void leavesOutTheAggregateTypeOfAnEventOfNoAggregate() {
    RecordedEvent event =
        new RecordedEvent(1, "e", 0, null, "e", "Noted", null, "2026-01-31T12:00:00Z", "1", "{}");

    String json = text(CloudEventJson.publicForm(event));

    assertThat(json).doesNotContain("aggregatetype");
    assertThat(CloudEventJson.read(json)).isEqualTo(event);
  }

  @Test
  void hidesSecretsBehindTheirDigestUnlessAskedForEverything() {
    String ciphertext = "AXNlY3JldHMgYXJlIGNpcGhlcnRleHQ";
    RecordedEvent event =
        event("SecretPut", "1", "{\"name\":\"K\",\"ciphertext\":\"" + ciphertext + "\"}", METADATA);

    assertThat(text(CloudEventJson.publicForm(event)))
        .doesNotContain(ciphertext)
        .contains(Digest.of(ciphertext.getBytes(StandardCharsets.UTF_8)).value());
    assertThat(CloudEventJson.read(text(CloudEventJson.complete(event)))).isEqualTo(event);
  }

  @Test
  void isReadInAnyOrderWithMembersOfOthers() {
    assertThat(
            CloudEventJson.read(
                """
                { "data" : {"a": [1]}  , "x": {"y": ["z"]}, "metadata":"{}", "time":"t",
                  "id":"e", "streamsequence":"0", "position":"1", "subject":"s",
                  "type":"io.annals.AliasSet", "specversion":"1.0" }
                """))
        .isEqualTo(
            new RecordedEvent(1, "s", 0, null, "e", "AliasSet", null, "t", "{\"a\": [1]}", "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"specversion\":\"0.3\"}",
        "{\"specversion\":\"1.0\",\"type\":\"com.example.Other\"}",
        "{\"specversion\":\"1.0\",\"type\":\"io.annals.AliasSet\"}",
        "{\"specversion\":\"1.0\",\"type\":\"io.annals.AliasSet\",\"position\":\"one\"}",
        "{\"specversion\":\"1.0\",\"type\":\"io.annals.AliasSet\"} {}"
      })
  void refusesWhatIsNoEventOfOurs(String json) {
    assertThatThrownBy(() -> CloudEventJson.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s)(It|Its|Something) .+");
  }
}
