package io.annals.benchmarks;

/** A measurement that cannot be trusted and is therefore not printed; the message says why. */
final class MeasurementException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MeasurementException(String message) {
    super(message);
  }

  MeasurementException(String message, Throwable cause) {
    super(message, cause);
  }
}
