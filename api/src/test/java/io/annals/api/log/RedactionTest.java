package io.annals.api.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.blob.Digest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private static final String CIPHERTEXT = "AXNlY3JldHMgYXJlIGNpcGhlcnRleHQ";
  private static final String DIGEST =
      Digest.of(CIPHERTEXT.getBytes(StandardCharsets.UTF_8)).value();

  @Test
  void replacesTheSecretsOfAFunctionAndNothingElse() {
    String payload =
        """
        {"functionId":"f","note": 1.50,"changes":{"config":{"secrets":{"a":"%1$s"},"n":1e400},\
        "secrets":{"API_KEY":"%1$s","KEPT":null,"ünï":"%1$s"},"labels":{"secrets":"x"}},"secrets":"y"}"""
            .formatted(CIPHERTEXT);

    assertThat(Redaction.of("FunctionUpdated", payload))
        .isEqualTo(
            """
            {"functionId":"f","note": 1.50,"changes":{"config":{"secrets":{"a":"%1$s"},"n":1e400},\
            "secrets":{"API_KEY":"%2$s","KEPT":null,"ünï":"%2$s"},"labels":{"secrets":"x"}},"secrets":"y"}"""
                .formatted(CIPHERTEXT, DIGEST));
  }

  @Test
  void replacesTheValueOfASecretOfANamespace() {
    assertThat(Redaction.of("SecretPut", "{\"name\":\"K\",\"ciphertext\":\"" + CIPHERTEXT + "\"}"))
        .isEqualTo("{\"name\":\"K\",\"ciphertext\":\"" + DIGEST + "\"}");
    assertThat(Redaction.of("SecretChanged", "{\"ciphertext\":null,\"in\":{\"ciphertext\":\"x\"}}"))
        .isEqualTo("{\"ciphertext\":null,\"in\":{\"ciphertext\":\"x\"}}");
  }

  @Test
  void leavesOtherEventsAsTheyAre() {
    String payload = "{\"changes\":{\"secrets\":{\"a\":\"b\"}}, \"ciphertext\":\"c\"}";

    assertThat(Redaction.of("AliasSet", payload)).isSameAs(payload);
  }

  @Test
  void showsNothingOfWhatItCannotRead() {
    assertThat(Redaction.of("SecretPut", "{\"ciphertext\":\"" + CIPHERTEXT)).isEqualTo("null");
  }
}
