package io.annals.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownVariablesTest {
  @Test
  void aMisspeltSettingIsNamedWithWhatWasMeant() {
    assertThat(UnknownVariables.sentences(Map.of("ANNALS_POSTGRES_URI", "jdbc:postgresql:x")))
        .containsExactly(
            "ANNALS_POSTGRES_URI is no setting and has no effect; was ANNALS_POSTGRES_URL meant?");
    assertThat(UnknownVariables.sentences(Map.of("ANNALS_WHATEVER_ELSE", "x")))
        .containsExactly("ANNALS_WHATEVER_ELSE is no setting and has no effect");
  }

  @Test
  void whatIsSetAndWhatOthersSetIsPassedOver() {
    Map<String, String> environment = new HashMap<>();
    SettingCatalogue.all().forEach(setting -> environment.put(setting.variable(), "x"));
    environment.putAll(
        Map.of(
            "PATH", "/bin",
            "ANNALS_TEST_AXON_SERVERS", "localhost",
            "ANNALS_SERVICE_HOST", "10.0.0.1",
            "ANNALS_SERVICE_PORT_HTTP", "8080",
            "ANNALS_PORT_8080_TCP_ADDR", "10.0.0.1",
            "ANNALS_GATEWAY_PORT", "tcp://10.0.0.1:8080"));
    assertThat(UnknownVariables.sentences(environment)).isEmpty();
  }
}
