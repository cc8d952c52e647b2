package io.annals.query.analytics;

/**
 * Sorts durations into buckets whose width grows with them: eight for each doubling, so that a
 * bucket's end is at most an eighth above its begin. The numbers stand in the database for ever.
 */
final class LatencyBuckets {
  private static final int SUB_BITS = 3;
  private static final int SUBS = 1 << SUB_BITS;

  private LatencyBuckets() {}

  /** The bucket of a duration in microseconds; a negative one counts as none. */
  static int of(long micros) {
    long value = Math.max(0, micros);
    if (value < SUBS) {
      return (int) value;
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - SUB_BITS;
    return (shift << SUB_BITS) + (int) (value >>> shift);
  }

  /** The longest duration that is in the bucket, in microseconds. */
  static long end(int bucket) {
    if (bucket < SUBS) {
      return bucket;
    }
    int shift = (bucket >> SUB_BITS) - 1;
    long first = (long) (SUBS + (bucket & (SUBS - 1))) << shift;
    return first + (1L << shift) - 1;
  }
}
