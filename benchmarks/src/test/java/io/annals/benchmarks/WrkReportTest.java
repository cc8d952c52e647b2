package io.annals.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WrkReportTest {
  private static final String BEFORE =
      """
      Running 10s test @ http://localhost:8080
        2 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     5.90ms    2.10ms  30.00ms   71.00%
      Requests/sec:   8944.00
      """;
  private static final String GOOD =
      "annals requests=89440 duration_us=10000000 p50_us=5900 p99_us=30000"
          + " connect=0 read=0 write=0 timeout=0 status=0\n";

  @Test
  void findsTheLineOfTheScriptInTheOutput() {
    WrkReport report = WrkReport.parse(BEFORE + GOOD);

    assertThat(report).isEqualTo(new WrkReport(89_440, 10.0, 5_900, 30_000));
    assertThat(report.perSecond()).isCloseTo(8_944, within(0.001));
  }

  @Test
  void refusesALoadInWhichAnAnswerWasNotGood() {
    assertThatThrownBy(() -> WrkReport.parse(GOOD.replace("status=0", "status=1")))
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("status=1");
  }

  @Test
  void refusesALoadInWhichAConnectionBroke() {
    assertThatThrownBy(() -> WrkReport.parse(GOOD.replace("read=0", "read=3")))
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("read=3");
  }

  @Test
  void refusesALoadThatGotNoAnswer() {
    assertThatThrownBy(() -> WrkReport.parse(GOOD.replace("requests=89440", "requests=0")))
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("no answer");
  }

  @Test
  void showsWhatWrkSaidInsteadOfAReport() {
    assertThatThrownBy(() -> WrkReport.parse("load.lua: cannot open file"))
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("cannot open file");
  }
}
