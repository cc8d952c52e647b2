package io.annals.api.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.function.FunctionIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationIdTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4"
      })
  void readsBackWhatItWrites(String functionId) {
    OperationId id = new OperationId(functionId, 41);

    assertThat(id.toString()).matches("op[0-9a-v]{26}-41");
    assertThat(OperationId.parse(id.toString())).contains(id);
  }

  @Test
  void sortsByTextAsTheFunctionsDo() {
    String earlier = new OperationId("018f4c7e-6a52-7c1b-9d3e-2b6f0a51c8d4", 0).toString();
    String later = new OperationId("018f4c7e-6a53-7c1b-9d3e-2b6f0a51c8d4", 0).toString();

    assertThat(earlier).isLessThan(later);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "op",
        "op00000000000000000000000000-01",
        "op00000000000000000000000000--1",
        "op80000000000000000000000000-0",
        "op00000000000000000000000000-99999999999999999999",
        "OP00000000000000000000000000-1"
      })
  void refusesEverythingElse(String text) {
    assertThat(OperationId.parse(text)).isEmpty();
  }

  @Test
  void namesFreshFunctions() {
    OperationId id = new OperationId(FunctionIds.next(), Long.MAX_VALUE / 10);

    assertThat(OperationId.parse(id.toString())).contains(id);
    assertThat(id.toString()).hasSizeLessThanOrEqualTo(47);
  }
}
